"""Writing, validating and copying the plan, on the real database and journal."""

from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from probant.common.time_limits.period import Period
from probant.crisis.actions import plan as actions
from probant.crisis.domain import booklet, offline
from probant.crisis.domain.plan import Plan, PlanShapeError, Responder
from probant.crisis.models import PlanVersion
from probant.crisis.offline import page
from probant.crisis.queries import plan as queries
from probant.journal import key
from probant.journal import queries as journal
from probant.journal.models import Entry
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.organisations.permissions import PermissionDeniedError
from probant.register import actions as register
from probant.register.domain.record import ActivityRecord, ProcessorLine, System
from tests.conftest import NOW, new_member

PASSPHRASE = "abeille balcon cerise dragon emeraude falaise"
PLAN = Plan(
    scenarios=("ransomware", "lost_equipment"),
    people=(Responder(team="management", name="Dr Inventé", telephone="06 00 00 00 00"),),
)


@pytest.fixture
def written(organisation: Organisation, member: Member) -> PlanVersion:
    return actions.write(organisation, PLAN, seen=0, by=member, at=NOW)


def test_a_plan_starts_from_what_the_register_says(
    organisation: Organisation, member: Member
) -> None:
    record = ActivityRecord(
        name="Soins (inventé)",
        systems=(System(name="Logiciel médical"), System(name="Classeur", kind="paper")),
        processors=(ProcessorLine(name="Hébergeur inventé", service="Hébergement"),),
    )
    register.create(organisation, record, by=member, at=NOW)
    proposed = queries.proposed(organisation)
    assert proposed.size == "practice"
    assert proposed.dpo == "absent"
    assert [one.system for one in proposed.procedures] == ["Logiciel médical"]
    assert [one.name for one in proposed.providers] == ["Hébergeur inventé"]
    assert {one.name for one in proposed.people} == {member.name}
    assert "ransomware" in proposed.scenarios


def test_each_writing_adds_a_version_and_the_same_plan_none(
    organisation: Organisation, member: Member, written: PlanVersion
) -> None:
    again = actions.write(organisation, PLAN, seen=1, by=member, at=NOW)
    assert again.number == written.number == 1
    other = Plan(scenarios=("insider",))
    assert actions.write(organisation, other, seen=1, by=member, at=NOW).number == 2
    assert queries.versions(organisation.pk).count() == 2


def test_two_people_do_not_overwrite_each_other(
    organisation: Organisation, member: Member, written: PlanVersion
) -> None:
    actions.write(organisation, Plan(scenarios=("insider",)), seen=1, by=member, at=NOW)
    with pytest.raises(actions.PlanMovedError):
        actions.write(organisation, Plan(), seen=1, by=member, at=NOW)


def test_a_plan_names_guides_that_exist(organisation: Organisation, member: Member) -> None:
    with pytest.raises(PlanShapeError):
        actions.write(organisation, Plan(scenarios=("volcano",)), seen=0, by=member, at=NOW)


def test_only_officers_prepare_a_crisis(organisation: Organisation) -> None:
    contributor = new_member(organisation, Role.CONTRIBUTOR)
    with pytest.raises(PermissionDeniedError):
        actions.write(organisation, PLAN, seen=0, by=contributor, at=NOW)
    with pytest.raises(PermissionDeniedError):
        actions.issue_booklet(organisation, language="fr", by=contributor, at=NOW)


def test_a_validation_is_worth_twelve_months(
    organisation: Organisation, member: Member, written: PlanVersion
) -> None:
    validated = actions.validate(organisation, seen=1, by=member, at=NOW)
    standing = queries.standing(organisation.pk)
    assert (validated.event, validated.number) == ("validated", 2)
    assert standing.review_on == Period(months=12).after(NOW.date())
    assert not standing.has_unvalidated_changes
    later = NOW + timedelta(days=300)
    assert actions.validate(organisation, seen=2, by=member, at=later).event == "reviewed"


def test_a_change_after_the_validation_is_not_validated(
    organisation: Organisation, member: Member, written: PlanVersion
) -> None:
    actions.validate(organisation, seen=1, by=member, at=NOW)
    actions.write(organisation, Plan(scenarios=("insider",)), seen=2, by=member, at=NOW)
    assert queries.standing(organisation.pk).has_unvalidated_changes


def test_what_was_written_is_never_changed(written: PlanVersion) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanVersion.objects.filter(pk=written.pk).update(digest="0" * 64)


def test_the_journal_holds_digests_and_no_name(
    organisation: Organisation, member: Member, written: PlanVersion
) -> None:
    actions.issue_booklet(organisation, language="fr", by=member, at=NOW)
    bodies = b"".join(bytes(entry.body) for entry in Entry.objects.all())
    assert written.digest.encode() in bodies
    assert "Dr Inventé".encode() not in bodies
    assert b"06 00 00" not in bodies


def test_there_is_nothing_to_copy_without_a_plan(
    organisation: Organisation, member: Member
) -> None:
    with pytest.raises(actions.NoPlanError):
        actions.issue_booklet(organisation, language="fr", by=member, at=NOW)


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "La première heure"), ("en", "The first hour")]
)
def test_the_booklet_opens_on_the_first_hour_and_is_signed(
    organisation: Organisation, member: Member, written: PlanVersion, language: str, said: str
) -> None:
    copy = actions.issue_booklet(organisation, language=language, by=member, at=NOW)
    pdf = PdfReader(BytesIO(copy.content))
    cover = pdf.pages[0].extract_text()
    whole = "\n".join(sheet.extract_text() for sheet in pdf.pages)
    assert said in cover
    assert "06 00 00 00 00" in cover
    assert booklet.short_code(written.digest) in whole
    assert pdf.pages[0].mediabox.width < pdf.pages[0].mediabox.height < 600  # A5
    note = copy.issue.signature.encode()
    statement = booklet.checked(note, copy.content, [key.verifier()])
    assert (statement.kind, statement.number) == ("booklet", written.number)
    assert copy.issue.digest == sha256(copy.content).hexdigest()


def test_the_page_is_sealed_and_its_passphrase_is_kept_nowhere(
    organisation: Organisation, member: Member, written: PlanVersion
) -> None:
    copy = actions.issue_page(organisation, PASSPHRASE, language="fr", by=member, at=NOW)
    assert "Dr Inventé".encode() not in copy.content
    held = offline.opened(page.envelope_of(copy.content), PASSPHRASE)
    assert held["teams"][0]["people"][0]["name"] == "Dr Inventé"
    bodies = b"".join(bytes(body) for body in journal.bodies(organisation.pk, size=99))
    assert b"abeille" not in bodies
    assert "abeille" not in str(vars(copy.issue))


def test_a_weak_passphrase_seals_nothing(
    organisation: Organisation, member: Member, written: PlanVersion
) -> None:
    with pytest.raises(actions.WeakPassphraseError):
        actions.issue_page(organisation, "azerty", language="fr", by=member, at=NOW)
    assert not queries.issues(organisation.pk).exists()


def test_the_name_of_an_organisation_closes_no_element(
    organisation: Organisation, member: Member, written: PlanVersion
) -> None:
    organisation.name = "</script><script>alert(1)</script>"
    copy = actions.issue_page(organisation, PASSPHRASE, language="fr", by=member, at=NOW)
    assert copy.content.count(b"<script") == 3
