"""The acts on a request as data: the form of each, its words, what it does, the letter it sends."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.organisations.domain import Member
from probant.subject_requests import actions, labels, letters, personal, queries, uses
from probant.subject_requests.actions import Sending
from probant.subject_requests.domain.state import EventKind
from probant.subject_requests.forms import acts as forms
from probant.subject_requests.letters import Way
from probant.subject_requests.models import SubjectRequest
from probant.subject_requests.views import finding
from probant.vault import actions as vault
from probant.vault import reception

Data = dict[str, Any]
Do = Callable[[SubjectRequest, Data, Member, datetime], object]
LetterOf = Callable[[SubjectRequest, Data, datetime], tuple[str, dict[str, Any]]]


@dataclass(frozen=True)
class ActPage:
    """One act: `question` says what it does, `done` what was done."""

    title: labels.Words
    question: labels.Words
    confirm: labels.Words
    done: labels.Words
    form: type[forms.ActForm]
    do: Do
    letter: LetterOf | None = None
    icon: str = "arrow-right"
    is_grave: bool = False


def context_of(found: SubjectRequest, page: ActPage) -> Data:
    """What this request offers to choose from, for the fields that the form has."""
    fields = page.form.base_fields
    offers = {name: offer(found) for name, offer in _OFFERS.items() if name in fields}
    return {"choices": offers}


def activities_of(found: SubjectRequest) -> list[str]:
    """The activities chosen in the last analysis."""
    analysed = [row for row in queries.event_rows(found) if row.kind == EventKind.ANALYSED]
    return list(analysed[-1].facts.get("activities", [])) if analysed else []


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


def _sending(data: Data) -> Sending:
    return Sending(data["way"], data["message"])


def _place(found: SubjectRequest, key: str) -> uses.Place:
    chosen = activities_of(found)
    organisation = found.organisation_id
    places = (*uses.sources(organisation, chosen), *uses.told(organisation, chosen))
    return next(place for place in places if place.key == key)


def _by(data: Data, by: Member, at: datetime) -> Data:
    return {"by": by, "at": at, "expected_version": data["version"]}


def _acknowledge(found: SubjectRequest, data: Data, by: Member, at: datetime) -> object:
    return actions.acknowledge(found.pk, _sending(data), **_by(data, by, at))


def _assign(found: SubjectRequest, data: Data, by: Member, at: datetime) -> object:
    to = UUID(data["to"]) if data["to"] else None
    return actions.assign(found.pk, to, **_by(data, by, at))


def _note(found: SubjectRequest, data: Data, by: Member, at: datetime) -> object:
    return actions.note(found.pk, data["text"], **_by(data, by, at))


def _enough(found: SubjectRequest, data: Data, by: Member, at: datetime) -> object:
    return actions.find_sufficient(found.pk, data["text"], **_by(data, by, at))


def _ask(found: SubjectRequest, data: Data, by: Member, at: datetime) -> object:
    sending = _sending(data)
    return actions.ask_identity(
        found.pk, data["doubt"], data["wanted"], sending, **_by(data, by, at)
    )


def _identity_received(found: SubjectRequest, data: Data, by: Member, at: datetime) -> object:
    file = _stored(found, data["file"], by, at) if data["file"] else None
    return actions.receive_identity(
        found.organisation_id, found.pk, file, by=by, at=at, text=data["text"]
    )


def _check(found: SubjectRequest, data: Data, by: Member, at: datetime) -> object:
    done = _by(data, by, at)
    return actions.check_identity(
        found.pk, data["paper"], data["result"], text=data["text"], **done
    )


def _extend(found: SubjectRequest, data: Data, by: Member, at: datetime) -> object:
    said = (data["reason"], data["explanation"], _sending(data))
    return actions.extend(found.pk, *said, **_by(data, by, at))


def _gather(found: SubjectRequest, data: Data, by: Member, at: datetime) -> object:
    place = _place(found, data["source"])
    return actions.gather(found.pk, place, data["step"], text=data["text"], **_by(data, by, at))


def _transmit(found: SubjectRequest, data: Data, by: Member, at: datetime) -> object:
    place = _place(found, data["addressee"])
    return actions.transmit(found.pk, place, data["right"], data["text"], **_by(data, by, at))


def _tell_nobody(found: SubjectRequest, data: Data, by: Member, at: datetime) -> object:
    return actions.tell_nobody(found.pk, data["text"], **_by(data, by, at))


def _confirm(found: SubjectRequest, data: Data, by: Member, at: datetime) -> object:
    return actions.confirm(
        found.pk,
        UUID(data["transmission"]),
        is_impossible=data["is_impossible"],
        text=data["text"],
        **_by(data, by, at),
    )


def _answer(found: SubjectRequest, data: Data, by: Member, at: datetime) -> object:
    words = {name: data[name] for name in ("reasons", "detail", "handed_over")}
    sending = _sending(data)
    return actions.answer(found.pk, data["outcome"], sending, **words, **_by(data, by, at))


def _close(found: SubjectRequest, data: Data, by: Member, at: datetime) -> object:
    return actions.close(found.pk, **_by(data, by, at))


def _reopen(found: SubjectRequest, data: Data, by: Member, at: datetime) -> object:
    return actions.reopen(found.pk, data["text"], **_by(data, by, at))


def _withdraw(found: SubjectRequest, data: Data, by: Member, at: datetime) -> object:
    return actions.withdraw(found.organisation_id, found.pk, by=by, at=at, text=data["text"])


def _merge(found: SubjectRequest, data: Data, by: Member, at: datetime) -> object:
    return actions.merge(found.pk, UUID(data["into"]), **_by(data, by, at))


def _stored(found: SubjectRequest, file: Any, by: Member, at: datetime) -> Any:  # noqa: ANN401  Django's upload
    """Sealed as it arrived; judged by its content, not by its name."""
    dossier = vault.open_dossier(found.organisation_id, kind=personal.KIND, subject=found.pk)
    return reception.receive(file, dossier, purpose=actions.PAPER, by=by.actor, at=at)


def _acknowledgement(
    found: SubjectRequest,
    data: Data,  # noqa: ARG001  one signature for all
    at: datetime,
) -> tuple[str, Data]:
    state = queries.state_of(queries.event_rows(found))
    return "acknowledgement", {"due_on": letters.due_day(found, state, at=at)}


def _identity_letter(
    found: SubjectRequest,  # noqa: ARG001  one signature for all
    data: Data,
    at: datetime,  # noqa: ARG001  one signature for all
) -> tuple[str, Data]:
    return "identity", {"doubt": data["doubt"], "wanted": data["wanted"]}


def _extension(found: SubjectRequest, data: Data, at: datetime) -> tuple[str, Data]:
    state = replace(queries.state_of(queries.event_rows(found)), extended_at=at)
    due_on = letters.due_day(found, state, at=at)
    return "extension", {"due_on": due_on, "reasons": data["explanation"]}


def _answering(
    found: SubjectRequest,
    data: Data,
    at: datetime,  # noqa: ARG001  one signature for all
) -> tuple[str, Data]:
    kind = letters.answer_kind(found, data["outcome"])
    return kind, {name: data[name] for name in ("reasons", "detail", "handed_over")}


def _transmission(
    found: SubjectRequest,
    data: Data,
    at: datetime,  # noqa: ARG001  one signature for all
) -> tuple[str, Data]:
    place = _place(found, data["addressee"])
    return "transmission_processor", {"addressee": place.name, "act": data["text"]}


ACTS: Mapping[str, ActPage] = {
    "acknowledge": ActPage(
        _("Acknowledge"),
        _("The person is told the number of the request and the last day for your answer."),
        _("Record the acknowledgement"),
        _("Acknowledgement recorded."),
        forms.AcknowledgeForm,
        _acknowledge,
        _acknowledgement,
        "envelope-check",
    ),
    "assign": ActPage(
        _("Take in charge"),
        _("Who takes it in charge receives its reminders."),
        pgettext_lazy("request", "Assign"),
        _("Assigned."),
        forms.AssignForm,
        _assign,
        icon="person-check",
    ),
    "identity-enough": ActPage(
        _("No doubt about identity"),
        _("Say why what you know is enough: this is the rule, asking is the exception."),
        _("Record"),
        _("Recorded: no doubt about identity."),
        forms.EnoughForm,
        _enough,
        icon="person-check",
    ),
    "ask-identity": ActPage(
        _("Ask for proof of identity"),
        _("The clock stands from now until the person answers."),
        _("Ask, and stop the clock"),
        _("Question recorded; the clock stands."),
        forms.AskIdentityForm,
        _ask,
        _identity_letter,
        "person-badge",
    ),
    "identity-received": ActPage(
        _("Proof of identity received"),
        _("The clock runs again from now. The paper is sealed until you have checked it."),
        _("Record, and start the clock again"),
        _("Recorded; the clock runs again. Check it, then it is destroyed."),
        forms.IdentityReceivedForm,
        _identity_received,
        icon="file-earmark-lock",
    ),
    "check-identity": ActPage(
        _("Check the identity"),
        _("The papers received are destroyed at once; only the result is kept."),
        _("Record, and destroy the papers"),
        _("Recorded; the papers are destroyed."),
        forms.CheckIdentityForm,
        _check,
        icon="person-check",
    ),
    "extend": ActPage(
        _("Extend the time to answer"),
        _("Two more months, told to the person within the first one, once only."),
        _("Extend, and tell the person"),
        _("Time extended; the person is told."),
        forms.ExtendForm,
        _extend,
        _extension,
        "hourglass-split",
    ),
    "gather": ActPage(
        _("Gather the data"),
        _("Go through each place where the person’s data may be."),
        _("Record"),
        _("Search recorded."),
        forms.GatherForm,
        _gather,
        icon="collection",
    ),
    "transmit": ActPage(
        _("Tell a processor or a recipient"),
        _("Whoever received the data must correct, erase or restrict them too (article 19)."),
        _("Record, and keep the letter"),
        _("Recorded; the letter is among the files."),
        forms.TransmitForm,
        _transmit,
        _transmission,
        "send",
    ),
    "tell-nobody": ActPage(
        _("Nobody to tell"),
        _("Nobody received the data, or telling them is impossible or out of proportion."),
        _("Record"),
        _("Recorded."),
        forms.ReasonForm,
        _tell_nobody,
        icon="slash-circle",
    ),
    "confirm": ActPage(
        _("Confirmation received"),
        _("Who was told says that it is done, or why it is impossible."),
        _("Record"),
        _("Confirmation recorded."),
        forms.ConfirmForm,
        _confirm,
        icon="check2-all",
    ),
    "answer": ActPage(
        _("Answer"),
        _("The letter is kept as it leaves, with its fingerprint; the clock stops."),
        _("Send the answer"),
        _("Answer recorded; the clock has stopped."),
        forms.AnswerForm,
        _answer,
        _answering,
        "send-check",
    ),
    "note": ActPage(
        _("Write a note"),
        _("The person does not see it on the web, but may ask for it: stay factual."),
        _("Save"),
        _("Note saved."),
        forms.NoteForm,
        _note,
        icon="pencil",
    ),
    "close": ActPage(
        _("Close the request"),
        _("Nothing remains to be done. It stays readable, and can be reopened."),
        _("Close"),
        _("Request closed."),
        forms.PlainForm,
        _close,
        icon="archive",
    ),
    "reopen": ActPage(
        _("Reopen the request"),
        _("The answer was wrong or incomplete. The clock did not stop for that."),
        _("Reopen"),
        _("Request reopened."),
        forms.ReasonForm,
        _reopen,
        icon="arrow-counterclockwise",
    ),
    "withdraw": ActPage(
        _("The person gives up"),
        _("Only if they said so themselves. Identity papers are destroyed."),
        _("Record the withdrawal"),
        _("Withdrawal recorded."),
        forms.ReasonForm,
        _withdraw,
        icon="x-circle",
        is_grave=True,
    ),
    "merge": ActPage(
        _("Merge into an earlier request"),
        _("This one is answered with the earlier one, within the earlier one’s time."),
        _("Merge"),
        _("Merged: go on with the earlier request."),
        forms.MergeForm,
        _merge,
        icon="copy",
    ),
}
