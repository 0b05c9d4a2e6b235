"""An audit as OSCAL 1.1 (NIST): assessment results, and the plan of action and milestones.

Each control that was tested is an observation with its relevant evidence; each finding is a finding
and a risk whose remediations are the corrective actions. Identifiers are the same at each export.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid5

import msgspec
from django.utils.translation import gettext as _

from probant.audits import queries
from probant.audits.domain.campaigns import Result
from probant.audits.domain.findings import Severity, Step
from probant.audits.models import Campaign, Check, CorrectiveAction, Finding, Proof
from probant.common.errors import ProbantError
from probant.organisations.models import Organisation

VERSION = "1.1.3"
NAMESPACE = "urn:probant:oscal"
MEDIA_TYPE = "application/json"
NOT_TOKEN = re.compile(r"[^\w.\-]")
STATUS = {Step.OPEN: "open", Step.TO_VERIFY: "remediating", Step.FIXED: "closed"}
SATISFIED = frozenset({Result.CONFORM, Result.OPPORTUNITY})
Value = dict[str, Any]


class NothingToPlanError(ProbantError):
    """A plan of action needs at least one finding: OSCAL has no empty one."""


class Telling:
    """One audit read once, told in either model."""

    def __init__(self, organisation: Organisation, one: Campaign, *, at: datetime) -> None:
        """`at`: when the document is made."""
        self.organisation, self.campaign, self.at = organisation, one, at
        self.controls = queries.controls(one)
        self.checks = list(queries.checks(one).exclude(result=Result.NOT_TESTED.value))
        wanted = queries.WantedFindings(campaign=one.pk)
        self.findings = list(queries.findings(organisation.pk, wanted))
        self.actions = queries.actions_of(self.findings)
        self.proofs = list(queries.proofs(one))

    def assessment_results(self) -> Value:
        """`assessment-results`: what was looked at, seen and found."""
        plan = self._id("plan")
        return {
            "assessment-results": _kept(
                {
                    "uuid": self._id("assessment-results"),
                    "metadata": self._metadata(),
                    "import-ap": {"href": f"#{plan}"},
                    "results": [self._result()],
                    "back-matter": {"resources": [self._plan(plan), *self._resources()]},
                }
            )
        }

    def plan_of_action(self) -> Value:
        """`plan-of-action-and-milestones`; NothingToPlanError without any finding."""
        if not self.findings:
            raise NothingToPlanError
        return {
            "plan-of-action-and-milestones": _kept(
                {
                    "uuid": self._id("poam"),
                    "metadata": self._metadata(),
                    "system-id": {"identifier-type": NAMESPACE, "id": str(self.organisation.pk)},
                    "observations": list(self._observations()),
                    "risks": [self._risk(one) for one in self.findings],
                    "poam-items": [self._item(one) for one in self.findings],
                    "back-matter": _kept({"resources": list(self._resources())}),
                }
            )
        }

    def _metadata(self) -> Value:
        names = [self.organisation.name, *self.campaign.auditors]
        parties = [
            {
                "uuid": self._id(f"party:{place}"),
                "type": "person" if place else "organization",
                "name": _line(name) or "-",
            }
            for place, name in enumerate(names)
        ]
        return {
            "title": f"{self.campaign.reference} – {_line(self.campaign.title)}",
            "last-modified": _instant(self.campaign.updated_at),
            "version": str(max(self.campaign.sequence, 1)),
            "oscal-version": VERSION,
            "roles": [{"id": "assessor", "title": "Assessor"}],
            "parties": parties,
            "responsible-parties": [
                {"role-id": "assessor", "party-uuids": [one["uuid"] for one in parties[1:]]}
            ],
        }

    def _result(self) -> Value:
        one = self.campaign
        listed = [{"control-id": _token(id_)} for id_ in self.controls]
        return _kept(
            {
                "uuid": self._id("result"),
                "title": _line(one.title),
                "description": one.scope.strip() or one.framework_name,
                "start": _day(one.starts_on),
                "end": _day(one.ends_on) if one.ends_on else None,
                "props": [
                    _prop("kind", one.kind),
                    _prop("independent", "yes" if one.is_independent else "no"),
                ],
                "reviewed-controls": {
                    "control-selections": [
                        {"description": one.framework_name, "include-controls": listed}
                    ]
                },
                "observations": list(self._observations()),
                "risks": [self._risk(found) for found in self.findings],
                "findings": [
                    *(self._finding(found) for found in self.findings),
                    *(self._satisfied(check) for check in self.checks if _is_satisfied(check)),
                ],
                "remarks": one.conclusion.strip(),
            }
        )

    def _observations(self) -> Iterator[Value]:
        proofs = self._proofs_of()
        for check in self.checks:
            control = self.controls[check.control]
            yield _kept(
                {
                    "uuid": self._id(f"check:{check.control}"),
                    "title": _line(control.name),
                    "description": check.note.strip() or _line(control.name),
                    "props": [_prop("result", check.result), _prop("control", check.control)],
                    "methods": ["EXAMINE"],
                    "types": ["control-objective"],
                    "relevant-evidence": [
                        _kept({"href": f"#{proof.pk}", "description": _title(proof)})
                        for proof in proofs.get(check.control, ())
                    ],
                    "collected": _instant(check.updated_at or self.campaign.updated_at),
                }
            )

    def _finding(self, one: Finding) -> Value:
        is_bad = one.severity != Severity.OPPORTUNITY
        return _kept(
            {
                "uuid": self._id(f"finding:{one.pk}"),
                "title": _line(one.title),
                "description": one.description.strip() or _line(one.title),
                "props": [_prop("severity", one.severity), _prop("reference", one.reference)],
                "target": {
                    "type": "objective-id",
                    "target-id": _token(one.control or one.reference),
                    "status": {"state": "not-satisfied" if is_bad else "satisfied"},
                },
                "related-observations": self._observed(one),
                "related-risks": [{"risk-uuid": str(one.pk)}],
            }
        )

    def _satisfied(self, check: Check) -> Value:
        control = self.controls[check.control]
        return {
            "uuid": self._id(f"satisfied:{check.control}"),
            "title": _line(control.name),
            "description": check.note.strip() or _line(control.name),
            "target": {
                "type": "objective-id",
                "target-id": _token(check.control),
                "status": {"state": "satisfied"},
            },
            "related-observations": [{"observation-uuid": self._id(f"check:{check.control}")}],
        }

    def _risk(self, one: Finding) -> Value:
        return _kept(
            {
                "uuid": str(one.pk),
                "title": _line(one.title),
                "description": one.description.strip() or _line(one.title),
                "statement": one.requirement.strip() or _line(one.title),
                "props": [
                    _prop("severity", one.severity),
                    _prop("known-on", one.known_on.isoformat()),
                    *([_prop("fixed-on", one.fixed_on.isoformat())] if one.fixed_on else []),
                    *([_prop("same-as", str(one.same_as))] if one.same_as else []),
                ],
                "status": STATUS[Step(one.step)],
                "deadline": _day(one.due_on) if one.due_on else None,
                "remediations": [self._remediation(action) for action in self.actions[one.pk]],
                "related-observations": self._observed(one),
            }
        )

    def _remediation(self, one: CorrectiveAction) -> Value:
        told = [_prop("owner", one.owner)] if _line(one.owner) else []
        days = {name: getattr(one, name) for name in ("due_on", "done_on", "verified_on")}
        told += [
            _prop(name.replace("_", "-"), day.isoformat()) for name, day in days.items() if day
        ]
        return _kept(
            {
                "uuid": str(one.pk),
                "lifecycle": "completed" if one.verified_by else "planned",
                "title": _line(one.text)[:200],
                "description": one.text.strip(),
                "props": told,
                "remarks": "\n\n".join(filter(None, [one.outcome, one.verification])).strip(),
            }
        )

    def _item(self, one: Finding) -> Value:
        return _kept(
            {
                "uuid": self._id(f"item:{one.pk}"),
                "title": _line(one.title),
                "description": one.description.strip() or _line(one.title),
                "props": [_prop("reference", one.reference)],
                "related-observations": self._observed(one),
                "related-risks": [{"risk-uuid": str(one.pk)}],
            }
        )

    def _observed(self, one: Finding) -> list[Value]:
        if not any(check.control == one.control for check in self.checks):
            return []
        return [{"observation-uuid": self._id(f"check:{one.control}")}]

    def _plan(self, id_: str) -> Value:
        """There is no plan beside the audit: what was to be checked is named here."""
        return {
            "uuid": id_,
            "title": _line(self.campaign.framework_name),
            "description": self.campaign.scope.strip() or self.campaign.framework_name,
        }

    def _resources(self) -> Iterator[Value]:
        for proof in self.proofs:
            link: Value = {"href": f"urn:uuid:{proof.pk}"}
            if proof.sha256:
                link["hashes"] = [{"algorithm": "SHA-256", "value": proof.sha256}]
            yield {"uuid": str(proof.pk), "title": _title(proof), "rlinks": [link]}

    def _proofs_of(self) -> Mapping[str, Sequence[Proof]]:
        told: dict[str, list[Proof]] = {}
        for proof in self.proofs:
            told.setdefault(proof.control, []).append(proof)
        return told

    def _id(self, name: str) -> str:
        return str(uuid5(self.campaign.pk, name))


def write(value: Value) -> bytes:
    """The document as JSON."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def _is_satisfied(check: Check) -> bool:
    return Result(check.result) in SATISFIED


def _kept(value: Value) -> Value:
    """Without what is empty: OSCAL has neither empty lists nor empty texts."""
    return {name: held for name, held in value.items() if held not in (None, "", [], {})}


def _prop(name: str, value: str) -> Value:
    return {"name": name, "ns": NAMESPACE, "value": _line(value)}


def _title(proof: Proof) -> str:
    return _line(proof.title) or str(_("File"))


def _line(text: str) -> str:
    """On one line, as OSCAL's strings are."""
    return " ".join(text.split())


def _token(text: str) -> str:
    """OSCAL's token: letters, digits, points, hyphens; it begins with a letter or underscore."""
    safe = NOT_TOKEN.sub("_", text)
    return safe if safe[:1].isalpha() or safe.startswith("_") else f"_{safe}"


def _day(day: date) -> str:
    return _instant(datetime.combine(day, time(), UTC))


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
