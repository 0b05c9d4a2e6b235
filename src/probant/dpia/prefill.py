"""What the register already answers of an assessment: nothing is typed twice.

Each answer is written as light markup and kept as HTML, so that a person completes it. What the
register does not say stays without answer, never guessed.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from probant.dpia.domain import editing, rich_text
from probant.dpia.domain.content import Measure
from probant.dpia.domain.document import Document
from probant.dpia.domain.editing import Said
from probant.reference import law
from probant.reference.loading import Text
from probant.register.domain.record import ActivityRecord, DataLine, Retention
from probant.register.exchange.table import worded

NAMES = {
    "purposes": Text("Finalités", "Purposes"),
    "subjects": Text("Personnes concernées", "Persons concerned"),
    "origin": Text("Origine des données", "Origin of the data"),
    "recipients": Text("Destinataires", "Recipients"),
    "retention": Text("conservation", "kept"),
    "archive": Text("puis archivage", "then archived"),
    "joint": Text("Responsable conjoint", "Joint controller"),
    "processor": Text("Sous-traitant", "Processor"),
    "contract": Text("contrat du", "contract of"),
    "no_contract": Text("contrat non renseigné au registre", "no contract known to the register"),
    "hds": Text("certifié HDS", "HDS certified"),
    "hosted": Text("hébergé par", "hosted by"),
}


def filled(document: Document, record: ActivityRecord, language: str, *, at: datetime) -> Document:
    """The document with every answer that the register holds, and its measures."""
    for number, lines in _answers(record, language).items():
        text = "\n".join(lines)
        if text.strip():
            said = Said(text=rich_text.html(text[: editing.MOST_TEXT // 2]))
            document = editing.with_answer(document, number, said, at=at)
    for title in measures(record, language)[: editing.MOST_MEASURES]:
        document = editing.with_measure(document, Measure(id=0, title=title), at=at)
    return document


def measures(record: ActivityRecord, language: str) -> tuple[str, ...]:
    """The measures of the register by name, each once."""
    titles = [
        (worded(one.measure, "measure", language) or one.text)[: editing.MOST_LINE]
        for one in record.measures
    ]
    return tuple(dict.fromkeys(title.strip() for title in titles if title.strip()))


def _answers(record: ActivityRecord, language: str) -> dict[int, list[str]]:
    say = {name: text.in_(language) for name, text in NAMES.items()}
    return {
        111: [record.summary or record.name, *_titled(say["purposes"], _purposes(record))],
        112: list(_bullets(_people(record, say))),
        113: list(_bullets(_standards(record, language))),
        121: [
            *_titled(say["subjects"], _subjects(record, language)),
            "",
            *_bullets(_data(line, language, say) for line in record.data_lines),
            "",
            *_titled(say["recipients"], _recipients(record, language)),
        ],
        123: list(_bullets(_systems(record, language, say))),
        211: list(_bullets(_purposes(record))),
        212: list(_bullets(_bases(record, language))),
        213: [record.minimisation],
        215: list(_bullets(_kept(record, language, say))),
        226: list(_bullets(_contracts(record, language, say))),
        227: list(_bullets(_transfers(record, language))),
    }


def _titled(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(_bullets(lines))
    if found:
        yield from ("", f"**{title}**", "", *found)


def _bullets(lines: Iterable[str]) -> Iterator[str]:
    """One bullet a line: what is written never becomes markup of its own."""
    for line in lines:
        words = " ".join(line.replace("*", "∗").split())
        if words:
            yield f"- {words}"


def _purposes(record: ActivityRecord) -> Iterator[str]:
    return (purpose.text for purpose in record.purposes)


def _people(record: ActivityRecord, say: dict[str, str]) -> Iterator[str]:
    for party in record.joint_controllers:
        yield f"{say['joint']} : {_joined(party.name, party.contact)}"
    for line in record.processors:
        yield f"{say['processor']} : {_joined(line.name, line.service)}"


def _standards(record: ActivityRecord, language: str) -> Iterator[str]:
    if record.research is not None and record.research.methodology:
        yield worded(record.research.methodology, "methodology", language)


def _subjects(record: ActivityRecord, language: str) -> Iterator[str]:
    return (worded(id_, "data_subject", language) for id_ in record.data_subjects)


def _data(line: DataLine, language: str, say: dict[str, str]) -> str:
    named = _joined(worded(line.category, "category", language), line.detail)
    kept = _duration(line.retention, language, say)
    return f"{named} ({say['retention']} : {kept})" if kept else named


def _recipients(record: ActivityRecord, language: str) -> Iterator[str]:
    for one in record.recipients:
        category = worded(one.category, "recipient_category", language)
        country = worded(one.country, "country", language) if one.country != "FR" else ""
        yield _joined(one.name or category, category if one.name else "", country)


def _systems(record: ActivityRecord, language: str, say: dict[str, str]) -> Iterator[str]:
    for one in record.systems:
        kind = worded(one.kind, "system_kind", language)
        host = f"{say['hosted']} {one.host}" if one.host else ""
        yield _joined(one.name, kind, host, say["hds"] if one.is_hds else "")


def _bases(record: ActivityRecord, language: str) -> Iterator[str]:
    for one in record.purposes:
        basis = worded(one.legal_basis, "legal_basis", language)
        exception = worded(one.exception, "exception", language)
        said = _joined(basis, one.legal_basis_detail, exception)
        if said:
            yield f"{one.text} : {said}"


def _kept(record: ActivityRecord, language: str, say: dict[str, str]) -> Iterator[str]:
    for line in record.data_lines:
        kept = _duration(line.retention, language, say)
        if kept:
            named = _joined(worded(line.category, "category", language), line.detail)
            yield f"{named} : {kept}"


def _duration(kept: Retention, language: str, say: dict[str, str]) -> str:
    rule = law.retention_rules().get(kept.rule)
    active = worded(kept.active, "duration", language)
    archive = worded(kept.archive, "duration", language)
    stated = _joined(active, f"{say['archive']} {archive}" if archive else "", kept.criteria)
    return stated or (rule.label.in_(language) if rule else "")


def _contracts(record: ActivityRecord, language: str, say: dict[str, str]) -> Iterator[str]:
    for one in record.processors:
        day: Any = worded(one.contract_on, "date", language)
        contract = f"{say['contract']} {day}" if day else say["no_contract"]
        yield f"{_joined(one.name, one.service)} : {contract}"


def _transfers(record: ActivityRecord, language: str) -> Iterator[str]:
    for one in record.transfers:
        country = worded(one.country, "country", language)
        mechanism = worded(one.mechanism, "mechanism", language)
        yield _joined(one.recipient, country, mechanism, one.detail)


def _joined(*words: str) -> str:
    return ", ".join(word for word in words if word)
