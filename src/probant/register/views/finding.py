"""What the pages of one activity share: finding it, its gaps, its way back."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse

from probant.organisations import permissions
from probant.organisations.access import MemberRequest
from probant.organisations.models import Organisation
from probant.register import labels, queries
from probant.register.domain.completeness import Missing, missing
from probant.register.domain.record import ActivityRecord
from probant.register.domain.sections import Section, section_of, sections_for
from probant.register.domain.status import Status, is_allowed
from probant.register.models import Activity, ActivityVersion


@dataclass(frozen=True)
class Part:
    """A section of the page: its title, what it lacks, and where it is written."""

    id: Section
    icon: str
    title: labels.Words
    article: labels.Words
    gaps: list[labels.Gap]
    url: str

    @property
    def template(self) -> str:
        """What shows this section."""
        return f"register/parts/{self.id}.html"


def activity(request: MemberRequest, activity_id: UUID) -> Activity:
    """The activity, or a page not found: another organisation's does not exist here."""
    try:
        return queries.activity(request.member.organisation_id, activity_id)
    except Activity.DoesNotExist as error:
        raise Http404 from error


def version(request: MemberRequest, activity_id: UUID, number: int) -> ActivityVersion:
    """A version, or a page not found."""
    try:
        return queries.version(request.member.organisation_id, activity_id, number)
    except ActivityVersion.DoesNotExist as error:
        raise Http404 from error


def url(name: str, request: MemberRequest, **parts: Any) -> str:  # noqa: ANN401  URL values
    """The address of one of the register's pages in this organisation."""
    kwargs = {"organisation": request.member.organisation_id, **parts}
    return reverse(f"register:{name}", kwargs=kwargs)


def organisation_of(request: MemberRequest) -> Organisation:
    """The organisation that the gate loaded."""
    found: Organisation = request.organisation  # type: ignore[attr-defined]
    return found


def missing_here(request: MemberRequest, record: ActivityRecord) -> tuple[Missing, ...]:
    """What the record and its organisation lack today."""
    return missing(record, queries.controller_facts(organisation_of(request)))


def parts(
    request: MemberRequest, found: Activity, record: ActivityRecord, gaps: list[labels.Gap]
) -> list[Part]:
    """The sections of this activity, in order."""
    listed = []
    for section in sections_for(record.role):
        icon, title, article = labels.SECTIONS[section]
        lacking = [gap for gap in gaps if gap.section == section]
        address = url("edit", request, activity_id=found.pk, section=section.value)
        listed.append(Part(section, icon, title, article, lacking, address))
    return listed


def told(found: tuple[Missing, ...]) -> list[labels.Gap]:
    """Missing things in the reader's words."""
    return [labels.gap(item, section_of(item.field)) for item in found]


def allowed(request: MemberRequest, found: Activity) -> dict[str, bool]:
    """What this member may do to this activity as it stands."""
    status, role = Status(found.status), request.member.role
    may_edit = permissions.is_allowed(role, "register.edit")
    may_validate = permissions.is_allowed(role, "register.validate")
    return {
        "edit": may_edit and is_allowed(status, "edit"),
        "duplicate": may_edit,
        "validate": may_validate and is_allowed(status, "validate"),
        "archive": may_validate and is_allowed(status, "archive"),
        "unarchive": may_validate and is_allowed(status, "restore"),
        "delete": may_edit and found.validated_version is None and is_allowed(status, "delete"),
    }


def trail(
    request: MemberRequest, found: Activity | None, *here: labels.Words
) -> list[tuple[Any, str]]:
    """Where the reader is: the register, the activity, this page."""
    steps: list[tuple[Any, str]] = [(labels.REGISTER, url("list", request))]
    if found is not None:
        steps.append((found.name or labels.UNNAMED, url("activity", request, activity_id=found.pk)))
    return [*steps, *((word, "") for word in here)]
