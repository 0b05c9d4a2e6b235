"""EBIOS RM's tables: codes that stay, figures, and the risks that operational scenarios feed."""

from typing import Any

import pytest

from probant.reference import risks as reference
from probant.risks.domain import workshops as rules

TABLES: dict[str, list[dict[str, Any]]] = {
    "values": rules.checked("values", [{"name": "Dossiers", "activity": "id-1", "assets": "DPI"}]),
    "events": rules.checked(
        "events", [{"value": "VM1", "event": "Dossiers publiés", "criterion": "c", "severity": 4}]
    ),
    "pairs": rules.checked(
        "pairs", [{"source": "Criminel", "objective": "Rançon", "motivation": 4, "resources": 3,
                   "activity_level": 4, "is_kept": True}]
    ),
    "stakeholders": rules.checked(
        "stakeholders",
        [{"name": "Éditeur", "dependency": 4, "penetration": 3, "maturity": 2, "trust": 3}],
    ),
    "strategic": rules.checked(
        "strategic", [{"pair": "SR1", "event": "ER1", "stakeholder": "PP1", "path": "Par lui"}]
    ),
    "operational": rules.checked(
        "operational",
        [{"scenario": "SS1", "name": "Rebond", "enter": "Télémaintenance", "likelihood": 3}],
    ),
}  # fmt: skip


def test_an_operational_scenario_takes_its_severity_from_the_feared_event() -> None:
    (found,) = rules.risks_of(TABLES)
    assert (found.severity, found.likelihood, found.level) == (4, 3, "very_high")
    assert found.activities == ("id-1",)
    assert found.criteria == ("c",)
    assert "Éditeur" in found.supports
    assert found.source == "ebios:OP1"


def test_the_threat_level_is_exposure_over_reliability() -> None:
    assert rules.computed("stakeholders", TABLES["stakeholders"][0]) == 2.0  # 4×3 / 2×3
    assert rules.computed("stakeholders", {"dependency": 4}) is None
    assert rules.computed("pairs", TABLES["pairs"][0]) == 3.7


def test_a_code_is_kept_and_never_given_twice() -> None:
    rows = rules.checked("values", [{"code": "VM2", "name": "b"}, {"name": "c"}])
    assert [row["code"] for row in rows] == ["VM2", "VM3"]
    twice = rules.checked("values", [{"code": "VM1", "name": "a"}, {"code": "VM1", "name": "b"}])
    assert [row["code"] for row in twice] == ["VM1", "VM2"]
    odd = rules.checked("values", [{"code": "VM٣", "name": "a"}])
    assert odd[0]["code"] == "VM1"


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("events", {"event": "x", "severity": 5}),
        ("events", {"event": "x", "severity": True}),
        ("events", {"event": "x", "criterion": "z"}),
        ("events", {"event": "x" * 201}),
        ("events", {"event": ["x"]}),
        ("events", {"no_such_column": "x"}),
        ("no_such_table", {"event": "x"}),
    ],
)
def test_what_a_table_cannot_hold_is_refused(table: str, row: dict[str, Any]) -> None:
    with pytest.raises(rules.TableShapeError):
        rules.checked(table, [row])


def test_a_scenario_whose_event_was_removed_is_not_estimated() -> None:
    (found,) = rules.risks_of({**TABLES, "events": []})
    assert found.severity is None
    assert found.level is None


def test_the_five_workshops_name_their_tables_and_columns() -> None:
    held = reference.workshops()
    assert len(held.workshops) == 5
    named = [table for one in held.workshops for table in one.tables]
    assert sorted(named) == sorted(held.tables)
    for table in held.tables.values():
        for column in table.columns:
            assert column.kind != "ref" or column.table in held.tables
