"""From rows to records: what is recognised, what is kept in words, what is refused."""

from collections.abc import Sequence
from datetime import date

import pytest

from probant.register.domain.record import ActivityRecord, ActivityRole, Purpose
from probant.register.exchange import errors
from probant.register.exchange.assembly import Outcome, assemble, examine
from probant.register.exchange.proposal import Choices, checked, learn, propose, propose_for
from probant.register.exchange.sheets import Sheet, Workbook, rectangle


def outcome(*rows: Sequence[str], is_grouped: bool = True) -> Outcome:
    sheet = rectangle("F", [list(row) for row in rows])
    found = propose_for(sheet, 0)
    choices = Choices(sheet="F", header=0, fills=found.fills, is_grouped=is_grouped)
    return assemble(checked(Workbook("csv", (sheet,)), choices), choices)


def one(*rows: Sequence[str]) -> ActivityRecord:
    found = outcome(*rows)
    assert found.refused == ()
    assert len(found.records) == 1
    return found.records[0]


TITLES = [
    ("Finalité", "purposes"),
    ("FINALITÉS DU TRAITEMENT", "purposes"),
    ("Base légale", "legal_bases"),
    ("base juridique :", "legal_bases"),
    ("Durée de conservation", "retention_active"),
    ("Délais d'effacement", "retention_active"),
    ("Catégories de données", "data_categories"),
    ("Données à caractère personnel", "data_categories"),
    ("Destinataires", "recipients"),
    ("Sous-traitants", "processors"),
    ("sous traitant", "processors"),
    ("Mesures de sécurité", "measures"),
    ("Mesures techniques et organisationnelles", "measures"),
    ("Responsable", "controllers"),
    ("Personnes concernées", "data_subjects"),
    ("Nom du traitement", "name"),
    ("Processing activity", "name"),
    ("Lawful basis", "legal_bases"),
    ("Transferts hors UE", "transfer_recipients"),
]


@pytest.mark.parametrize(("title", "column"), TITLES)
def test_a_usual_title_is_recognised(title: str, column: str) -> None:
    sheet = Sheet("F", ((title,),))
    expected = {0: column}
    assert propose_for(sheet, 0).fills == expected


def test_the_row_of_the_titles_is_found_below_a_letterhead() -> None:
    sheet = rectangle(
        "F",
        [
            ["Registre du cabinet"],
            ["Mis à jour en", "2026"],
            ["Activité", "Finalité", "Base légale"],
            ["A", "B", ""],
        ],
    )
    assert propose(Workbook("xlsx", (sheet,))).header == 2


def test_the_sheet_with_most_known_titles_is_proposed() -> None:
    manual = Sheet("Tutoriel", (("Bonjour", "Mode d’emploi"),))
    register = Sheet("Liste", (("Traitement", "Finalité"), ("A", "B")))
    assert propose(Workbook("ods", (manual, register))).sheet == "Liste"


def test_what_an_organisation_chose_before_goes_first() -> None:
    sheet = Sheet("F", (("Objet", "Finalité"), ("A", "B")))
    choices = Choices(sheet="F", header=0, fills={0: "name", 1: "summary"})
    learned = learn(sheet, choices)
    assert propose_for(sheet, 0, learned).fills == {0: "name", 1: "summary"}


def test_a_plain_row_becomes_a_whole_activity() -> None:
    record = one(
        ("Activité", "Finalité", "Base légale", "Personnes concernées", "Catégories de données",
         "Durée de conservation", "Destinataires", "Mesures de sécurité", "Sous-traitants"),
        ("Paie", "Payer les salariés", "Obligation légale", "Salariés", "État civil, NIR, RIB",
         "5 ans", "URSSAF ; Expert-comptable", "Mots de passe ; Armoire fermée à clé", "Néant"),
    )  # fmt: skip
    assert record.purposes[0].legal_basis == "legal_obligation"
    assert record.data_subjects == ("staff",)
    assert [line.category for line in record.data_lines] == ["identity", "nir", "financial"]
    assert {line.retention.active for line in record.data_lines} == {"P5Y"}
    assert [item.category for item in record.recipients] == ["social_bodies", "accountant"]
    assert record.measures[0].measure == "passwords"
    assert record.processors == ()


def test_class_and_sensitivity_come_from_the_category() -> None:
    record = one(("Nom", "Données"), ("Soins", "Données de santé"))
    assert record.is_sensitive


def test_words_without_a_code_are_kept_and_told() -> None:
    found = outcome(
        ("Nom", "Finalité", "Base légale", "Personnes concernées"),
        ("A", "B", "parce que", "Les voisins"),
    )
    record = found.records[0]
    assert record.purposes == (Purpose(text="B", legal_basis_detail="parce que"),)
    assert record.data_subjects == ("Les voisins",)
    assert [(w.line, w.code, w.value) for w in found.warnings] == [
        (2, "unknown_word", "parce que"),
        (2, "unknown_word", "Les voisins"),
    ]


def test_an_article_number_is_a_legal_basis_and_its_words_stay() -> None:
    record = one(("Nom", "Finalité", "Base légale"), ("A", "B", "Art. 6.1.e du RGPD"))
    assert record.purposes[0].legal_basis == "public_task"
    assert record.purposes[0].legal_basis_detail == "Art. 6.1.e du RGPD"


def test_several_purposes_take_their_bases_in_order() -> None:
    record = one(
        ("Nom", "Finalités", "Bases légales"),
        ("A", "• Soigner\n• Facturer", "Mission d’intérêt public\nObligation légale"),
    )
    assert [p.legal_basis for p in record.purposes] == ["public_task", "legal_obligation"]


def test_one_purpose_with_two_bases_is_kept_twice() -> None:
    record = one(("Nom", "Finalité", "Base légale"), ("A", "B", "Contrat ; Consentement"))
    assert [p.legal_basis for p in record.purposes] == ["contract", "consent"]


def test_counts_that_differ_are_told_and_nothing_is_lost() -> None:
    found = outcome(
        ("Nom", "Données", "Durée de conservation"),
        ("A", "Identité\nSanté\nNIR", "5 ans\n10 ans"),
    )
    assert "uneven" in [warning.code for warning in found.warnings]
    assert [line.retention.active for line in found.records[0].data_lines] == ["P5Y", "P10Y", ""]


def test_lines_of_one_name_make_one_activity() -> None:
    record = one(
        ("Nom", "Finalité", "Données"),
        ("Soins", "Soigner", "Identité"),
        ("Soins", "Soigner", "Santé"),
        ("", "", "NIR"),
    )
    assert len(record.purposes) == 1
    assert [line.category for line in record.data_lines] == ["identity", "health", "nir"]


def test_without_grouping_a_line_without_name_is_refused_with_its_number() -> None:
    found = outcome(("Nom", "Finalité"), ("A", "B"), ("", "C"), is_grouped=False)
    assert len(found.accepted) == 1
    assert [(r.lines, r.reasons[0].code) for r in found.refused] == [((3,), "no_name")]


def test_an_impossible_date_refuses_the_whole_activity() -> None:
    found = outcome(
        ("Nom", "À revoir le", "Données"), ("A", "31/02/2027", "Identité"), ("A", "", "Santé")
    )
    assert found.accepted == ()
    reason = found.refused[0].reasons[0]
    assert (found.refused[0].lines, reason.line, reason.column) == ((2, 3), 2, "À revoir le")
    assert (reason.code, reason.value) == ("not_a_date", "31/02/2027")


@pytest.mark.parametrize(
    "day", ["31/12/2026", "2026-12-31", "31.12.2026", "31 décembre 2026", "2026-12-31 00:00:00"]
)
def test_a_day_reads_as_people_write_it(day: str) -> None:
    assert one(("Nom", "À revoir le"), ("A", day)).review_on == date(2026, 12, 31)


def test_an_unknown_role_is_refused_and_a_known_one_read() -> None:
    found = outcome(("Nom", "Rôle"), ("A", "sous-traitant"), ("B", "peut-être"))
    assert found.records[0].role is ActivityRole.PROCESSOR
    assert found.refused[0].reasons[0].code == "not_in_list"


@pytest.mark.parametrize(("field", "words"), [("Nom", "x" * 201), ("Description", "x" * 20_001)])
def test_a_text_beyond_the_register_s_limits_is_refused(field: str, words: str) -> None:
    titles, row = ("Nom", "Finalité"), (words, "B")
    if field != "Nom":
        titles, row = ("Nom", field), ("A", words)
    found = outcome(titles, row)
    assert [(r.reasons[0].code, r.reasons[0].column) for r in found.refused] == [
        ("too_long", field)
    ]


HOSTILE = [
    "<script>alert(1)</script>",
    "'; DROP TABLE register_activity; --",
    '=HYPERLINK("http://x","y")',
    "{{ 7*7 }}{% debug %}",
    "#eval(sys.inputs)",
    "\u202e\u0007 contrôle",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_only_words(words: str) -> None:
    titles = ("Nom", "Finalité", "Données", "Destinataires", "Mesures de sécurité", "Notes")
    record = one(titles, (words,) * 6)
    assert record.name == " ".join(words.split())
    assert record.notes == words


def test_several_columns_may_pour_into_the_notes() -> None:
    sheet = Sheet("F", (("Nom", "Service", "Référence"), ("A", "RH", "T-12")))
    choices = Choices(sheet="F", header=0, fills={0: "name", 1: "notes", 2: "notes"})
    assert assemble(sheet, choices).records[0].notes == "Service : RH\nRéférence : T-12"


def test_a_denial_is_not_a_transfer_nor_an_automated_decision() -> None:
    record = one(("Nom", "Transferts hors UE", "Profilage"), ("A", "Non", "Aucun"))
    assert (record.transfers, record.automated_decision) == ((), "")


CHOICES = [
    (Choices(sheet="G", header=0, fills={0: "name"}), errors.SheetMissingError),
    (Choices(sheet="F", header=1, fills={0: "name"}), errors.HeaderMissingError),
    (Choices(sheet="F", header=99, fills={0: "name"}), errors.HeaderMissingError),
    (Choices(sheet="F", header=0, fills={0: "purposes"}), errors.NameColumnMissingError),
    (Choices(sheet="F", header=0, fills={0: "name", 1: "name"}), errors.ColumnTwiceError),
]


@pytest.mark.parametrize(("choices", "expected"), CHOICES)
def test_choices_that_cannot_work_are_named(
    choices: Choices, expected: type[errors.MappingError]
) -> None:
    sheet = Sheet("F", (("Nom", "Nom"), ("", ""), ("A", "B")))
    with pytest.raises(expected):
        checked(Workbook("csv", (sheet,)), choices)


def test_of_two_columns_with_one_title_only_the_first_is_proposed() -> None:
    sheet = Sheet("F", (("Nom", "Finalité", "Finalité"), ("A", "B", "C")))
    assert propose_for(sheet, 0).fills == {0: "name", 1: "purposes"}


def test_records_from_json_beyond_the_limits_are_refused() -> None:
    found = examine([ActivityRecord(name="A"), ActivityRecord(), ActivityRecord(name="x" * 300)])
    assert [r.reasons[0].code for r in found.refused] == ["no_name", "too_long"]
    assert len(found.accepted) == 1
