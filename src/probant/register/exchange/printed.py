"""One record as blocks of words, for print: facts as label and value, data as a table."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import msgspec
import yaml

from probant.reference import law
from probant.reference.loading import Text
from probant.register.domain.record import (
    ActivityRecord,
    DataLine,
    ProcessorLine,
    Purpose,
    Recipient,
    Retention,
    System,
    Transfer,
)
from probant.register.exchange.columns import FOLDER, columns
from probant.register.exchange.durations import spelled
from probant.register.exchange.table import worded

Section = dict[str, Any]
SCALARS = (
    "source_of_data", "origin", "minimisation", "automated_decision", "notices_reference",
    "review_on", "notes",
)  # fmt: skip


@cache
def wording() -> Mapping[str, Text]:
    """The printed register's own words."""
    content = yaml.safe_load((FOLDER / "wording.yaml").read_text(encoding="utf-8"))
    return msgspec.convert(content, dict[str, Text])


class Words:
    """Words and labels in one language."""

    def __init__(self, language: str) -> None:
        """`language`: fr, or en."""
        self.language = language

    def say(self, key: str, **values: object) -> str:
        """A word of `wording.yaml`, with its values."""
        return wording()[key].in_(self.language).format(**values)

    def title(self, column: str) -> str:
        """A column's title."""
        return columns()[column].title(self.language)

    def value(self, value: object, reads: str = "text") -> str:
        """A value of the record as words."""
        return worded(value, reads, self.language)


def sections(record: ActivityRecord, words: Words) -> list[Section]:
    """What is stated, in the order of art. 30; nothing is printed of an empty field."""
    data = _data_rows(record, words)
    data_titles = [words.say(key) for key in ("category", "detail", "retention")]
    found = [
        _facts(_why(record, words)),
        _table(words.say("data"), (5, 7, 7), data_titles, data),
        _facts(_how(record, words)),
    ]
    return [section for section in found if section["rows"]]


def _facts(rows: Iterator[tuple[str, list[str]]]) -> Section:
    stated = [(label, [value for value in values if value]) for label, values in rows]
    return {"kind": "facts", "rows": [[label, values] for label, values in stated if values]}


def _table(
    title: str, widths: tuple[int, ...], header: list[str], rows: list[list[str]]
) -> Section:
    return {"kind": "table", "title": title, "widths": widths, "header": header, "rows": rows}


def _why(record: ActivityRecord, words: Words) -> Iterator[tuple[str, list[str]]]:
    yield (
        words.say("joint_controllers"),
        [_beside(p.name, p.contact) for p in record.joint_controllers],
    )
    yield words.say("controllers"), [_beside(p.name, p.contact) for p in record.controllers]
    yield words.say("processing_categories"), list(record.processing_categories)
    for purpose in record.purposes:
        yield words.say("purpose"), _purpose(purpose, words)
    people = [words.value(subject, "data_subject") for subject in record.data_subjects]
    yield words.title("data_subjects"), [", ".join(people)]


def _how(record: ActivityRecord, words: Words) -> Iterator[tuple[str, list[str]]]:
    yield words.title("recipients"), _bullets(_recipient(item, words) for item in record.recipients)
    yield words.say("transfers"), _bullets(_transfer(item, words) for item in record.transfers)
    yield words.title("systems"), _bullets(_system(item, words) for item in record.systems)
    yield words.title("processors"), _bullets(_processor(item, words) for item in record.processors)
    measures = (_beside(words.value(m.measure, "measure"), m.text, " : ") for m in record.measures)
    yield words.title("measures"), _bullets(measures)
    if record.research:
        research = record.research
        yield words.say("methodology"), [_methodology(research.methodology, words)]
        for part in ("authorisation", "ethics_opinion", "agreement"):
            yield words.say(part), [getattr(research, part)]
    for field in SCALARS:
        yield words.say(field), [words.value(getattr(record, field), columns()[field].reads)]


def _bullets(lines: Iterable[str]) -> list[str]:
    kept = [line for line in lines if line]
    return kept if len(kept) == 1 else [f"–\u00a0{line}" for line in kept]


def _purpose(purpose: Purpose, words: Words) -> list[str]:
    basis = _beside(
        words.value(purpose.legal_basis, "legal_basis"), purpose.legal_basis_detail, " – "
    )
    exception = words.value(purpose.exception, "exception")
    return [
        purpose.text,
        words.say("on_basis", basis=basis) if basis else "",
        words.say("by_exception", exception=exception) if exception else "",
    ]


def _data_rows(record: ActivityRecord, words: Words) -> list[list[str]]:
    """A retention like the one above is said so: long rules repeated are not read."""
    rows = [_data_row(line, words) for line in record.data_lines]
    stays = [row[-1] for row in rows]
    for row, above in zip(rows[1:], stays, strict=False):
        if row[-1] and row[-1] == above:
            row[-1] = words.say("as_above")
    return rows


def _data_row(line: DataLine, words: Words) -> list[str]:
    nature = [words.value(line.identification, "identification").lower()]
    nature += [words.say("sensitive")] if line.is_sensitive else []
    nature += [words.say("mandatory")] if line.is_mandatory else []
    source = words.say("source", source=line.source) if line.source else ""
    detail = _beside(line.detail, source, " – ")
    category = f"{words.value(line.category, 'category')} ({', '.join(nature)})"
    return [category, detail, _stay(line.retention, words)]


def _stay(stay: Retention, words: Words) -> str:
    rule = law.retention_rules().get(stay.rule)
    active = stay.active or (rule.active if rule else "")
    archive = stay.archive or (rule.archive if rule else "")
    periods = [spelled(active, words.language)] if active else []
    if archive:
        periods.append(words.say("then_archive", duration=spelled(archive, words.language)))
    named = rule.label.in_(words.language) if rule else stay.rule
    if rule and rule.confidence == "to_verify":
        named = f"{named} ({words.say('to_verify')})"
    return " ; ".join(filter(None, [", ".join(periods), stay.criteria, named]))


def _recipient(item: Recipient, words: Words) -> str:
    kind = words.value(item.category, "recipient_category")
    return _with(
        item.name or kind,
        kind if item.name and item.name != kind else "",
        _abroad(item.country, words),
    )


def _transfer(item: Transfer, words: Words) -> str:
    mechanism = words.value(item.mechanism, "mechanism")
    return _with(item.recipient, words.value(item.country, "country"), mechanism, item.detail)


def _system(item: System, words: Words) -> str:
    kind = words.value(item.kind, "system_kind")
    return _with(
        item.name,
        kind,
        item.host,
        _abroad(item.country, words),
        _hds(is_hds=item.is_hds, words=words),
    )


def _processor(item: ProcessorLine, words: Words) -> str:
    contract = (
        words.say("contract_on", day=words.value(item.contract_on))
        if item.contract_on
        else words.say("no_contract")
    )
    hds = _hds(is_hds=item.is_hds, words=words)
    return _with(item.name, item.service, _abroad(item.country, words), contract, hds)


def _methodology(code: str, words: Words) -> str:
    found = law.methodologies().get(code)
    label = words.value(code, "methodology")
    is_doubtful = found is not None and found.confidence == "to_verify"
    return f"{label} ({words.say('to_verify')})" if is_doubtful else label


def _abroad(country: str, words: Words) -> str:
    return "" if country == "FR" else words.value(country, "country")


def _hds(*, is_hds: bool | None, words: Words) -> str:
    if is_hds is None:
        return ""
    return words.say("hds" if is_hds else "not_hds")


def _with(name: str, *marks: str) -> str:
    told = ", ".join(filter(None, marks))
    return _beside(name, f"({told})" if told else "", " ")


def _beside(first: str, second: str, between: str = ", ") -> str:
    return between.join(filter(None, [first, second]))
