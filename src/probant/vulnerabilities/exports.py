"""Flaws and scans as files, and the flaws as a CycloneDX VEX for whoever uses the product."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid5

from django.utils import formats, translation
from django.utils.translation import gettext as _

from probant.organisations.models import Organisation
from probant.vulnerabilities import labels
from probant.vulnerabilities.domain.fingerprint import PUBLIC
from probant.vulnerabilities.domain.standing import State
from probant.vulnerabilities.models import Flaw, Scan
from probant.vulnerabilities.tables import Listing

PRINTED = (0, 1, 2, 3, 6, 8, 11)
CVSS_METHODS = {"CVSS:4.0": "CVSSv4", "CVSS:3.1": "CVSSv31", "CVSS:3.0": "CVSSv3"}
ANALYSES = {
    State.OPEN: "in_triage",
    State.ACCEPTED: "exploitable",
    State.FIXED_SAID: "resolved",
    State.FIXED_VERIFIED: "resolved",
    State.NOT_AFFECTED: "not_affected",
}


def flaws_listing(
    organisation: Organisation, found: Iterable[Flaw], *, language: str, at: datetime
) -> Listing:
    """The flaws that a list shows."""
    held = list(found)
    with translation.override(language):
        return Listing(
            title=str(labels.FLAWS),
            organisation=organisation,
            header=tuple(map(str, _header())),
            rows=[_row(one) for one in held],
            values=[plain(one) for one in held],
            name="vulnerabilities",
            at=at,
            language=language,
            printed=PRINTED,
        )


def plain(one: Flaw) -> dict[str, Any]:
    """One flaw as JSON values."""
    names = (
        "product", "title", "rule", "identifiers", "cwe", "owasp", "severity", "vector",
        "component", "component_version", "location", "is_exploitable", "has_public_exploit",
        "is_exploited", "state", "accepted_until", "justification", "first_seen_on",
        "last_seen_on", "known_on", "verified_on", "due_on", "scans", "returns", "version",
    )  # fmt: skip
    score = None if one.score is None else float(one.score)
    held = {name: getattr(one, name) for name in names}
    return {"id": str(one.pk), "reference": one.reference, "score": score, **held}


def vex(organisation: Organisation, found: Iterable[Flaw], *, at: datetime) -> dict[str, Any]:
    """CycloneDX 1.6: each flaw with its analysis; one document for the organisation's products.

    An open flaw is exploitable where somebody stated so, else in triage.
    """
    held = list(found)
    products = sorted({one.product for one in held})
    refs = {name: f"product-{place}" for place, name in enumerate(products, start=1)}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(organisation.pk, at.isoformat())}",
        "version": 1,
        "metadata": {
            "timestamp": at.isoformat(timespec="seconds"),
            "tools": {"components": [{"type": "application", "name": "Probant"}]},
            "supplier": {"name": organisation.name},
        },
        "components": [
            {"type": "application", "bom-ref": ref, "name": name} for name, ref in refs.items()
        ],
        "vulnerabilities": [_vulnerability(one, refs[one.product]) for one in held],
    }


def scan_values(one: Scan) -> dict[str, Any]:
    """One scan as JSON values."""
    names = (
        "product", "product_version", "method", "perimeter", "tool", "format", "is_complete",
        "done_on", "digest", "size", "flaws", "occurrences", "suppressed", "trend", "refused",
        "told", "imported_at",
    )  # fmt: skip
    held = {name: getattr(one, name) for name in names}
    return {"id": one.pk, "reference": one.reference, **held}


def _vulnerability(one: Flaw, ref: str) -> dict[str, Any]:
    public = [name for name in one.identifiers if name.startswith(PUBLIC)]
    source = {"name": "NVD"} if public and public[0].startswith("CVE-") else {"name": one.product}
    made: dict[str, Any] = {
        "bom-ref": str(one.pk),
        "id": public[0] if public else one.reference,
        "source": source,
        "ratings": [_rating(one)],
        "description": one.title,
        "analysis": _analysis(one),
        "affects": [{"ref": ref}],
    }
    if one.cwe:
        made["cwes"] = [one.cwe]
    if one.remedy:
        made["recommendation"] = one.remedy
    return made


def _rating(one: Flaw) -> dict[str, Any]:
    rating: dict[str, Any] = {"severity": one.severity}
    if one.score is not None:
        rating["score"] = float(one.score)
    if one.vector:
        rating |= {"vector": one.vector, "method": CVSS_METHODS.get(one.vector[:8], "other")}
    return rating


def _analysis(one: Flaw) -> dict[str, Any]:
    state = ANALYSES[State(one.state)]
    if one.state == State.OPEN and (one.is_exploitable or one.is_exploited):
        state = "exploitable"
    analysis = {"state": state}
    if one.justification and state == "not_affected":
        analysis["justification"] = one.justification
    if one.said_why and one.state == one.said:
        analysis["detail"] = one.said_why
    return analysis


def _header() -> tuple[str, ...]:
    return (
        _("Number"),
        _("Vulnerability"),
        _("Product"),
        _("Severity"),
        _("CVSS score"),
        _("CVSS vector"),
        _("State"),
        _("Known since"),
        _("To be fixed before"),
        _("Fixed, verified on"),
        _("Scans that showed it"),
        _("OWASP class"),
        _("CWE"),
        _("Identifiers"),
        _("Component"),
        _("Where"),
        _("Exploitable in our product"),
        _("Exploited by attackers"),
        _("First seen on"),
        _("Last seen on"),
        _("Reason stated"),
    )


def _row(one: Flaw) -> tuple[str, ...]:
    return (
        one.reference,
        one.title,
        one.product,
        str(labels.SEVERITIES[one.severity]),
        "" if one.score is None else str(one.score),
        one.vector,
        str(labels.STATES[one.state]),
        _day(one.known_on),
        _day(one.due_on),
        _day(one.verified_on),
        str(one.scans),
        labels.class_label(one.owasp),
        str(one.cwe or ""),
        ", ".join(one.identifiers),
        " ".join(filter(None, [one.component, one.component_version])),
        one.location,
        _answer(is_so=one.is_exploitable),
        _answer(is_so=one.is_exploited),
        _day(one.first_seen_on),
        _day(one.last_seen_on),
        one.said_why,
    )


def _day(value: date | None) -> str:
    return formats.date_format(value, "SHORT_DATE_FORMAT") if value else ""


def _answer(*, is_so: bool | None) -> str:
    words: Mapping[bool | None, str] = {True: _("Yes"), False: _("No"), None: _("Not known")}
    return words[is_so]
