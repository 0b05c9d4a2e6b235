"""Files made for the tests: honest ones by other people's libraries, hostile ones by hand."""

import io
import zipfile
from collections.abc import Sequence

from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl.workbook.workbook import Workbook

HEADER = ("Traitement", "Finalité", "Base légale", "Durée de conservation", "Destinataires")
ROW = ("Dossiers patients", "Soigner", "Mission d’intérêt public", "20 ans", "Équipe de soins")
WORKSHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def xlsx(*rows: Sequence[object], title: str = "Registre") -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(*rows: Sequence[str]) -> bytes:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Registre")
    for row in rows:
        line = TableRow()
        for text in row:
            cell = TableCell(valuetype="string")
            for paragraph in text.split("\n"):
                cell.addElement(P(text=paragraph))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def csv(*rows: Sequence[str], separator: str = ";", encoding: str = "utf-8") -> bytes:
    return "\r\n".join(separator.join(row) for row in rows).encode(encoding)


def replaced(archive: bytes, **parts: bytes) -> bytes:
    """The archive with some entries replaced or added; `__` in a name stands for `/`."""
    named = {name.replace("__", "/"): content for name, content in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            if info.filename not in named:
                new.writestr(info, old.read(info), zipfile.ZIP_DEFLATED)
        for name, content in named.items():
            new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def with_sheet(body: str) -> bytes:
    """An XLSX whose only worksheet holds these rows, written by hand."""
    xml = f"<worksheet {WORKSHEET}><sheetData>{body}</sheetData></worksheet>"
    return with_entry(xlsx(HEADER, ROW), "xl/worksheets/sheet1.xml", xml.encode())


def with_entry(archive: bytes, name: str, content: bytes) -> bytes:
    return replaced(archive, **{name.replace("/", "__"): content})


def with_content(body: str) -> bytes:
    """An ODS whose table holds these rows, written by hand."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    xml = (
        f'<office:document-content {spaces} office:version="1.3"><office:body><office:spreadsheet>'
        f'<table:table table:name="F">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    return with_entry(ods(HEADER, ROW), "content.xml", xml.encode())


def encrypted_compound_file() -> bytes:
    """The start of what Excel writes under a password: an OLE2 file with an EncryptedPackage."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    directory = "Root Entry".encode("utf-16-le").ljust(128, b"\0")
    return header + directory + "EncryptedPackage".encode("utf-16-le").ljust(128, b"\0")
