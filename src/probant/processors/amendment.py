"""The amendment that adds to a contract the clauses it lacks, as a Word file to be edited.

Our own wording (`reference.processors`), with the parties' names; a person reads it and signs it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import override

from probant.correspondence import papers
from probant.correspondence.domain.markdown import Block, Run, Shape, clean
from probant.correspondence.papers import Sender
from probant.organisations.models import Organisation
from probant.processors.domain.record import ProcessorRecord
from probant.reference import processors as reference
from probant.reference.processors import Clause

MARKS = {
    "fr": ("[responsable]", "[sous-traitant]"),
    "en": ("[controller]", "[processor]"),
}


def docx(
    organisation: Organisation,
    record: ProcessorRecord,
    wanted: Sequence[str],
    *,
    language: str,
    signed_on: date | None,
) -> bytes:
    """The amendment with the clauses `wanted`, in the language asked for."""
    known = reference.clauses()
    clauses = [known[id_] for id_ in wanted if id_ in known]
    with override(language):
        subject = _("Amendment on the protection of personal data")
        blocks = tuple(_blocks(organisation, record, clauses, language, signed_on))
    return papers.docx(subject, blocks, Sender.of(organisation), language=language)


def _blocks(
    organisation: Organisation,
    record: ProcessorRecord,
    clauses: Iterable[Clause],
    language: str,
    signed_on: date | None,
) -> Iterator[Block]:
    yield _text("heading1", _("Between the parties"))
    yield _text("paragraph", _party(organisation.name, organisation.siren, _controller()))
    yield _text("paragraph", _party(record.name, record.siren, _processor()))
    yield _text("heading1", _("Purpose"))
    yield _text("paragraph", _purpose(signed_on))
    for number, clause in enumerate(clauses, start=1):
        title = _("Article %(number)d: %(title)s") % {
            "number": number,
            "title": clause.label.in_(language),
        }
        yield _text("heading1", title)
        yield _text("paragraph", _model(clause, organisation, record, language))
        yield _text("paragraph", _("Reference: %(article)s.") % {"article": clause.article})
    yield _text("heading1", _("Effect"))
    yield _text("paragraph", _effect())
    yield _text("paragraph", _("Done at [place], on [date], in two originals."))
    yield _text("paragraph", _("For the controller: [name, capacity, signature]"))
    yield _text("paragraph", _("For the processor: [name, capacity, signature]"))


def _controller() -> str:
    return _("hereafter the controller")


def _processor() -> str:
    return _("hereafter the processor")


def _party(name: str, siren: str, capacity: str) -> str:
    number = _("SIREN %(siren)s") % {"siren": siren} if siren else _("SIREN [to be completed]")
    return f"{name}, {number}, {_('represented by [name, capacity]')}, {capacity}."


def _purpose(signed_on: date | None) -> str:
    day = formats.date_format(signed_on, "DATE_FORMAT") if signed_on else _("[date]")
    return _(
        "This amendment completes the contract of %(day)s between the parties, so that it says what"
        " article 28(3) of the General Data Protection Regulation requires."
    ) % {"day": day}


def _effect() -> str:
    return _(
        "The other clauses of the contract remain. In case of contradiction, this amendment"
        " prevails. It takes effect on the day of its last signature."
    )


def _model(
    clause: Clause, organisation: Organisation, record: ProcessorRecord, language: str
) -> str:
    controller, processor = MARKS[language]
    text = clause.model.in_(language)
    return text.replace(controller, organisation.name).replace(processor, record.name)


def _text(shape: Shape, text: str) -> Block:
    return Block(shape, ((Run(clean(text)),),))
