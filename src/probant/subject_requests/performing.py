"""What each act does with what was typed, sent or called: for the pages, the API, the commands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from probant.organisations.domain import Member
from probant.subject_requests import actions, letters, personal, queries, uses
from probant.subject_requests.actions import Sending
from probant.subject_requests.domain.request import RequestError
from probant.subject_requests.domain.state import EventKind, ensure_allowed
from probant.subject_requests.models import SubjectRequest
from probant.vault import actions as vault
from probant.vault import reception

Data = dict[str, Any]
Do = Callable[[SubjectRequest, Data, Member, datetime], SubjectRequest]
LetterOf = Callable[[SubjectRequest, Data, datetime], tuple[str, dict[str, Any]]]


class UnknownPlaceError(RequestError):
    """No system, processor or recipient of the activities chosen bears this key."""


@dataclass(frozen=True)
class Performed:
    """One act: what it does, what it cannot do without, the letter that it sends."""

    do: Do
    needs: tuple[str, ...] = ()
    letter: LetterOf | None = None


def activities_of(found: SubjectRequest) -> list[str]:
    """The activities chosen in the last analysis."""
    analysed = [row for row in queries.event_rows(found) if row.kind == EventKind.ANALYSED]
    return list(analysed[-1].facts.get("activities", [])) if analysed else []


def _sending(data: Data) -> Sending:
    return Sending(data["way"], data["message"])


def _place(found: SubjectRequest, key: str) -> uses.Place:
    chosen = activities_of(found)
    organisation = found.organisation_id
    places = (*uses.sources(organisation, chosen), *uses.told(organisation, chosen))
    held = next((place for place in places if place.key == key), None)
    if held is None:
        raise UnknownPlaceError(key)
    return held


def _by(data: Data, by: Member, at: datetime) -> Data:
    return {"by": by, "at": at, "expected_version": data["version"]}


def _acknowledge(found: SubjectRequest, data: Data, by: Member, at: datetime) -> SubjectRequest:
    return actions.acknowledge(found.pk, _sending(data), **_by(data, by, at))


def _assign(found: SubjectRequest, data: Data, by: Member, at: datetime) -> SubjectRequest:
    to = UUID(data["to"]) if data["to"] else None
    return actions.assign(found.pk, to, **_by(data, by, at))


def _note(found: SubjectRequest, data: Data, by: Member, at: datetime) -> SubjectRequest:
    return actions.note(found.pk, data["text"], **_by(data, by, at))


def _enough(found: SubjectRequest, data: Data, by: Member, at: datetime) -> SubjectRequest:
    return actions.find_sufficient(found.pk, data["text"], **_by(data, by, at))


def _ask(found: SubjectRequest, data: Data, by: Member, at: datetime) -> SubjectRequest:
    sending = _sending(data)
    return actions.ask_identity(
        found.pk, data["doubt"], data["wanted"], sending, **_by(data, by, at)
    )


def _identity_received(
    found: SubjectRequest, data: Data, by: Member, at: datetime
) -> SubjectRequest:
    ensure_allowed(queries.state_of(queries.event_rows(found)), EventKind.IDENTITY_RECEIVED)
    file = _stored(found, data["file"], by, at) if data["file"] else None
    return actions.receive_identity(
        found.organisation_id, found.pk, file, by=by, at=at, text=data["text"]
    )


def _check(found: SubjectRequest, data: Data, by: Member, at: datetime) -> SubjectRequest:
    done = _by(data, by, at)
    return actions.check_identity(
        found.pk, data["paper"], data["result"], text=data["text"], **done
    )


def _extend(found: SubjectRequest, data: Data, by: Member, at: datetime) -> SubjectRequest:
    said = (data["reason"], data["explanation"], _sending(data))
    return actions.extend(found.pk, *said, **_by(data, by, at))


def _gather(found: SubjectRequest, data: Data, by: Member, at: datetime) -> SubjectRequest:
    place = _place(found, data["source"])
    return actions.gather(found.pk, place, data["step"], text=data["text"], **_by(data, by, at))


def _transmit(found: SubjectRequest, data: Data, by: Member, at: datetime) -> SubjectRequest:
    place = _place(found, data["addressee"])
    return actions.transmit(found.pk, place, data["right"], data["text"], **_by(data, by, at))


def _tell_nobody(found: SubjectRequest, data: Data, by: Member, at: datetime) -> SubjectRequest:
    return actions.tell_nobody(found.pk, data["text"], **_by(data, by, at))


def _confirm(found: SubjectRequest, data: Data, by: Member, at: datetime) -> SubjectRequest:
    return actions.confirm(
        found.pk,
        UUID(data["transmission"]),
        is_impossible=data["is_impossible"],
        text=data["text"],
        **_by(data, by, at),
    )


def _answer(found: SubjectRequest, data: Data, by: Member, at: datetime) -> SubjectRequest:
    words = {name: data[name] for name in ("reasons", "detail", "handed_over")}
    sending = _sending(data)
    return actions.answer(found.pk, data["outcome"], sending, **words, **_by(data, by, at))


def _close(found: SubjectRequest, data: Data, by: Member, at: datetime) -> SubjectRequest:
    return actions.close(found.pk, **_by(data, by, at))


def _reopen(found: SubjectRequest, data: Data, by: Member, at: datetime) -> SubjectRequest:
    return actions.reopen(found.pk, data["text"], **_by(data, by, at))


def _withdraw(found: SubjectRequest, data: Data, by: Member, at: datetime) -> SubjectRequest:
    return actions.withdraw(found.organisation_id, found.pk, by=by, at=at, text=data["text"])


def _merge(found: SubjectRequest, data: Data, by: Member, at: datetime) -> SubjectRequest:
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


ACTS: Mapping[str, Performed] = {
    "acknowledge": Performed(_acknowledge, ("way",), _acknowledgement),
    "assign": Performed(_assign),
    "identity-enough": Performed(_enough, ("text",)),
    "ask-identity": Performed(
        _ask,
        (
            "doubt",
            "wanted",
            "way",
        ),
        _identity_letter,
    ),
    "identity-received": Performed(_identity_received),
    "check-identity": Performed(
        _check,
        (
            "paper",
            "result",
        ),
    ),
    "extend": Performed(
        _extend,
        (
            "reason",
            "explanation",
            "way",
        ),
        _extension,
    ),
    "gather": Performed(
        _gather,
        (
            "source",
            "step",
        ),
    ),
    "transmit": Performed(
        _transmit,
        (
            "addressee",
            "right",
            "text",
        ),
        _transmission,
    ),
    "tell-nobody": Performed(_tell_nobody, ("text",)),
    "confirm": Performed(_confirm, ("transmission",)),
    "answer": Performed(
        _answer,
        (
            "outcome",
            "way",
        ),
        _answering,
    ),
    "note": Performed(_note, ("text",)),
    "close": Performed(_close),
    "reopen": Performed(_reopen, ("text",)),
    "withdraw": Performed(_withdraw, ("text",)),
    "merge": Performed(_merge, ("into",)),
}
