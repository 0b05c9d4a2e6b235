"""How a statement is made: its number, its place, its fingerprint, its entry in the journal."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from probant.common import canonical_json
from probant.common.errors import ProbantError
from probant.dpia import queries
from probant.dpia.domain import progress
from probant.dpia.domain.content import Content
from probant.dpia.domain.document import Document
from probant.dpia.models import Assessment, AssessmentStatement
from probant.journal import actions as journal
from probant.organisations import permissions
from probant.organisations.domain import Member

EDIT = "dpia.edit"


class StatusError(ProbantError):
    """The state of the assessment forbids the act: a validated one is opened again first."""

    def __init__(self, assessment: Assessment, act: str) -> None:
        super().__init__(assessment.status, act)
        self.status = assessment.status
        self.act = act


class ConflictError(ProbantError):
    """Somebody wrote this part first: `theirs` stands, `mine` is what this person wanted."""

    def __init__(
        self, theirs: AssessmentStatement | None, mine: Mapping[str, Any], *, expected: int
    ) -> None:
        """`expected`: the number that this person had on screen."""
        super().__init__(str(theirs.pk) if theirs else "", expected)
        self.theirs = theirs
        self.mine = mine
        self.expected = expected

    @property
    def number(self) -> int:
        """The number that stands now."""
        return self.theirs.number if self.theirs else 0


@dataclass(frozen=True)
class Act:
    """One act: what it is called, on which part, with the number on screen; who and when."""

    event: str
    part: str
    by: Member
    at: datetime
    expected: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def held(by: Member, assessment_id: UUID, permission: str = EDIT) -> Assessment:
    """The assessment, locked; Assessment.DoesNotExist for another organisation's."""
    permissions.require(by, permission)
    found = Assessment.objects.select_for_update(of=("self",)).select_related("organisation")
    return found.get(organisation=by.organisation_id, pk=assessment_id)


def opened(by: Member, assessment_id: UUID, act: str, permission: str = EDIT) -> Assessment:
    """The same, refused once it is validated or archived."""
    found = held(by, assessment_id, permission)
    if not found.is_open:
        raise StatusError(found, act)
    return found


def ensure_unmoved(of: Assessment, act: Act, mine: Mapping[str, Any]) -> int:
    """The number of the latest statement on the part; ConflictError where it is not on screen."""
    latest = queries.latest(of.organisation_id, of.pk, act.part)
    number = latest.number if latest else 0
    if act.expected is not None and act.expected != number:
        raise ConflictError(latest, mine, expected=act.expected)
    return number


def state(of: Assessment, content: Mapping[str, Any], act: Act) -> Assessment:
    """Adds a statement, saves the assessment and its summary with it, and journals both."""
    number = ensure_unmoved(of, act, content)
    of.version += 1
    of.updated_at, of.updated_by = act.at, act.by.person_id
    summarise(of)
    of.save()
    made = AssessmentStatement.objects.create(
        organisation_id=of.organisation_id,
        assessment_id=of.pk,
        event=act.event,
        part=act.part,
        number=number + 1,
        sequence=of.version,
        content=content,
        digest=hashlib.sha256(canonical_json.dumps(content)).hexdigest(),
        at=act.at,
        by=act.by.person_id,
        by_name=act.by.name,
    )
    _journal(of, made, act)
    return of


def write(of: Assessment, document: Document, content: Mapping[str, Any], act: Act) -> Assessment:
    """A changed document, with the statement of what changed in it."""
    ensure_unmoved(of, act, content)
    of.document = document
    of.name = Content(document).said("name")[:200] or of.name
    return state(of, content, act)


def summarise(of: Assessment) -> None:
    """Repeats in columns what the document says."""
    content = Content(of.document)
    plan = progress.actions(content, of.followed)
    of.summary = progress.summary(content, queries.asked(of, of.organisation), plan)
    of.is_high = of.summary["is_high"]


def _journal(of: Assessment, made: AssessmentStatement, act: Act) -> None:
    journal.record(
        f"dpia.{act.event}",
        by=act.by.actor,
        at=act.at,
        organisation=of.organisation_id,
        subject=str(of.pk),
        facts={
            "reference": of.reference,
            "sequence": made.sequence,
            "part": made.part,
            "number": made.number,
            "sha256": made.digest,
            **act.facts,
        },
    )
