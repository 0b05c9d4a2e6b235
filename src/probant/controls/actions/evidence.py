"""Evidence: added once, given to any number of controls, withdrawn and never deleted."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from probant.common.errors import ProbantError
from probant.controls import linking, queries
from probant.controls.actions.recording import Act, record, require
from probant.controls.domain.evidence import Kind, Said, ensure_sound
from probant.controls.domain.framework import Ref
from probant.controls.models import SET_ASIDE, Evidence, Service
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.vault import actions as vault
from probant.vault.domain.dossier import StoredFile
from probant.vault.domain.errors import Refusal, RefusedFileError
from probant.vault.reception import receive

DOSSIER = "control_evidence"
NUMBERING = 0x65766964  # the lock's class: one numbering of evidence at a time, by organisation
SAID = ("title", "dated_on", "valid_for", "owner", "note")


class EvidenceMovedError(ProbantError):
    """Somebody changed this evidence first: `theirs` stands."""

    def __init__(self, theirs: Evidence, mine: Said) -> None:
        super().__init__(str(theirs.pk), theirs.version)
        self.theirs = theirs
        self.mine = mine


class WithdrawnError(ProbantError):
    """A withdrawn evidence changes no more."""


@transaction.atomic
def add_evidence(  # noqa: PLR0913  an evidence is what, its file, what it serves, by whom, when
    organisation: Organisation,
    said: Said,
    *,
    by: Member,
    at: datetime,
    file: UploadedFile[bytes] | None = None,
    serves: Collection[Ref] = (),
) -> Evidence:
    """Kept whole, or an error and nothing of it, the file included."""
    require(organisation, by)
    ensure_sound(said, today=timezone.localdate(at))
    act = Act(by, at)
    made = _made(organisation, said, act)
    if said.kind is Kind.LINK:
        made.path, source = linking.page_of(said.path, organisation.pk)
        made.source = source.value
    if said.kind is Kind.FILE:
        _hold(made, _received(made, file, act))
    made.number = _next_number(organisation)
    made.save(force_insert=True)
    facts = {"number": made.number, "kind": made.kind, "sha256": made.sha256}
    record("evidence_added", str(made.pk), act, facts)
    _serve(organisation, made, serves, act)
    return made


@transaction.atomic
def change_evidence(
    one: Evidence, said: Said, *, by: Member, at: datetime, expected: int | None = None
) -> Evidence:
    """Its words, date and validity; its file or page stays what it is: add another instead."""
    locked = _locked(one, by)
    ensure_sound(said, today=timezone.localdate(at))
    if expected is not None and expected != locked.version:
        raise EvidenceMovedError(locked, said)
    for name in SAID:
        setattr(locked, name, getattr(said, name))
    locked.expires_on = said.expires_on
    _save(locked, Act(by, at))
    facts = {
        "number": locked.number,
        "version": locked.version,
        "dated_on": locked.dated_on.isoformat(),
        "expires_on": locked.expires_on.isoformat() if locked.expires_on else None,
    }
    record("evidence_changed", str(locked.pk), Act(by, at), facts)
    return locked


@transaction.atomic
def withdraw(one: Evidence, *, by: Member, at: datetime) -> Evidence:
    """It proves nothing from then on, and stays readable."""
    locked = _locked(one, by)
    locked.withdrawn_at = at
    _save(locked, Act(by, at))
    record("evidence_withdrawn", str(locked.pk), Act(by, at), {"number": locked.number})
    return locked


@transaction.atomic
def give(one: Evidence, refs: Collection[Ref], *, by: Member, at: datetime) -> None:
    """One evidence serving many: for each of these controls, at once."""
    locked = _locked(one, by)
    _serve(locked.organisation, locked, refs, Act(by, at))


@transaction.atomic
def take_back(one: Evidence, ref: Ref, *, by: Member, at: datetime) -> None:
    """What was said of this evidence and this control is unsaid; the mapping counts again."""
    locked = _locked(one, by)
    framework, control = ref
    found = Service.objects.filter(evidence=locked, framework=framework, control=control)
    if found.delete()[0]:
        facts = {"number": locked.number, "framework": framework, "control": control}
        record("evidence_taken_back", str(locked.pk), Act(by, at), facts)


@transaction.atomic
def set_aside(one: Evidence, ref: Ref, *, by: Member, at: datetime) -> None:
    """What the mapping proposes does not hold here: a person decides."""
    locked = _locked(one, by)
    framework, control = ref
    queries.ensure_known(locked.organisation, [ref])
    Service.objects.update_or_create(
        organisation=locked.organisation,
        evidence=locked,
        framework=framework,
        control=control,
        defaults={"stance": SET_ASIDE, "at": at, "by": by.person_id},
    )
    facts = {"number": locked.number, "framework": framework, "control": control}
    record("evidence_set_aside", str(locked.pk), Act(by, at), facts)


def _made(organisation: Organisation, said: Said, act: Act) -> Evidence:
    return Evidence(
        pk=uuid4(),
        organisation=organisation,
        title=said.title.strip(),
        kind=said.kind.value,
        dated_on=said.dated_on,
        valid_for=said.valid_for,
        expires_on=said.expires_on,
        owner=said.owner.strip(),
        note=said.note,
        created_at=act.at,
        created_by=act.by.person_id,
        created_by_name=act.by.name,
        updated_at=act.at,
        updated_by_name=act.by.name,
    )


def _received(made: Evidence, file: UploadedFile[bytes] | None, act: Act) -> StoredFile:
    if file is None:
        raise RefusedFileError(Refusal.EMPTY)
    dossier = vault.open_dossier(made.organisation_id, kind=DOSSIER, subject=made.pk)
    return receive(file, dossier, purpose="evidence", by=act.by.actor, at=act.at)


def _hold(made: Evidence, kept: StoredFile) -> None:
    made.file, made.sha256 = kept.id, kept.sha256
    made.size, made.media_type = kept.size, kept.media_type


def _serve(organisation: Organisation, one: Evidence, refs: Collection[Ref], act: Act) -> None:
    queries.ensure_known(organisation, refs)
    said = {(row.framework, row.control): row for row in queries.services_of(one)}
    wanted = sorted(ref for ref in set(refs) if ref not in said or said[ref].stance == SET_ASIDE)
    aside = [said[ref].pk for ref in wanted if ref in said]
    Service.objects.filter(organisation=organisation, pk__in=aside).delete()
    Service.objects.bulk_create(
        Service(
            organisation=organisation,
            evidence=one,
            framework=framework,
            control=control,
            at=act.at,
            by=act.by.person_id,
        )
        for framework, control in wanted
    )
    if wanted:
        facts = {"number": one.number, "controls": [f"{f}:{c}" for f, c in wanted]}
        record("evidence_given", str(one.pk), act, facts)


def _locked(one: Evidence, by: Member) -> Evidence:
    found = Evidence.objects.select_related("organisation").select_for_update(of=("self",))
    locked = found.get(organisation=by.organisation_id, pk=one.pk)
    require(locked.organisation, by)
    if locked.withdrawn_at is not None:
        raise WithdrawnError
    return locked


def _save(locked: Evidence, act: Act) -> None:
    locked.version += 1
    locked.updated_at, locked.updated_by_name = act.at, act.by.name
    locked.save()


def _next_number(organisation: Organisation) -> int:
    """One at a time in an organisation: numbers follow each other without a hole."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [NUMBERING, str(organisation.pk)]
        )
    given = Evidence.objects.filter(organisation=organisation)
    highest: int | None = given.aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1
