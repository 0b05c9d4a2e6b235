"""What may be done about audits: each act permits, decides, saves, records and journals."""

from probant.audits.actions.campaigns import begin, conclude, describe, state_result, take_up
from probant.audits.actions.correcting import decide, do, refuse, verify, verify_with
from probant.audits.actions.findings import Said, add, carry_over, change, confirm_same, reopen
from probant.audits.actions.proving import DOSSIER, About, attach, cite
from probant.audits.actions.recording import AuditMovedError, ClosedCampaignError

__all__ = [
    "DOSSIER",
    "About",
    "AuditMovedError",
    "ClosedCampaignError",
    "Said",
    "add",
    "attach",
    "begin",
    "carry_over",
    "change",
    "cite",
    "conclude",
    "confirm_same",
    "decide",
    "describe",
    "do",
    "refuse",
    "reopen",
    "state_result",
    "take_up",
    "verify",
    "verify_with",
]
