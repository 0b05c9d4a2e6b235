"""An audit as OSCAL: our own check of its structure always; NIST's JSON schemas where they are.

`OSCAL_SCHEMAS` names a folder with `oscal_assessment-results_schema.json` and
`oscal_poam_schema.json` of a release of usnistgov/OSCAL (public domain).
"""

import json
import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import regex  # type: ignore[import-untyped]
from django.core.files.uploadedfile import SimpleUploadedFile
from jsonschema import Draft7Validator, validators

from probant.audits import actions, checklists, oscal
from probant.audits.actions import About, Said
from probant.audits.domain.campaigns import Kind, Result, Terms
from probant.audits.domain.findings import Severity
from probant.audits.models import Campaign
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from tests.conftest import NOW, new_member

SCHEMAS = Path(os.environ.get("OSCAL_SCHEMAS", "/nonexistent"))
MODELS = {"assessment_results": "assessment-results", "plan_of_action": "poam"}
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
TOKEN = re.compile(r"(?:[^\W\d]|_)[\w.\-]*")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture
def campaign(organisation: Organisation, member: Member) -> Campaign:
    """One conform control, one with a major finding, its proof and a verified action."""
    terms = Terms(
        title="Audit  inventé",
        kind=Kind.ISO27001,
        scope="",
        auditors=("Auditrice inventée", "Auditeur inventé"),
        is_independent=True,
        starts_on=NOW.date() - timedelta(days=2),
    )
    listed = checklists.checklist(organisation, "iso27001", "fr")
    made = actions.begin(organisation, terms, listed, by=member, at=NOW)
    first, second = (one.id for one in listed.controls[:2])
    for control, result in ((first, Result.CONFORM), (second, Result.MAJOR)):
        actions.state_result(made.pk, control, result, note="", seen=0, by=member, at=NOW)
    said = Said(control=second, severity=Severity.MAJOR, title="Droits\ntrop larges")
    found = actions.add(made.pk, said, by=member, at=NOW)
    action = actions.decide(found.pk, "Revoir", owner="Noé", due_on=None, by=member, at=NOW)
    actions.do(action.pk, outcome="Fait", done_on=NOW.date(), by=member, at=NOW)
    other = new_member(organisation, Role.CISO)
    sent = SimpleUploadedFile("preuve.pdf", b"%PDF-1.4\n%%EOF\n")
    actions.attach(made.pk, sent, About(action=action.pk), by=other, at=NOW)
    actions.verify(action.pk, verification="Vu", by=other, at=NOW)
    made.refresh_from_db()
    return made


@pytest.fixture(params=MODELS)
def document(request: pytest.FixtureRequest, campaign: Campaign) -> tuple[str, dict[str, Any]]:
    telling = oscal.Telling(campaign.organisation, campaign, at=NOW)
    written = oscal.write(getattr(telling, request.param)())
    return request.param, json.loads(written)


def every(held: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Each value with the name that leads to it."""
    yield path, held
    if isinstance(held, dict):
        for name, value in held.items():
            yield from every(value, name)
    elif isinstance(held, list):
        for value in held:
            yield from every(value, path)


def test_nothing_is_empty_and_identifiers_and_instants_have_their_form(
    document: tuple[str, dict[str, Any]],
) -> None:
    for name, value in every(document[1]):
        assert value not in (None, "", [], {}), name
        if name == "uuid" or name.endswith("-uuid") or name == "party-uuids":
            assert not isinstance(value, str) or UUID.fullmatch(value), value
        if name in {"control-id", "target-id"}:
            assert TOKEN.fullmatch(str(value))
        if name in {"start", "end", "collected", "deadline", "last-modified"}:
            assert INSTANT.fullmatch(str(value))


def test_every_reference_leads_to_something(document: tuple[str, dict[str, Any]]) -> None:
    values = list(every(document[1]))
    known = [str(value) for name, value in values if name == "uuid"]
    pointed = {str(value) for name, value in values if name in {"observation-uuid", "risk-uuid"}}
    pointed |= {str(value)[1:] for name, value in values if name == "href" and str(value)[0] == "#"}
    assert pointed <= set(known)
    assert len(known) == len(set(known)), "an identifier stands twice"


def test_a_finding_says_what_was_seen_with_its_proof_and_its_fix(
    document: tuple[str, dict[str, Any]],
) -> None:
    kind, told = document
    root = next(iter(told.values()))
    held = root["results"][0] if kind == "assessment_results" else root
    risk = held["risks"][0]
    assert risk["status"] == "closed"
    assert risk["remediations"][0]["lifecycle"] == "completed"
    seen = next(one for one in held["observations"] if "relevant-evidence" in one)
    resource = next(
        one for one in root["back-matter"]["resources"] if f"#{one['uuid']}" in str(seen)
    )
    assert re.fullmatch("[0-9a-f]{64}", resource["rlinks"][0]["hashes"][0]["value"])


def test_the_same_audit_gives_the_same_document_twice(campaign: Campaign) -> None:
    first, second = (
        oscal.write(oscal.Telling(campaign.organisation, campaign, at=NOW).assessment_results())
        for _ in range(2)
    )
    assert first == second


def test_without_a_finding_there_is_no_plan(organisation: Organisation, member: Member) -> None:
    terms = Terms(
        title="Vide",
        kind=Kind.SELF_CHECK,
        scope="",
        auditors=("Une",),
        is_independent=False,
        starts_on=NOW.date(),
    )
    listed = checklists.checklist(organisation, "list-practice", "fr")
    made = actions.begin(organisation, terms, listed, by=member, at=NOW)
    with pytest.raises(oscal.NothingToPlanError):
        oscal.Telling(organisation, made, at=NOW).plan_of_action()


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="OSCAL_SCHEMAS names no folder of NIST's schemas")
def test_the_schema_of_nist_accepts_it(document: tuple[str, dict[str, Any]]) -> None:
    kind, told = document
    text = (SCHEMAS / f"oscal_{MODELS[kind]}_schema.json").read_text(encoding="utf-8")

    def matches(validator: Any, pattern: str, value: object, schema: Any) -> Iterator[Any]:  # noqa: ANN401  jsonschema's signature
        """NIST's patterns name Unicode classes, which Python's own engine lacks."""
        if isinstance(value, str) and not regex.search(pattern, value):
            yield from Draft7Validator({"const": pattern}).iter_errors(value)

    extended: Any = validators.extend
    reading = extended(Draft7Validator, {"pattern": matches})
    assert [error.message for error in reading(json.loads(text)).iter_errors(told)] == []
