"""A table becomes a spreadsheet that runs from right to left where its words do. The only one that knows openpyxl."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from directorates.wording import in_arabic

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 60


def xlsx(sheets: dict[str, list[list]]) -> bytes:
    """A file with a sheet for each table; the first row of a table is its head."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        _fill(book.create_sheet(title[:31]), rows)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(sheet, rows):
    sheet.sheet_view.rightToLeft = in_arabic()
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            _write(sheet.cell(number, column), value)
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for column in sheet.columns:
        longest = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[column[0].column_letter].width = min(longest + 3, WIDEST)


def _write(cell, value):
    """A text stays a text: what begins with = is no formula, whoever typed it."""
    cell.value = value if value is None or isinstance(value, int | float) else str(value)
    if isinstance(cell.value, str):
        cell.data_type = "s"
