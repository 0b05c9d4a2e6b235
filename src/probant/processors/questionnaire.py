"""The questionnaire as a Word file that the processor answers and sends back."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from probant.correspondence import papers
from probant.correspondence.domain.markdown import Block, Run, Shape, clean
from probant.correspondence.papers import Sender
from probant.organisations.models import Organisation
from probant.processors.domain.record import ProcessorRecord
from probant.reference import processors as reference


def docx(organisation: Organisation, record: ProcessorRecord, *, language: str) -> bytes:
    """The questions, each with room for an answer, in the language asked for."""
    with override(language):
        subject = _("Questionnaire on the protection of personal data")
        blocks = tuple(_blocks(organisation, record, language))
    return papers.docx(subject, blocks, Sender.of(organisation), language=language)


def _blocks(organisation: Organisation, record: ProcessorRecord, language: str) -> Iterator[Block]:
    yield _text("paragraph", _("To: %(name)s") % {"name": record.name})
    asked = _(
        "Articles 28(1) and 28(3)(h) of the GDPR oblige us to check that our processors give"
        " sufficient guarantees. Please answer each question, attach what supports the answer, and"
        " return this document to %(address)s."
    )
    address = organisation.email or organisation.name
    yield _text("paragraph", asked % {"address": address})
    for number, question in enumerate(reference.questions().values(), start=1):
        yield _text("heading2", f"{number}. {question.label.in_(language)}")
        yield _text("paragraph", _("Yes / partly / no / not concerned: "))
        yield _text("paragraph", _("Detail and documents attached: "))
    yield _text("paragraph", _("Date, name, capacity and signature: "))


def _text(shape: Shape, text: str) -> Block:
    return Block(shape, ((Run(clean(text)),),))
