"""What a refusal of an audit's act answers."""

from probant.api import problems
from probant.api.problems import Problem
from probant.audits import actions, oscal
from probant.audits.checklists import UnknownChecklistError
from probant.audits.domain.campaigns import CampaignShapeError
from probant.audits.domain.findings import ProofMissingError, SamePersonError, WrongStepError


@problems.of.register
def _shape(error: CampaignShapeError) -> Problem:
    return Problem(422, "invalid", {error.field: error.reason})


@problems.of.register
def _checklist(error: UnknownChecklistError) -> Problem:  # noqa: ARG001  the caller named it
    return Problem(422, "invalid", {"framework": "unknown"})


@problems.of.register
def _moved(error: actions.AuditMovedError) -> Problem:
    theirs = error.theirs.content if error.theirs else {}
    more = {"version": error.version, "theirs": theirs, "mine": error.mine}
    return Problem(409, "conflict", {"seen": "changed"}, more)


@problems.of.register
def _closed(error: actions.ClosedCampaignError) -> Problem:  # noqa: ARG001  the state says it
    return Problem(409, "refused", {"audit": "concluded"})


@problems.of.register
def _step(error: WrongStepError) -> Problem:
    return Problem(409, "refused", {error.act: "state"})


@problems.of.register
def _same(error: SamePersonError) -> Problem:  # noqa: ARG001  nothing to add
    return Problem(409, "refused", {"verify": "same_person"})


@problems.of.register
def _proof(error: ProofMissingError) -> Problem:  # noqa: ARG001  nothing to add
    return Problem(422, "invalid", {"proof": "required"})


@problems.of.register
def _empty(error: oscal.NothingToPlanError) -> Problem:  # noqa: ARG001  nothing to add
    return Problem(409, "refused", {"findings": "none"})
