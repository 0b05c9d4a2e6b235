"""A letter on paper: blocks of text under the sender's name, as DOCX and as PDF/UA-1."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import docx as word
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from probant.common import typesetting
from probant.correspondence.domain.markdown import Block, Run, clean
from probant.organisations.models import Organisation

TEMPLATE = Path(__file__).resolve().parent / "typst" / "letter.typ"
ACCENT, QUIET = RGBColor(0x0B, 0x5B, 0x66), RGBColor(0x52, 0x60, 0x69)
STYLES = {
    "heading1": "Heading 1",
    "heading2": "Heading 2",
    "heading3": "Heading 3",
    "bullets": "List Bullet",
    "numbers": "List Number",
    "paragraph": "Normal",
}
FONT = "Arial"
UNFIT = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, Char
TAGS = {"fr": "fr-FR", "en": "en-GB"}


@dataclass(frozen=True)
class Sender:
    """Whose letter it is: the lines of the letterhead."""

    name: str
    lines: tuple[str, ...]

    @classmethod
    def of(cls, organisation: Organisation) -> "Sender":
        """The organisation's name, address and contact."""
        found = [*organisation.address.splitlines(), organisation.telephone, organisation.email]
        lines = tuple(clean(line).strip() for line in found if line.strip())
        return cls(clean(organisation.name), lines)


def pdf(subject: str, blocks: Sequence[Block], sender: Sender, *, language: str) -> bytes:
    """The letter as PDF/UA-1."""
    data = {
        "language": language,
        "subject": subject,
        "sender": {"name": sender.name, "lines": sender.lines},
        "blocks": [
            {
                "shape": block.shape,
                "items": [
                    [{"text": run.text, "bold": run.is_bold} for run in item]
                    for item in block.items
                ],
            }
            for block in blocks
        ],
    }
    return typesetting.pdf(TEMPLATE, data)


def docx(subject: str, blocks: Sequence[Block], sender: Sender, *, language: str) -> bytes:
    """The letter as an Office Open XML file."""
    document = word.Document()
    _style(document, language)
    _describe(document, subject, sender, language)
    _letterhead(document, sender)
    _runs(document.add_paragraph(style="Title"), [Run(subject)])
    for block in blocks:
        _block(document, block)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _style(document: Document, language: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(22)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10.5)
    normal.paragraph_format.space_after = Pt(8)
    _speak(normal.element.get_or_add_rPr(), language)
    for name, size in (("Title", 15), ("Heading 1", 13), ("Heading 2", 12), ("Heading 3", 10.5)):
        style = document.styles[name]
        style.font.size, style.font.color.rgb = Pt(size), ACCENT
        _face(style.element.get_or_add_rPr())
    border = document.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if border is not None:
        document.styles["Title"].element.pPr.remove(border)


def _speak(properties: BaseOxmlElement, language: str) -> None:
    """The language in which a screen reader speaks and a word processor corrects."""
    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), TAGS[language])
    properties.append(mark)


def _face(properties: BaseOxmlElement) -> None:
    """Headings in the text's own font: the theme's face would win over a name."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    fonts.attrib.clear()
    for place in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{place}"), FONT)


def _describe(document: Document, subject: str, sender: Sender, language: str) -> None:
    about = document.core_properties
    about.title, about.author = (UNFIT.sub("", text)[:255] for text in (subject, sender.name))
    about.language = TAGS[language]
    about.comments = about.keywords = ""


def _letterhead(document: Document, sender: Sender) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(24)
    name = paragraph.add_run(sender.name)
    name.bold, name.font.size = True, Pt(12)
    if sender.lines:
        lines = paragraph.add_run("\n" + "\n".join(sender.lines))
        lines.font.size, lines.font.color.rgb = Pt(9), QUIET


def _block(document: Document, block: Block) -> None:
    numbering = _new_numbering(document) if block.shape == "numbers" else None
    for item in block.items:
        paragraph = document.add_paragraph(style=STYLES[block.shape])
        _runs(paragraph, item)
        if numbering is not None:
            numbered = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001  no public way
            numbered.get_or_add_numId().val = numbering
            numbered.get_or_add_ilvl().val = 0


def _runs(paragraph: Paragraph, runs: Sequence[Run]) -> None:
    for run in runs:
        paragraph.add_run(UNFIT.sub("", run.text)).bold = run.is_bold or None


def _new_numbering(document: Document) -> int:
    """Another list that counts from one: the style alone would go on from the list before."""
    style = document.styles["List Number"].element
    model = style.pPr.numPr.numId.val
    numbering = document.part.numbering_part.element
    found = numbering.num_having_numId(model)
    made = numbering.add_num(found.abstractNumId.val)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(made.numId)
