"""What a clause fixes, and whose duty a sentence is."""

import pytest

from probant.probes.contracts import parties, read
from probant.probes.contracts.normalising import normalised, sentences
from probant.probes.contracts.values import values_of
from tests.contracts.corpus import Contract, contracts
from tests.contracts.printing import printed


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("au plus tard vingt-quatre heures après", 24),
        ("dans les 48 heures", 48),
        ("within seventy-two (72) hours", 72),
        ("sous 36 h", 36),
        ("dans les meilleurs délais", None),
    ],
)
def test_the_hours_to_report_a_breach_are_read(text: str, hours: int | None) -> None:
    assert values_of("breach_notice_delay", [normalised(text)]).get("hours") == hours


def test_the_countries_named_are_read_in_both_languages() -> None:
    found = [
        values_of("transfers", [normalised(text)])["countries"]
        for text in ("stockées en Allemagne et aux Pays-Bas", "kept in Germany and the Netherlands")
    ]
    assert found == [["DE", "NL"], ["DE", "NL"]]


@pytest.mark.parametrize(
    ("language", "text", "is_controllers"),
    [
        ("fr", "Le Client notifie au Prestataire toute violation.", True),
        ("fr", "À l'issue du contrat, le Client supprime les données.", True),
        ("fr", "Le Client peut s'y opposer.", False),
        ("fr", "Le Prestataire informe le Client.", False),
        ("fr", "Si le Client le demande, le Prestataire détruit les données.", False),
        ("fr", "Martin SA aide le Client.", False),
        ("en", "Customer shall notify Provider of any breach.", True),
        ("en", "Customer shall be notified by Provider of any breach.", False),
        ("en", "If Customer so asks, Provider deletes the data.", False),
        ("en", "You must tell us.", True),
    ],
)
def test_whose_duty_a_sentence_is(language: str, text: str, *, is_controllers: bool) -> None:
    names = parties.of(language)
    assert names.is_controllers(names.named(normalised(text))) is is_controllers


def test_words_are_compared_without_accents_ligatures_and_line_ends() -> None:
    assert normalised("L’eﬀacement des œuvres : sous\u00adtraitant") == (
        "l effacement des oeuvres : soustraitant"
    )
    assert sentences("Voir l'art. 28 du RGPD. Le n° 5 aussi ; fin.") == [
        "Voir l'art. 28 du RGPD.",
        "Le n° 5 aussi ;",
        "fin.",
    ]


def test_a_trap_is_told_by_what_it_is() -> None:
    why = {
        (id_, clause.clause): clause.why.value
        for id_ in ("t02", "t05", "t16")
        for clause in read(printed(named(id_))).clauses
    }
    assert why["t02", "processor_register"] == "wrong_party"
    assert why["t02", "rights_assistance"] == "wrong_party"
    assert why["t02", "data_subjects"] == "emptied"
    assert why["t05", "end_of_contract"] == "negated"
    assert why["t16", "rights_assistance"] == "emptied"


def named(id_: str) -> Contract:
    return next(one for one in contracts("tuning") if one.id == id_)
