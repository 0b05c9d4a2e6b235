"""What is known of a processor, in words: sections, contracts, chain, checks, papers."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from probant.organisations.access import MemberRequest
from probant.processors import labels, picture, queries, standings
from probant.processors.domain import chain, contract
from probant.processors.domain.record import Contact, ProcessorRecord, SubProcessor
from probant.processors.models import PURPOSES, Contract
from probant.processors.queries import Situation
from probant.processors.views import finding
from probant.register import queries as register

Row = tuple[Any, str]
IDENTITY = ("siren", "address", "country", "services", "contact", "incidents", "dpo", "note")


def sections(request: MemberRequest, one: Situation) -> list[dict[str, Any]]:
    """The parts that are plain words: identity, activities, places."""
    return [
        _section(request, one, "identity", [_row(one.record, name) for name in IDENTITY]),
        _section(request, one, "activities", _uses(one)),
        _section(request, one, "places", list(_places(one.record))),
    ]


def pieces(standing: standings.Standing) -> list[dict[str, Any]]:
    """What was looked at for a host of health data, each with its reason."""
    return [
        {
            "label": labels.PIECES[piece.id],
            "reason": labels.reason(piece.reason, piece.values),
            **labels.look(piece.state),
        }
        for piece in standing.pieces
    ]


def chain_of(one: Situation, today: date) -> dict[str, Any]:
    """The chain: its picture, its table, its faults."""
    days = one.objection_days(today)
    links = chain.links(one.record)
    found = chain.faults(one.record, objection_days=days, on=today)
    return {
        "told_on": one.record.chain_told_on,
        "picture": picture.of_processor(one.record, links) if links else None,
        "links": [_link(link, days, today) for link in links],
        "faults": [
            {"name": one_.name, "reason": labels.reason(one_.reason), **labels.look(one_.state)}
            for one_ in found
        ],
        "has_faults": bool(found),
    }


def contracts(request: MemberRequest, one: Situation, today: date) -> list[dict[str, Any]]:
    """Every contract, the one that counts first."""
    current = one.contract(today)
    found = sorted(one.contracts, key=lambda held: (held != current, str(held.pk)))
    return [_contract(request, one, held, today, is_current=held == current) for held in found]


def reviews(request: MemberRequest, one: Situation) -> list[dict[str, Any]]:
    """Questionnaires and audits, the latest first."""
    found = sorted(one.reviews, key=lambda held: held.held_on or date.min, reverse=True)
    return [
        {
            "url": finding.url("review", request, review_id=held.pk),
            "kind": held.get_kind_display(),
            "held_on": held.held_on,
            "sent_on": held.sent_on,
            "next_on": held.next_on,
            "by_whom": held.by_whom,
            "result": held.get_result_display(),
            "tone": labels.RESULT_TONES[held.result],
            "file_url": finding.url(
                "file", request, processor_id=one.processor.pk, file_id=held.file
            )
            if held.file
            else "",
        }
        for held in found
    ]


def documents(request: MemberRequest, one: Situation) -> list[dict[str, Any]]:
    """The papers that the processor gave, the latest first."""
    names = (
        queries.file_names(one.processor.organisation_id, one.processor.pk) if one.documents else {}
    )
    found = sorted(one.documents, key=lambda held: held.added_at, reverse=True)
    return [
        {
            "label": dict(PURPOSES)[held.purpose],
            "name": names.get(held.file, ""),
            "added_at": held.added_at,
            "url": finding.url("file", request, processor_id=one.processor.pk, file_id=held.file),
        }
        for held in found
    ]


def told(record: ProcessorRecord, name: str) -> str:
    """A part of the record in a few words."""
    return TOLD.get(name, _as_it_is)(getattr(record, name))


def day(value: date | None) -> str:
    """A date in the reader's language, or nothing."""
    return formats.date_format(value, "DATE_FORMAT") if value else ""


def _row(record: ProcessorRecord, name: str) -> Row:
    return labels.FIELDS[name], told(record, name)


def _section(request: MemberRequest, one: Situation, name: str, rows: list[Row]) -> dict[str, Any]:
    icon, title, _article = labels.SECTIONS[name]
    url = finding.url("edit", request, processor_id=one.processor.pk, section=name)
    return {"id": name, "icon": icon, "title": title, "rows": rows, "url": url}


def _uses(one: Situation) -> list[Row]:
    if not one.record.uses:
        return []
    lines = register.processor_lines(one.processor.organisation_id)
    names = {str(line.activity): f"{line.number}. {line.name}" for line in lines}
    gone = _("Activity no longer in the register")
    return [(names.get(use.activity, gone), use.service) for use in one.record.uses]


def _places(record: ProcessorRecord) -> Iterator[Row]:
    yield labels.FIELDS["storage"], _countries(record.storage)
    for access in record.accesses:
        parts = [access.purpose, labels.mechanism(access.mechanism), access.detail]
        label = _("Access from %(country)s") % {"country": labels.country(access.country)}
        yield label, " · ".join(filter(None, parts))


def _link(link: chain.Link, days: int | None, today: date) -> dict[str, Any]:
    sub = link.sub
    ends = chain.objection_ends(sub, days)
    return {
        "name": sub.name,
        "service": sub.service,
        "country": labels.country(sub.country),
        "answerable": link.answerable,
        "chosen_by": labels.CHOSEN[sub.chosen_by],
        "request": _request(sub),
        "authorisation": labels.AUTHORISATIONS[sub.authorisation],
        "announced_on": sub.announced_on,
        "ends_on": ends if chain.may_object(sub, days, today) else None,
        "objection": labels.OBJECTIONS[sub.objection] if sub.announced_on else "",
        "is_over": ends is not None and ends < today,
        "is_in_use": sub.is_in_use,
    }


def _request(sub: SubProcessor) -> str:
    return " · ".join(filter(None, [day(sub.requested_on), sub.request]))


def _contract(
    request: MemberRequest, one: Situation, held: Contract, today: date, *, is_current: bool
) -> dict[str, Any]:
    required = [clause for clause in one.clauses if clause.is_required]
    found = queries.counted(held, required)
    terms = queries.terms_of(held)
    state = contract.state_of(terms, found, has_file=held.file is not None, on=today)
    return {
        "contract": held,
        "url": finding.url("contract", request, contract_id=held.pk),
        "title": held.title or _("Contract"),
        "is_current": is_current,
        "has_file": held.file is not None,
        "has_ended": contract.has_ended(terms, today),
        "missing": [labels.clause(id_) for id_ in found.missing],
        "decided": len(required) - len(found.undecided),
        "total": len(required),
        **labels.look(state),
    }


def _as_it_is(value: object) -> str:
    return str(value) if value is not None else ""


def _contact(value: Contact) -> str:
    return ", ".join(filter(None, [value.name, value.email, value.telephone]))


def _countries(value: tuple[str, ...]) -> str:
    return ", ".join(labels.country(code) for code in value)


def _counted(value: tuple[Any, ...]) -> str:
    return ", ".join(getattr(one, "name", "") or getattr(one, "country", "") for one in value)


def _hosting(value: Any) -> str:  # noqa: ANN401  the record's hosting
    numbers = [one.number for one in value.certificates if one.number]
    return " · ".join([str(labels.HOSTS[value.hosts_health_data]), *numbers])


TOLD: Mapping[str, Callable[[Any], str]] = {
    "country": labels.country,
    "contact": _contact,
    "incidents": _contact,
    "dpo": _contact,
    "storage": _countries,
    "accesses": _counted,
    "sub_processors": _counted,
    "uses": lambda value: str(len(value)),
    "chain_told_on": day,
    "hosting": _hosting,
}
