"""Words of the room: kinds of entry, teams, audiences, states, fields and refusals."""

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from probant.reference import crisis as law

KINDS = {
    "opened": _("Crisis opened"),
    "joined": _("Took a place"),
    "note": _("Note"),
    "fact": _("Fact"),
    "fact_judged": _("Fact judged"),
    "action": _("Action"),
    "action_moved": _("Action followed"),
    "decision": _("Decision"),
    "decision_settled": _("Decision settled"),
    "evidence": _("Evidence"),
    "handed_over": _("Evidence handed over"),
    "message": _("Message"),
    "message_approved": _("Message approved"),
    "message_returned": _("Message returned to its author"),
    "message_sent": _("Message sent"),
    "rumour": _("Rumour or press"),
    "rumour_answered": _("Rumour answered"),
    "clock": _("Clock started"),
    "clock_stopped": _("Clock stopped"),
    "correction": _("Correction"),
    "situation_report": _("Situation report"),
    "inject": _("Event of the exercise"),
    "closed": _("Crisis closed"),
    "reopened": _("Crisis reopened"),
}
COMPOSERS = {
    "note": _("What happens"),
    "joined": _("Take a place, or write down who is here"),
}
TEAMS = {
    "management": _("Management"),
    "it": pgettext_lazy("team", "IT"),
    "legal": pgettext_lazy("team", "Legal"),
    "dpo": _("DPO"),
    "communication": _("Communication"),
    "care": _("Continuity of care"),
}
AUDIENCES = {
    "staff": _("Staff"),
    "patients": _("Patients"),
    "press": _("Press"),
    "partners": _("Partners"),
    "authorities": _("Authorities"),
    "clients": _("Clients"),
}
STATES = {
    "todo": _("To do"),
    "doing": _("In progress"),
    "done": _("Done"),
    "dropped": _("Dropped"),
    "stands": pgettext_lazy("decision", "In force"),
    "set_aside": _("Set aside"),
    "established": _("Established"),
    "hypothesis": _("Hypothesis"),
    "refuted": _("Refuted"),
    "kept": pgettext_lazy("evidence", "Kept"),
    "draft": _("Draft"),
    "returned": _("To be rewritten"),
    "approved": _("Approved"),
    "sent": pgettext_lazy("message", "Sent"),
    "unanswered": _("Unanswered"),
    "answered": _("Answered"),
    "running": _("Running"),
    "stopped": _("Stopped"),
}
TONES = {
    "done": "good",
    "established": "good",
    "sent": "good",
    "answered": "good",
    "stands": "good",
    "doing": "info",
    "approved": "info",
    "returned": "warn",
    "unanswered": "warn",
    "hypothesis": "unknown",
    "refuted": "bad",
}
FIELDS = {
    "text": _("What"),
    "status": _("How sure is it?"),
    "source": _("Where does it come from?"),
    "team": _("Team"),
    "owner": _("Who does it?"),
    "due_at": _("Before when?"),
    "state": _("Where it stands"),
    "question": _("On which question?"),
    "reason": _("Why?"),
    "refused": _("What was refused, and why?"),
    "where": _("Where was it collected?"),
    "how": _("How was it collected?"),
    "basis": _("By what right?"),
    "collector": _("Collected by whom?"),
    "collected_at": _("Collected when?"),
    "to": _("Handed over to whom?"),
    "audience": _("To whom?"),
    "subject": _("Subject"),
    "seen_at": _("Seen when?"),
    "by_what": _("By what means?"),
    "recipients": _("E-mail addresses, one a line"),
    "name": _("Name"),
    "role": _("Role"),
    "contact": _("How to reach them"),
    "aid": _("Which time limit?"),
    "starting_at": _("Counted from when?"),
    "worked": _("What worked?"),
    "failed": _("What failed?"),
    "measures": _("What will be done about it?"),
    "file": _("File"),
    "title": _("Title"),
    "kind": _("What is happening?"),
    "scenario": _("What is happening?"),
    "about": _("About entry"),
    "mail": _("Message"),
}
OWN_FIELDS = {
    ("note", "text"): _("What happens?"),
    ("fact", "text"): _("What is known?"),
    ("action", "text"): _("What is to be done?"),
    ("decision", "text"): _("What is decided?"),
    ("evidence", "text"): _("What is it?"),
    ("message", "text"): _("Text of the message"),
    ("rumour", "text"): _("What is said?"),
    ("rumour", "source"): _("Where was it seen?"),
    ("rumour_answered", "text"): _("What was answered?"),
    ("correction", "text"): _("What should be read instead?"),
    ("correction", "reason"): _("Why is it corrected?"),
    ("message_returned", "text"): _("What must change?"),
    ("joined", "name"): _("Name (empty: yourself)"),
    ("message_sent", "recipients"): _("Number of addresses"),
    ("message_sent", "text"): _("How"),
    ("evidence", "collector"): _("Collected by whom? (empty: yourself)"),
}
MEANS = {"mail": _("By e-mail"), "otherwise": _("By other means")}
HINTS = {
    ("evidence", "how"): _(
        "For instance: photograph, copy of the disk by our provider, log export."
    ),
    ("evidence", "basis"): _("For instance: our own equipment, or at the investigators’ request."),
    ("decision", "question"): _(
        "The same words as someone else’s decision bring the two side by side."
    ),
    ("decision", "refused"): _("The options that were turned down: they count as much later."),
    ("message_sent", "recipients"): _("Leave empty if it was sent by other means."),
}
REFUSALS = {
    "required": _("Fill in this field."),
    "unknown": _("Choose one of the answers offered."),
    "too_long": _("This text is too long."),
    "no_instant": _("Give a date and a time."),
    "no_text": _("Write a text here."),
    "closed": _("This crisis is closed: reopen it first."),
    "open": _("This crisis is open already."),
    "own_message": _("Someone else than its author must approve this message."),
    "not_a_draft": _("This message is no longer a draft."),
    "not_approved": _("This message is not approved yet."),
    "already_sent": _("This message has already been sent."),
    "taken": _("This entry was already sent by someone else."),
}


def scenarios() -> list[tuple[str, str]]:
    """The kinds of crisis, as people call them."""
    language = (get_language() or "fr")[:2]
    return [(id_, guide.label.in_(language)) for id_, guide in law.guides().items()]
