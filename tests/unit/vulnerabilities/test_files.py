"""Files of scanners: CycloneDX of three versions, SARIF of every shape, OSV, tables."""

import io
import json
from typing import Any

import pytest

from probant.vulnerabilities.domain.occurrence import Analysis, Occurrence, Reading, Refusal
from probant.vulnerabilities.domain.severity import Severity
from probant.vulnerabilities.exchange import reading
from probant.vulnerabilities.exchange.errors import NotJsonError, RefusedRowsError, VersionError

VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


def read(document: Any, name: str = "scan.json", **options: Any) -> Reading:  # noqa: ANN401  JSON
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return reading.read(io.BytesIO(content), name, **options)


def only(found: Reading) -> Occurrence:
    assert len(found.found) == 1
    return next(iter(found.found.values()))


def sarif(*results: dict[str, Any], rules: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The rules stand after the results, as they may."""
    tool = {"driver": {"name": "Outil", "rules": rules or []}}
    return {"version": "2.1.0", "runs": [{"results": list(results), "tool": tool}]}


def result(**changes: object) -> dict[str, Any]:
    place = {"artifactLocation": {"uri": "a.py"}, "region": {"startLine": 4}}
    held = {"ruleId": "R1", "message": {"text": "Requête assemblée"}}
    return {**held, "locations": [{"physicalLocation": place}], **changes}


@pytest.mark.parametrize("version", ["1.4", "1.5", "1.6"])
def test_each_version_of_cyclonedx_is_read(version: str) -> None:
    one = only(read(bom(version)))

    assert (one.severity, str(one.score), one.cwe) == (Severity.CRITICAL, "9.8", 79)
    assert one.identity == ("component", "CVE-2026-0001", "pkg:npm/invented")
    assert one.component_version == "1.2.3"


def bom(version: str = "1.6", **changes: object) -> dict[str, Any]:
    vulnerability = {
        "id": "CVE-2026-0001",
        "cwes": [79],
        "ratings": [{"vector": VECTOR, "score": 9.8, "method": "CVSSv31"}],
        "affects": [{"ref": "c1"}],
        **changes,
    }
    component = {"bom-ref": "c1", "name": "invented", "purl": "pkg:npm/invented@1.2.3"}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": version,
        "components": [{"name": "outer", "components": [component]}],
        "vulnerabilities": [vulnerability],
    }


def test_another_version_is_named_and_refused() -> None:
    with pytest.raises(VersionError) as refused:
        read(bom("1.3"))
    assert refused.value.found == "1.3"


def test_a_vex_says_what_is_not_affected_and_why() -> None:
    said = {"state": "not_affected", "justification": "code_not_reachable", "detail": "Jamais"}
    one = only(read(bom(analysis=said)))

    assert one.analysis is Analysis.NOT_AFFECTED
    assert (one.justification, one.detail) == ("code_not_reachable", "Jamais")


def test_a_score_that_is_not_the_vectors_is_told_and_the_vectors_counts() -> None:
    ratings = [{"vector": VECTOR, "score": 3.1, "method": "CVSSv31"}]
    found = read(bom(ratings=ratings))

    assert [one.code for one in found.told] == [Refusal.OTHER_SCORE]
    assert str(only(found).score) == "9.8"


def test_a_sarif_rule_gives_its_cwe_and_score_wherever_it_stands() -> None:
    rule = {
        "id": "R1",
        "shortDescription": {"text": "Injection SQL"},
        "properties": {"tags": ["external/cwe/cwe-089"], "security-severity": "8.8"},
    }
    one = only(read(sarif(result(), rules=[rule])))

    assert (one.title, one.cwe, one.severity) == ("Injection SQL", 89, Severity.HIGH)
    assert one.location == "a.py:4"


def test_a_line_that_moves_is_the_same_flaw() -> None:
    moved = result()
    moved["locations"][0]["physicalLocation"]["region"]["startLine"] = 90

    assert read(sarif(result())).found.keys() == read(sarif(moved)).found.keys()


def test_the_tools_own_fingerprint_comes_before_the_place() -> None:
    first = result(partialFingerprints={"primaryLocationLineHash": "abc:1"})
    second = result(partialFingerprints={"primaryLocationLineHash": "def:1"})

    assert len(read(sarif(first, second)).found) == 2


@pytest.mark.parametrize(
    "passed",
    [
        {"kind": "pass"},
        {"baselineState": "absent"},
        {"suppressions": [{"kind": "inSource"}]},
    ],
)
def test_what_passed_is_absent_or_suppressed_is_no_occurrence(passed: dict[str, Any]) -> None:
    assert not read(sarif(result(**passed))).found


def test_results_of_several_runs_find_their_own_rules() -> None:
    def run(name: str, level: str) -> dict[str, Any]:
        rules = [{"id": "R1", "defaultConfiguration": {"level": level}}]
        held = result(message={"text": name})
        return {"tool": {"driver": {"name": name, "rules": rules}}, "results": [held]}

    runs = [run("Un", "error"), {**run("Deux", "note"), "results": []}, run("Trois", "note")]
    found = read({"version": "2.1.0", "runs": runs})

    assert found.tool == "Un, Deux, Trois"
    assert {one.severity for one in found.found.values()} == {Severity.HIGH}
    assert found.total == 2


@pytest.mark.parametrize("cut", [10, 60, -3])
def test_a_file_cut_short_is_refused_whole(cut: int) -> None:
    content = json.dumps(sarif(result())).encode()[:cut]
    with pytest.raises(NotJsonError):
        read(content, "scan.sarif")


def test_osv_meets_the_bom_on_the_same_component() -> None:
    advisory = {
        "id": "GHSA-aaaa-bbbb-cccc",
        "modified": "2026-01-01T00:00:00Z",
        "aliases": ["CVE-2026-0001"],
        "severity": [{"type": "CVSS_V3", "score": VECTOR}],
        "affected": [{"package": {"ecosystem": "npm", "name": "invented"}}],
        "database_specific": {"cwe_ids": ["CWE-79"], "severity": "CRITICAL"},
    }
    assert read(advisory).found.keys() == read(bom()).found.keys()
    package = {"name": "invented", "version": "1", "ecosystem": "npm"}
    packages = [{"package": package, "vulnerabilities": [advisory]}]
    assert read({"results": [{"packages": packages}]}).found.keys() == read(bom()).found.keys()


def test_every_reason_of_a_refused_row_is_told_at_once() -> None:
    content = "titre;gravité;score;cwe\r\n;énorme;99;abc\r\n".encode()
    with pytest.raises(RefusedRowsError) as refused:
        read(content, "audit.csv")

    codes = {one.code for one in refused.value.reading.refused}
    assert codes == {
        Refusal.NO_TITLE,
        Refusal.UNKNOWN_SEVERITY,
        Refusal.INVALID_SCORE,
        Refusal.INVALID_CWE,
    }


def test_a_table_is_read_with_its_titles_in_english_too() -> None:
    content = b"Report 2026,,\r\nTitle,Severity,CWE\r\nOpen door,High,CWE-284\r\n"
    one = only(read(content, "audit.csv"))

    assert (one.title, one.severity, one.cwe) == ("Open door", Severity.HIGH, 284)
