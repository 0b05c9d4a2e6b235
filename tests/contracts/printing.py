"""Test contracts as files: DOCX by python-docx, PDF by typst, each laid out in some usual way."""

import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import typst
from docx import Document
from docx.document import Document as DocumentObject

from tests.contracts.corpus import Contract

TEMPLATE = Path(__file__).with_name("contract.typ")
CONTENTS = {"fr": "Sommaire", "en": "Contents"}


@cache
def printed(contract: Contract) -> bytes:
    """The contract in the format that its list names."""
    return as_docx(contract) if contract.format == "docx" else as_pdf(contract)


def as_pdf(contract: Contract) -> bytes:
    """A PDF with a footer on each page."""
    return typeset(
        {
            "language": contract.language,
            "footer": f"Contrat {contract.id} (inventé)",
            "numbered": contract.id.endswith(("1", "4", "7")),
            "contents": contract.contents,
            "contents_title": CONTENTS[contract.language],
            "sections": [
                {"title": section.title, "paragraphs": section.paragraphs}
                for section in contract.sections
            ],
        }
    )


def typeset(data: dict[str, Any]) -> bytes:
    """The template's PDF."""
    made: bytes = typst.compile(
        str(TEMPLATE), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, format="pdf"
    )
    return made


def as_docx(contract: Contract) -> bytes:
    """A Word document; one in two has its titles in bold only, one in three a table."""
    document = Document()
    document.sections[0].footer.paragraphs[0].text = f"Contrat {contract.id} (inventé)"
    has_styles = contract.id.endswith(("2", "4", "6", "8"))
    if contract.contents:
        document.add_paragraph(CONTENTS[contract.language])
    for at, title in enumerate(contract.contents):
        document.add_paragraph(f"{title}\t{at // 8 + 2}")
    for at, section in enumerate(contract.sections):
        if section.title:
            _title(document, section.title, has_styles=has_styles)
        if at % 7 == 3 and contract.id.endswith(("3", "6", "9")):
            _table(document, section.paragraphs)
        else:
            _paragraphs(document, section.paragraphs)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _title(document: DocumentObject, title: str, *, has_styles: bool) -> None:
    if has_styles:
        document.add_heading(title, level=1)
    else:
        document.add_paragraph().add_run(title).bold = True


def _paragraphs(document: DocumentObject, paragraphs: tuple[str, ...]) -> None:
    for paragraph in paragraphs:
        style = "List Bullet" if paragraph.startswith("- ") else None
        document.add_paragraph(paragraph.removeprefix("- "), style=style)


def _table(document: DocumentObject, paragraphs: tuple[str, ...]) -> None:
    table = document.add_table(rows=0, cols=1)
    for paragraph in paragraphs:
        table.add_row().cells[0].text = paragraph
