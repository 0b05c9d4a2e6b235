import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from probant.breaches import labels
from probant.breaches.domain import counts
from probant.breaches.domain import notification as forms
from probant.breaches.domain.closing import (
    NotClosableError,
    Progress,
    ensure_closable,
    reasons_to_stay_open,
)
from probant.breaches.domain.communication import (
    Exemption,
    LetterFacts,
    UnknownGroundError,
    faults_of,
    lacks_required,
    missing,
)
from probant.breaches.domain.facts import (
    AffectedData,
    Answer,
    AwarenessSource,
    BreachFacts,
    Cause,
    Circumstances,
    Consequence,
    Consequences,
    DataItem,
    Event,
    FactsShapeError,
    Loss,
    Measures,
    MeasureTaken,
    Persons,
    PersonsGroup,
    Protection,
    Severity,
    Timeline,
    from_json,
)
from probant.breaches.domain.form_values import band_of, count_in_words
from probant.breaches.domain.limits import ensure_within_limits
from probant.breaches.domain.notification import (
    Circumstance,
    Communicated,
    FieldState,
    Identity,
    StatementType,
)
from probant.common.time_limits import PARIS

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
IDENTITY = Identity(
    name="Cabinet inventé",
    declarant="Camille Inventée, gérante",
    declarant_contact="cabinet@exemple.test",
    contact_point="Dominique Inventé, dpo@exemple.test",
)
PHONE = BreachFacts(
    event=Event(
        loss=Loss(confidentiality=Answer.YES),
        origins=("lost_or_stolen_device",),
        cause=Cause.EXTERNAL_MALICIOUS,
        narrative="Un téléphone a été volé dans une voiture.",
    ),
    timeline=Timeline(
        aware_at=datetime(2026, 11, 20, 19, 5, tzinfo=PARIS),
        awareness=AwarenessSource.STAFF,
        awareness_why="La propriétaire l’a signalé.",
    ),
    data=AffectedData(
        items=(DataItem(kind="health"), DataItem(kind="contact_details")),
        records=counts.estimated(40, "liste des rendez-vous"),
    ),
    persons=Persons(groups=(PersonsGroup(category="patients", count=counts.bounded(6, 50)),)),
    circumstances=Circumstances(protection=Protection.NONE),
    consequences=Consequences(items=(Consequence(kind="secrecy"),), severity=Severity.IMPORTANT),
    measures=Measures(
        taken=(
            MeasureTaken(text="Effacement à distance", done_on=date(2026, 11, 20)),
            MeasureTaken(text="Lettre aux patients", is_for_persons=True),
        )
    ),
)


WILL_BE = Communicated(state="will_be")
NOW = Circumstance(at=AT)


def prepared(
    facts: BreachFacts = PHONE,
    told: Communicated = WILL_BE,
    around: Circumstance = NOW,
    previous: forms.Form | None = None,
) -> forms.Form:
    return forms.prepare(facts, IDENTITY, told, around, previous)


def field(form: forms.Form, id_: str) -> forms.FilledField:
    return next(one for one in form.fields if one.id == id_)


FILLED = (
    ("type", "Notification initiale"),
    ("loss", "Perte de la confidentialité"),
    ("origins", "Équipement perdu ou volé"),
    ("cause", "Acte externe malveillant"),
    ("aware_at", "20/11/2026 à 19:05"),
    ("data", "Santé\nCoordonnées"),
    ("records", "environ 40 (liste des rendez-vous)"),
    ("persons", "Patients — entre 6 et 50"),
    ("persons_count", "entre 6 et 50"),
    ("persons_band", "Entre 6 et 50"),
    (
        "consequences",
        "Perte de la confidentialité de données protégées par un secret professionnel",
    ),
    ("severity", "Importante"),
    ("measures_taken", "Effacement à distance (20/11/2026)\nLettre aux patients (prévu)"),
    ("measures_for_persons", "Lettre aux patients (prévu)"),
    ("persons_informed", "Non, mais elles le seront"),
    ("protection", "Aucune protection"),
)


@pytest.mark.parametrize(("id_", "value"), FILLED)
def test_a_field_receives_the_form_s_own_words(id_: str, value: str) -> None:
    assert field(prepared(), id_).value == value


def test_nothing_required_lacks_once_art_33_3_is_answered() -> None:
    form = prepared()
    assert not form.lacks_required
    assert forms.suggested_type(form, None) is StatementType.COMPLETE
    assert {one.id for one in form.missing} >= {"started_at", "siren"}
    assert all(one.question.fr.endswith("?") or "." in one.question.fr for one in form.missing)


def test_what_is_not_known_is_missing_and_never_no() -> None:
    form = prepared(BreachFacts(), told=Communicated())
    asked = {one.id for one in form.missing}
    assert asked >= {"aware_at", "loss", "data", "persons_count", "protection", "processors"}
    assert form.lacks_required
    assert forms.suggested_type(form, None) is StatementType.INITIAL
    assert "Non\n" not in forms.as_text(form)


def test_a_complement_marks_what_changed() -> None:
    first = prepared()
    persons = Persons(groups=(PersonsGroup(category="patients", count=counts.known(37)),))
    second = prepared(
        replace(PHONE, persons=persons),
        around=replace(NOW, type=StatementType.COMPLEMENTARY, previous_number="2026-12345"),
        previous=first,
    )
    changed = {one.id: (one.before, one.value) for one in second.changed}
    assert changed["persons_count"] == ("entre 6 et 50", "37")
    assert set(changed) == {"persons", "persons_count", "previous_number"}
    assert "* Nombre approximatif de personnes\u00a0: 37" in forms.as_text(second)
    assert forms.suggested_type(second, first) is StatementType.COMPLEMENTARY


def test_reasons_are_asked_of_a_late_notification_only() -> None:
    assert field(prepared(), "late_reasons").state is FieldState.NOT_APPLICABLE
    late = prepared(around=replace(NOW, is_late=True))
    assert field(late, "late_reasons").state is FieldState.MISSING


def test_who_is_not_told_needs_reasons_and_no_date() -> None:
    refused = prepared(told=Communicated(state="will_not_be"))
    assert field(refused, "not_informed_reasons").state is FieldState.MISSING
    assert field(refused, "informed_on").state is FieldState.NOT_APPLICABLE
    done = prepared(
        told=Communicated(state="informed", informed_on=date(2026, 11, 23), media=("letter",))
    )
    assert field(done, "informed_on").value == "23/11/2026"
    assert field(done, "media").value == "Courrier"


def test_a_form_is_read_back_as_it_was_frozen() -> None:
    form = prepared()
    assert forms.from_json(forms.to_json(form)) == form
    with pytest.raises(forms.FormShapeError):
        forms.from_json({"sections": 3})


def test_the_repeated_hour_is_told_apart() -> None:
    second = datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=1)
    facts = replace(PHONE, timeline=Timeline(aware_at=second))
    assert field(prepared(facts), "aware_at").value == "25/10/2026 à 02:30 (UTC+0100)"


@pytest.mark.parametrize(
    ("count", "band", "words"),
    [
        (counts.known(0), "0_5", "0"),
        (counts.known(5), "0_5", "5"),
        (counts.known(6), "6_50", "6"),
        (counts.bounded(6, 50), "6_50", "entre 6 et 50"),
        (counts.bounded(6, 51), "", "entre 6 et 51"),
        (counts.estimated(213, "formulaires"), "51_300", "environ 213 (formulaires)"),
        (counts.bounded(5001), "5001", "au moins 5\u202f001"),
        (counts.bounded(5000), "", "au moins 5\u202f000"),
        (counts.UNKNOWN, "", ""),
    ],
)
def test_numbers_fall_in_the_published_bands(count: counts.Count, band: str, words: str) -> None:
    assert band_of(count) == band
    assert count_in_words(count) == words


@pytest.mark.parametrize(
    ("groups", "total"),
    [
        ((), counts.UNKNOWN),
        ((counts.UNKNOWN, counts.UNKNOWN), counts.UNKNOWN),
        ((counts.known(3),), counts.known(3)),
        ((counts.known(3), counts.known(4)), counts.bounded(4, 7)),
        ((counts.known(3), counts.UNKNOWN), counts.bounded(3)),
    ],
)
def test_groups_may_overlap(groups: tuple[counts.Count, ...], total: counts.Count) -> None:
    assert counts.total(groups) == total


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        ({"kind": "known", "low": -1, "high": -1}, "negative"),
        ({"kind": "bounded", "low": 5, "high": 2}, "crossed"),
        ({"kind": "known", "low": 5, "high": 6}, "crossed"),
        ({"kind": "known"}, "missing"),
        ({"kind": "estimated", "low": 5, "high": 5}, "unexplained"),
        ({"kind": "unknown", "low": 5}, "superfluous"),
    ],
)
def test_a_number_that_cannot_be_is_refused(made: dict[str, Any], reason: str) -> None:
    with pytest.raises(counts.CountError) as refused:
        counts.Count(**{**made, "kind": counts.CountKind(made["kind"])})
    assert refused.value.reason == reason
    with pytest.raises(FactsShapeError, match=reason):
        from_json({"data": {"records": made}})


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        (replace(PHONE, event=Event(narrative="x" * 20_001)), "$.event.narrative"),
        (replace(PHONE, event=Event(narrative="a\0b")), "$.event.narrative"),
        (replace(PHONE, event=Event(origins=("\ud800",))), "$.event.origins[0]"),
        (replace(PHONE, event=Event(origins=("x",) * 501)), "$.event.origins"),
        (replace(PHONE, data=AffectedData(records=counts.known(10**400))), "$.data.records.low"),
        (replace(PHONE, event=Event(origins=("x" * 19_000,) * 16)), "`$`"),
    ],
)
def test_what_the_database_cannot_hold_is_refused_by_its_place(
    facts: BreachFacts, where: str
) -> None:
    ensure_within_limits(PHONE)
    with pytest.raises(FactsShapeError, match=re.escape(where)):
        ensure_within_limits(facts)


WHOLE = LetterFacts(
    nature="Un téléphone a été volé.",
    data="vos rendez-vous",
    contact="Dominique Inventé",
    consequences="Quelqu’un peut savoir que vous êtes suivi.",
    measures="Nous l’avons effacé à distance.",
    advice="Méfiez-vous des messages.",
)


@pytest.mark.parametrize("name", ["nature", "data", "contact", "consequences", "measures"])
def test_each_content_of_art_34_2_is_missed(name: str) -> None:
    letter = replace(WHOLE, **{name: " "})
    assert lacks_required(letter)
    assert len(missing(letter)) == 1


def test_a_whole_letter_lacks_nothing_and_advice_is_expected() -> None:
    assert missing(WHOLE) == ()
    without = replace(WHOLE, advice="")
    assert len(missing(without)) == 1
    assert not lacks_required(without)


def test_an_exception_is_nothing_without_its_proof() -> None:
    assert [name for name, _ in faults_of(Exemption(ground="unintelligible"))] == ["proof"]
    assert not list(faults_of(Exemption(ground="mitigated", proof="Compte fermé le 20/11")))
    public = Exemption(ground="disproportionate", proof="500 000 personnes sans adresse")
    assert [name for name, _ in faults_of(public)] == ["public_communication_on"]
    with pytest.raises(UnknownGroundError):
        list(faults_of(Exemption(ground="convenience")))


DONE = Progress(
    has_facts=True,
    has_effects=True,
    notify=True,
    is_notified=True,
    is_notification_complete=True,
    inform=True,
    are_persons_informed=True,
)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"has_facts": False}, "facts"),
        ({"has_effects": False}, "effects"),
        ({"notify": None}, "notify"),
        ({"is_notified": False}, "notification"),
        ({"is_notification_complete": False}, "complement"),
        ({"inform": None}, "inform"),
        ({"are_persons_informed": False}, "persons"),
        ({"inform": False, "needs_public_notice": True}, "public"),
        ({"open_measures": 1}, "measures"),
        ({"is_processor": True}, "controllers"),
    ],
)
def test_a_file_stays_open_while_something_is_to_do(change: dict[str, Any], reason: str) -> None:
    ensure_closable(DONE)
    with pytest.raises(NotClosableError) as refused:
        ensure_closable(replace(DONE, **change))
    assert refused.value.reasons == (reason,)


def test_what_was_no_breach_may_be_closed() -> None:
    ensure_closable(Progress(is_dismissed=True))
    ensure_closable(replace(DONE, notify=False, is_notified=False, inform=False))


def test_every_reason_to_stay_open_has_its_words() -> None:
    nothing = reasons_to_stay_open(Progress(open_measures=1))
    unsent = reasons_to_stay_open(Progress(notify=True, inform=True))
    incomplete = reasons_to_stay_open(Progress(notify=True, is_notified=True))
    public = reasons_to_stay_open(Progress(inform=False, needs_public_notice=True))
    processor = reasons_to_stay_open(Progress(is_processor=True))
    codes = {*nothing, *unsent, *incomplete, *public, *processor}
    assert codes == set(labels.STILL_OPEN)
