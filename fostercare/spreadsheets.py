"""A table becomes a spreadsheet that runs from right to left where its words do. The only one that knows openpyxl."""

from io import BytesIO

from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from directorates.wording import in_arabic

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 60


def xlsx(sheets: dict[str, list[list]], above: str = "") -> bytes:
    """A file with a sheet for each table; the first row of a table is its head. `above` stands over every head."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        _fill(book.create_sheet(title[:31]), rows, above)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def locked(content: bytes, password: str) -> bytes:
    """The file as Excel and LibreOffice open it with this password only (ECMA-376 agile: AES-256, SHA-512)."""
    closed = BytesIO()
    OOXMLFile(BytesIO(content)).encrypt(password, closed)
    return closed.getvalue()


def _fill(sheet, rows, above):
    sheet.sheet_view.rightToLeft = in_arabic()
    head = 2 if above else 1
    sheet.freeze_panes = f"A{head + 1}"
    for number, row in enumerate(rows, start=head):
        for column, value in enumerate(row, start=1):
            _write(sheet.cell(number, column), value)
    for cell in sheet[head]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for column in sheet.columns:
        longest = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[column[0].column_letter].width = min(longest + 3, WIDEST)
    if above:
        _write(sheet.cell(1, 1), above)


def _write(cell, value):
    """A text stays a text, also when it is edited: what begins with = is no formula, whoever typed it."""
    if value is None or isinstance(value, int | float):
        cell.value = value
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    cell.data_type = "s"
    cell.quotePrefix = cell.value.startswith(("=", "+", "-", "@"))
