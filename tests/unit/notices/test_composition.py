from dataclasses import replace

import pytest

from probant.notices.domain.composition import compose
from probant.notices.domain.facts import (
    Audience,
    Controller,
    audiences_of,
    audiences_to_inform,
    gather,
)
from probant.notices.domain.notice import Notice, Section, from_json, readability, to_json
from probant.reference import law, templates
from probant.register.domain.record import (
    ActivityRecord,
    ActivityRole,
    Collection,
    ProcessorLine,
    Purpose,
    Transfer,
)
from tests.unit.notices.practice import CONTROLLER, facts, records


def section(notice: Notice, item: str) -> Section:
    found = notice.section(item)
    assert found is not None, item
    return found


def one(record: ActivityRecord, audience: Audience = Audience.PATIENTS) -> Notice:
    return compose(gather(audience, {"one": record}, CONTROLLER), "fr")


INFORMED = [
    (family, audience)
    for family in templates.families()
    for audience in audiences_to_inform(records(family).values())
]
PATIENT = ActivityRecord(
    name="Soins",
    data_subjects=("patients",),
    purposes=(Purpose(text="Soigner", legal_basis="legal_obligation"),),
)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("family", "audience"), INFORMED)
def test_sentences_stay_under_twenty_words_on_average(
    family: str, audience: Audience, language: str
) -> None:
    told = gather(audience, records(family, language), CONTROLLER)

    measured = readability(compose(told, language))

    assert measured.average <= 20
    assert measured.sentences > 10


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_jargon_nor_mark_for_the_author_reaches_the_public(language: str) -> None:
    told = " ".join(compose(facts(), language).texts).lower()

    for word in (
        "à vérifier", "to be verified", "responsable de traitement", "base légale", "finalité",
        "data subject", "legal basis", "minimisation", "art. ", "art9", "délib", "{", "}",
    ):  # fmt: skip
        assert word not in told


def test_every_item_that_is_always_due_has_a_section() -> None:
    notice = compose(facts(), "fr")

    told = {found.item for found in notice.sections}

    due = {item.id for item in law.notice_items().values() if item.when in {"always", "france"}}
    assert due <= told


def test_sections_cite_article_14_only_where_data_come_from_elsewhere() -> None:
    direct = one(PATIENT)
    indirect = one(replace(PATIENT, source_of_data=Collection.INDIRECT, origin="L’hôpital"))
    both = one(replace(PATIENT, source_of_data=Collection.BOTH, origin="L’hôpital"))

    assert section(direct, "purposes").articles == ("art. 13(1)(c)",)
    assert direct.section("source") is None
    assert section(indirect, "purposes").articles == ("art. 14(1)(c)",)
    assert indirect.section("mandatory") is None
    assert section(both, "purposes").articles == ("art. 13(1)(c)", "art. 14(1)(c)")
    assert section(both, "source").lines[0].text == "L’hôpital."


def test_the_public_reads_english_where_the_words_are_a_template_s() -> None:
    notice = compose(facts(), "en")

    assert "Keep and preserve each patient’s record." in notice.section("purposes").lines[0].details  # type: ignore[union-attr]
    assert not any(line.is_verbatim for line in section(notice, "retention").lines)


def test_the_organisation_s_own_words_are_told_as_they_are_and_marked_so() -> None:
    line = section(
        compose(gather(Audience.PATIENTS, {"1": PATIENT}, CONTROLLER), "en"), "retention"
    )

    assert (line.lines[0].text, line.lines[0].is_verbatim) == ("Soins", True)


def test_a_processor_is_named_with_what_it_does() -> None:
    record = replace(
        PATIENT, processors=(ProcessorLine(name="Agenda SARL", service="Prise de rendez-vous"),)
    )

    found = section(one(record), "recipients").more

    assert [(line.text, line.details) for line in found] == [
        ("Agenda SARL", ("prise de rendez-vous",))
    ]


def test_a_transfer_is_told_with_its_country_and_safeguard() -> None:
    transfer = Transfer(recipient="Labo", country="US", mechanism="adequacy")

    found = section(one(replace(PATIENT, transfers=(transfer,))), "transfers")

    assert found.lines[0].text == "Labo, États-Unis"
    assert found.lines[0].details[0].startswith(("décision d’adéquation", "la garantie"))
    assert found.closing == ("Demandez-nous une copie de ces garanties.",)


def test_no_transfer_is_denied_while_a_provider_abroad_is_known() -> None:
    provider = ProcessorLine(name="Nuage", service="Hébergement", country="US")

    assert section(one(PATIENT), "transfers").sentences[0].startswith("Non.")
    assert section(one(replace(PATIENT, processors=(provider,))), "transfers").sentences == ()


def test_consent_brings_its_withdrawal() -> None:
    asked = replace(PATIENT, purposes=(Purpose(text="Photo", legal_basis="consent"),))

    assert one(PATIENT).section("withdrawal") is None
    assert section(one(asked), "withdrawal").articles == ("art. 13(2)(c)",)


# CNIL, guide RGPD du développeur, fiche 15, and law.md §1.6
RIGHTS = [
    ("consent", {"access", "rectification", "erasure", "restriction", "portability"}),
    ("contract", {"access", "rectification", "erasure", "restriction", "portability"}),
    ("legitimate_interests", {"access", "rectification", "erasure", "restriction", "objection"}),
    ("legal_obligation", {"access", "rectification", "erasure", "restriction"}),
    ("vital_interests", {"access", "rectification", "erasure", "restriction"}),
]


@pytest.mark.parametrize(("basis", "expected"), RIGHTS)
def test_rights_follow_the_basis(basis: str, expected: set[str]) -> None:
    record = replace(PATIENT, purposes=(Purpose(text="x", legal_basis=basis),))

    told = [line.text for line in section(one(record), "rights").lines]

    starts = {
        "access": "voir",
        "rectification": "corriger",
        "erasure": "effacer",
        "restriction": "geler",
        "portability": "vous remettre",
        "objection": "cesser",
    }
    assert {right for right, start in starts.items() if any(t.startswith(start) for t in told)} == (
        expected
    )


def test_a_right_that_depends_on_the_use_is_told_with_its_condition() -> None:
    erasure = next(
        line for line in section(one(PATIENT), "rights").lines if line.text.startswith("effacer")
    )

    assert erasure.details == ("sauf celles que la loi nous demande de garder",)


def test_directives_for_after_death_are_marked_to_verify() -> None:
    assert section(one(PATIENT), "after_death").is_to_verify
    assert not section(one(PATIENT), "rights").is_to_verify


def test_a_decision_without_a_human_being_is_told() -> None:
    record = replace(PATIENT, automated_decision="Un score choisit l’ordre des rappels")

    assert one(PATIENT).section("automated_decision") is None
    assert section(one(record), "automated_decision").lines[0].details == (
        "Un score choisit l’ordre des rappels.",
    )


def test_a_processor_s_activity_is_for_its_client_to_tell() -> None:
    hosted = replace(PATIENT, role=ActivityRole.PROCESSOR)

    assert gather(Audience.PATIENTS, {"1": hosted}, CONTROLLER).uses == ()
    assert audiences_to_inform([hosted]) == ()


def test_the_audiences_of_an_activity_follow_its_persons() -> None:
    record = replace(PATIENT, data_subjects=("patients", "staff", "des gens de passage"))

    assert audiences_of(record) == {Audience.PATIENTS, Audience.STAFF}


def test_the_data_protection_officer_is_named_only_where_there_is_one() -> None:
    with_dpo = replace(CONTROLLER, dpo_name="A. Inventée", dpo_contact="dpo@cabinet.invalid")
    told = compose(gather(Audience.PATIENTS, {"1": PATIENT}, with_dpo), "fr")

    assert one(PATIENT).section("dpo") is None
    assert section(told, "dpo").lines[0].details == ("dpo@cabinet.invalid",)
    assert "dpo@cabinet.invalid" in section(told, "rights").closing[0]


def test_a_notice_survives_being_kept() -> None:
    notice = compose(facts(), "fr")

    assert from_json(to_json(notice)) == notice


def test_an_empty_register_still_composes() -> None:
    notice = compose(gather(Audience.STAFF, {}, Controller()), "fr")

    assert notice.section("complaint") is not None
