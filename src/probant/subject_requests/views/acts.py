"""The acts on a request as data: the form of each, its words, what it does, the letter it sends."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.subject_requests import labels, queries, uses
from probant.subject_requests.forms import acts as forms
from probant.subject_requests.letters import Way
from probant.subject_requests.models import SubjectRequest
from probant.subject_requests.performing import activities_of
from probant.subject_requests.views import finding

Data = dict[str, Any]


@dataclass(frozen=True)
class ActPage:
    """One act: `question` says what it does, `done` what was done."""

    title: labels.Words
    question: labels.Words
    confirm: labels.Words
    done: labels.Words
    form: type[forms.ActForm]
    icon: str = "arrow-right"
    is_grave: bool = False


def context_of(found: SubjectRequest, page: ActPage) -> Data:
    """What this request offers to choose from, for the fields that the form has."""
    fields = page.form.base_fields
    offers = {name: offer(found) for name, offer in _OFFERS.items() if name in fields}
    return {"choices": offers}


def _ways(found: SubjectRequest) -> list[tuple[str, Any]]:
    contact = queries.personal_of(found).contact
    offered = [Way.EMAIL] if contact.email else []
    return [(way.value, labels.WAYS[way]) for way in (*offered, Way.POST, Way.COUNTER, Way.LINK)]


def _people(found: SubjectRequest) -> list[tuple[str, Any]]:
    return [("", _("Nobody yet")), *finding.handlers(found.organisation_id)]


def _sources(found: SubjectRequest) -> list[tuple[str, Any]]:
    places = uses.sources(found.organisation_id, activities_of(found))
    return [(place.key, f"{place.name} ({place.activity})") for place in places]


def _told(found: SubjectRequest) -> list[tuple[str, Any]]:
    places = uses.told(found.organisation_id, activities_of(found))
    return [(place.key, f"{place.name} ({place.activity})") for place in places]


def _waiting(found: SubjectRequest) -> list[tuple[str, Any]]:
    rows = queries.transmissions(found).filter(confirmed_at=None)
    return [(str(row.pk), row.addressee) for row in rows]


def _earlier(found: SubjectRequest) -> list[tuple[str, Any]]:
    return [
        (str(item.pk), item.number)
        for item in queries.twins(found)
        if (item.received_at, item.sequence) <= (found.received_at, found.sequence)
    ]


_OFFERS: Mapping[str, Callable[[SubjectRequest], list[tuple[str, Any]]]] = {
    "way": _ways,
    "to": _people,
    "source": _sources,
    "addressee": _told,
    "transmission": _waiting,
    "into": _earlier,
}


ACTS: Mapping[str, ActPage] = {
    "acknowledge": ActPage(
        _("Acknowledge"),
        _("The person is told the number of the request and the last day for your answer."),
        _("Record the acknowledgement"),
        _("Acknowledgement recorded."),
        forms.AcknowledgeForm,
        icon="envelope-check",
    ),
    "assign": ActPage(
        _("Take in charge"),
        _("Who takes it in charge receives its reminders."),
        pgettext_lazy("request", "Assign"),
        _("Assigned."),
        forms.AssignForm,
        icon="person-check",
    ),
    "identity-enough": ActPage(
        _("No doubt about identity"),
        _("Say why what you know is enough: this is the rule, asking is the exception."),
        _("Record"),
        _("Recorded: no doubt about identity."),
        forms.EnoughForm,
        icon="person-check",
    ),
    "ask-identity": ActPage(
        _("Ask for proof of identity"),
        _("The clock stands from now until the person answers."),
        _("Ask, and stop the clock"),
        _("Question recorded; the clock stands."),
        forms.AskIdentityForm,
        icon="person-badge",
    ),
    "identity-received": ActPage(
        _("Proof of identity received"),
        _("The clock runs again from now. The paper is sealed until you have checked it."),
        _("Record, and start the clock again"),
        _("Recorded; the clock runs again. Check it, then it is destroyed."),
        forms.IdentityReceivedForm,
        icon="file-earmark-lock",
    ),
    "check-identity": ActPage(
        _("Check the identity"),
        _("The papers received are destroyed at once; only the result is kept."),
        _("Record, and destroy the papers"),
        _("Recorded; the papers are destroyed."),
        forms.CheckIdentityForm,
        icon="person-check",
    ),
    "extend": ActPage(
        _("Extend the time to answer"),
        _("Two more months, told to the person within the first one, once only."),
        _("Extend, and tell the person"),
        _("Time extended; the person is told."),
        forms.ExtendForm,
        icon="hourglass-split",
    ),
    "gather": ActPage(
        _("Gather the data"),
        _("Go through each place where the person’s data may be."),
        _("Record"),
        _("Search recorded."),
        forms.GatherForm,
        icon="collection",
    ),
    "transmit": ActPage(
        _("Tell a processor or a recipient"),
        _("Whoever received the data must correct, erase or restrict them too (article 19)."),
        _("Record, and keep the letter"),
        _("Recorded; the letter is among the files."),
        forms.TransmitForm,
        icon="send",
    ),
    "tell-nobody": ActPage(
        _("Nobody to tell"),
        _("Nobody received the data, or telling them is impossible or out of proportion."),
        _("Record"),
        _("Recorded."),
        forms.ReasonForm,
        icon="slash-circle",
    ),
    "confirm": ActPage(
        _("Confirmation received"),
        _("Who was told says that it is done, or why it is impossible."),
        _("Record"),
        _("Confirmation recorded."),
        forms.ConfirmForm,
        icon="check2-all",
    ),
    "answer": ActPage(
        _("Answer"),
        _("The letter is kept as it leaves, with its fingerprint; the clock stops."),
        _("Send the answer"),
        _("Answer recorded; the clock has stopped."),
        forms.AnswerForm,
        icon="send-check",
    ),
    "note": ActPage(
        _("Write a note"),
        _("The person does not see it on the web, but may ask for it: stay factual."),
        _("Save"),
        _("Note saved."),
        forms.NoteForm,
        icon="pencil",
    ),
    "close": ActPage(
        _("Close the request"),
        _("Nothing remains to be done. It stays readable, and can be reopened."),
        _("Close"),
        _("Request closed."),
        forms.PlainForm,
        icon="archive",
    ),
    "reopen": ActPage(
        _("Reopen the request"),
        _("The answer was wrong or incomplete. The clock did not stop for that."),
        _("Reopen"),
        _("Request reopened."),
        forms.ReasonForm,
        icon="arrow-counterclockwise",
    ),
    "withdraw": ActPage(
        _("The person gives up"),
        _("Only if they said so themselves. Identity papers are destroyed."),
        _("Record the withdrawal"),
        _("Withdrawal recorded."),
        forms.ReasonForm,
        icon="x-circle",
        is_grave=True,
    ),
    "merge": ActPage(
        _("Merge into an earlier request"),
        _("This one is answered with the earlier one, within the earlier one’s time."),
        _("Merge"),
        _("Merged: go on with the earlier request."),
        forms.MergeForm,
        icon="copy",
    ),
}
