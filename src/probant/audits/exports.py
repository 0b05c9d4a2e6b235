"""What leaves about audits: one audit whole, the list of audits, the list of findings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from probant.audits import labels, queries
from probant.audits.documents import Document, Grid, day
from probant.audits.models import Campaign, CorrectiveAction, Finding, Proof
from probant.organisations.models import Organisation


def of_campaign(
    organisation: Organisation, one: Campaign, *, language: str, at: datetime
) -> Document:
    """One audit: results, findings, actions, proofs; five queries whatever its size."""
    results = queries.results_json(one)
    found = list(queries.findings(organisation.pk, queries.WantedFindings(campaign=one.pk)))
    actions = queries.actions_of(found)
    proofs = list(queries.proofs(one))
    return Document(
        title=f"{one.reference} · {one.title}",
        name=one.reference,
        organisation=organisation,
        language=language,
        at=at,
        lede=_("What was not tested is not known. A proof is shown by its SHA-256 digest."),
        facts=facts(one),
        grids=(
            _results(results, found, proofs),
            _findings(found),
            _actions(found, actions),
            _proofs(one, proofs),
        ),
        data={
            "audit": plain(one),
            "results": results,
            "findings": [plain_finding(row, actions[row.pk]) for row in found],
            "proofs": [plain_proof(proof) for proof in proofs],
        },
    )


def of_campaigns(
    organisation: Organisation, found: Iterable[Campaign], *, language: str, at: datetime
) -> Document:
    """The list of audits."""
    rows = list(found)
    told = queries.progress(rows)
    grid = Grid(
        title=_("Audits"),
        header=(_("Number"), _("Title"), _("Kind of audit"), _("Begins on"), _("Ends on"),
                _("State"), _("Tested"), pgettext("audit", "Controls")),
        rows=[
            (one.reference, one.title, labels.KIND[one.kind], one.starts_on, one.ends_on,
             labels.STATE[one.state], told[one.pk].tested, told[one.pk].total)
            for one in rows
        ],
    )  # fmt: skip
    return Document(
        title=_("Audits"),
        name=_("Audits"),
        organisation=organisation,
        language=language,
        at=at,
        grids=(grid,),
        data={"audits": [plain(one) for one in rows]},
    )


def of_findings(
    organisation: Organisation, found: Iterable[Finding], *, language: str, at: datetime
) -> Document:
    """The list of findings, those of several audits together."""
    rows = list(found)
    actions = queries.actions_of(rows)
    return Document(
        title=_("Findings of audits"),
        name=_("Findings of audits"),
        organisation=organisation,
        language=language,
        at=at,
        grids=(_findings(rows), _actions(rows, actions)),
        data={"findings": [plain_finding(one, actions[one.pk]) for one in rows]},
    )


def facts(one: Campaign) -> list[tuple[str, str]]:
    """What an audit was about, as label and words."""
    return [
        (_("Kind of audit"), str(labels.KIND[one.kind])),
        (_("Against"), one.framework_name),
        (_("Scope"), one.scope),
        (_("Auditors"), ", ".join(one.auditors)),
        (_("Independent of what is audited"), _("yes") if one.is_independent else _("no")),
        (_("Begins on"), day(one.starts_on)),
        (_("Ends on"), day(one.ends_on)),
        (_("State"), str(labels.STATE[one.state])),
        (_("Conclusion"), one.conclusion),
    ]


def plain(one: Campaign) -> dict[str, Any]:
    """One audit as JSON values."""
    names = (
        "title", "kind", "framework", "framework_name", "scope", "auditors", "is_independent",
        "starts_on", "ends_on", "state", "conclusion", "previous", "version",
    )  # fmt: skip
    return {
        "id": str(one.pk),
        "reference": one.reference,
        **{name: getattr(one, name) for name in names},
    }


def plain_finding(one: Finding, actions: Sequence[CorrectiveAction]) -> dict[str, Any]:
    """One finding with its actions as JSON values."""
    names = (
        "control", "severity", "title", "description", "requirement", "owner", "due_on",
        "known_on", "step", "fixed_on", "same_as", "version",
    )  # fmt: skip
    return {
        "id": str(one.pk),
        "audit": str(one.campaign_id),
        "reference": one.reference,
        **{name: getattr(one, name) for name in names},
        "actions": [plain_action(action) for action in actions],
    }


def plain_action(one: CorrectiveAction) -> dict[str, Any]:
    """One corrective action as JSON values."""
    names = (
        "round", "text", "owner", "due_on", "outcome", "done_on", "done_by_name", "verified_on",
        "verified_by_name", "verification",
    )  # fmt: skip
    return {"id": str(one.pk), **{name: getattr(one, name) for name in names}}


def plain_proof(one: Proof) -> dict[str, Any]:
    """One proof as JSON values."""
    names = ("control", "title", "sha256", "size", "added_at")
    links = ("finding_id", "action", "evidence", "file")
    return {
        "id": str(one.pk),
        **{name: getattr(one, name) for name in names},
        **{name.removesuffix("_id"): getattr(one, name) for name in links},
    }


def _results(
    results: Sequence[Mapping[str, Any]], found: Sequence[Finding], proofs: Sequence[Proof]
) -> Grid:
    references: dict[str, list[str]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    for one in found:
        references[one.control].append(one.reference)
    for proof in proofs:
        counts[proof.control] += 1
    return Grid(
        title=_("Results"),
        header=(pgettext("audit", "Control"), _("Title"), _("Result"), _("Note"), _("Findings"),
                _("Proofs")),
        rows=[
            (row["number"], row["title"], labels.RESULT[row["result"]], row["note"],
             ", ".join(references[row["control"]]), counts[row["control"]] or "")
            for row in results
        ],
        widths=(0.8, 2.4, 1.3, 2.5, 0.9, 0.7),
    )  # fmt: skip


def _findings(found: Sequence[Finding]) -> Grid:
    return Grid(
        title=_("Findings"),
        header=(_("Audit"), _("Number"), _("Severity"), _("Title"), pgettext("audit", "Control"),
                _("Who takes care of it"), pgettext("audit", "Known since"), _("To fix before"),
                _("State"), _("Fixed on")),
        rows=[
            (one.campaign.reference, one.reference, labels.SEVERITY[one.severity], one.title,
             one.control, one.owner, one.known_on, one.due_on, labels.STEP[one.step], one.fixed_on)
            for one in found
        ],
        widths=(1, 0.8, 1.2, 2, 0.9, 1.2, 1, 1, 1.1, 1),
    )  # fmt: skip


def _actions(found: Sequence[Finding], actions: Mapping[Any, Sequence[CorrectiveAction]]) -> Grid:
    return Grid(
        title=_("Corrective actions"),
        header=(_("Finding"), _("Action"), _("Who takes care of it"), _("To do before"),
                _("Done on"), _("Done by"), _("Verified on"), _("Verified by")),
        rows=[
            (one.reference, action.text, action.owner, action.due_on, action.done_on,
             action.done_by_name, action.verified_on, action.verified_by_name)
            for one in found
            for action in actions[one.pk]
        ],
        widths=(0.8, 2.4, 1.2, 1, 1, 1.2, 1, 1.2),
    )  # fmt: skip


def _proofs(one: Campaign, proofs: Sequence[Proof]) -> Grid:
    known = queries.controls(one)
    return Grid(
        title=_("Proofs"),
        header=(pgettext("audit", "Control"), _("What it shows"), _("SHA-256"), _("Added on"),
                _("Added by")),
        rows=[
            (known[proof.control].number if proof.control in known else "",
             proof.title or _("File"), _breakable(proof.sha256), proof.added_at.date(),
             proof.added_by_name)
            for proof in proofs
        ],
        widths=(0.8, 2, 2.4, 1, 1.4),
    )  # fmt: skip


def _breakable(digest: str) -> str:
    """A digest in four groups, so that a narrow column holds it."""
    return " ".join(digest[at : at + 16] for at in range(0, len(digest), 16))
