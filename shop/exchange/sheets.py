"""Files as rows of words: CSV as spreadsheets write it, and xlsx."""

from __future__ import annotations

import csv
import io
import zlib
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from foundation.csv_tables import FORMULA_STARTS
from shop.exchange.findings import Unreadable

LARGEST = 50 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 500
MOST_UNPACKED = 400 * 1024 * 1024
MOST_SHARED = 48 * 1024 * 1024
"""Of texts that cells share: they are held in memory all at once, cells are read one by one."""
_CELLS = "xl/worksheets/"
LONGEST_CELL = 100_000
LAST_LINE = 1_048_576
"""Of any spreadsheet. One that says to have a line two billion would be counted through."""
_NOT_READ = (
    BadZipFile, InvalidFileException, ArithmeticError, AttributeError, LookupError, OSError,
    RuntimeError, SyntaxError, TypeError, ValueError, EOFError, zlib.error,
)  # fmt: skip
"""What openpyxl lets through of what is broken below it: zip, XML, a password, odd cells."""
_DELIMITERS = ",;\t|"
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A line of a file: its number there, and the cells that are not empty, by column."""

    line: int
    cells: Mapping[str, str]
    surplus: bool = False
    """Whether it has more cells than the heading has names: something is shifted."""


@dataclass(frozen=True, slots=True)
class Sheet:
    columns: tuple[str, ...]
    rows: Sequence[SheetRow] = field(repr=False)
    notes: tuple[str, ...] = ()


def read_sheet(content: bytes) -> Sheet:
    """The rows of a CSV or xlsx file; the first line names the columns.

    CSV may be parted by commas, semicolons, tabs or bars, in UTF-8, UTF-16 with its mark or
    Windows-1252.

    Raises:
        Unreadable: too large, no table, or a heading that names a column twice or not at all.
    """
    if len(content) > LARGEST:
        raise Unreadable(
            _("It is larger than %(most)d MB: bring it in parts.") % {"most": LARGEST >> 20}
        )
    if content.startswith(_ZIP):
        return _sheet(_xlsx(content), ())
    text, notes = _decoded(content)
    delimiter = max(_DELIMITERS, key=text.partition("\n")[0].count)
    if delimiter == "\t" and not _is_quoted(text):
        notes += (_("Quotation marks in it were read as letters."),)
        return _sheet(_csv(text, delimiter, csv.QUOTE_NONE), notes)
    return _sheet(_csv(text, delimiter), notes)


def _decoded(content: bytes) -> tuple[str, tuple[str, ...]]:
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16"), ()
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        # Not an error: older spreadsheets write so without asking. Every byte is some letter.
        text = content.decode("cp1252", errors="replace")
        return text, (_("It is not UTF-8 and was read as Windows-1252: look at the umlauts."),)


_Lines = Iterator[tuple[int, list[str]]]


def _is_quoted(text: str) -> bool:
    """Whether a text with tabs has its quotation marks as CSV has: Excel's has, Amazon's none."""
    try:
        deque(csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True), maxlen=0)
    except csv.Error:
        return False
    return True


def _csv(text: str, delimiter: str, quoting: Literal[0, 3] = csv.QUOTE_MINIMAL) -> _Lines:
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting, strict=True
    )
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(
            _("Line %(line)d is no CSV: %(error)s.") % {"line": line, "error": error}
        ) from None


def _xlsx(content: bytes) -> _Lines:
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            sizes = {entry.filename: entry.file_size for entry in packed.infolist()}
        shared = sum(size for name, size in sizes.items() if not name.startswith(_CELLS))
        if sum(sizes.values()) > MOST_UNPACKED or shared > MOST_SHARED:
            raise Unreadable(_("This spreadsheet is too large once it is unpacked."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        # Programs that write spreadsheets get their own note of the size wrong: rows would be lost.
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > LAST_LINE:
                raise Unreadable(_("This spreadsheet cannot be read."))
            yield number, [_word(cell) for cell in cells[: MOST_COLUMNS + 1]]
    except _NOT_READ as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(_("This spreadsheet cannot be read.")) from error


def _word(cell: object) -> str:
    """A spreadsheet's cell as CSV would hold it."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)


def _sheet(lines: _Lines, notes: tuple[str, ...]) -> Sheet:
    _line, heading = next(lines, (1, []))
    columns = _columns(heading)
    rows: list[SheetRow] = []
    for line, cells in lines:
        row = _row(line, columns, cells)
        if row is None:
            continue
        if len(rows) >= MOST_ROWS:
            raise Unreadable(
                _("It has more than %(most)s rows: bring it in parts.") % {"most": f"{MOST_ROWS:,}"}
            )
        rows.append(row)
    if not rows:
        raise Unreadable(_("There is no row below the heading."))
    return Sheet(tuple(column for column in columns if column), rows, notes)


def _columns(heading: Iterable[str]) -> list[str]:
    columns = [_plain(name) for name in heading]
    while columns and not columns[-1]:
        columns.pop()
    if not any(columns):
        raise Unreadable(_("The file is empty, or its first line names no columns."))
    if len(columns) > MOST_COLUMNS:
        raise Unreadable(_("It has more than %(most)d columns.") % {"most": MOST_COLUMNS})
    twice = [name for name, times in Counter(columns).items() if name and times > 1]
    if twice:
        raise Unreadable(
            _("The heading names “%(column)s” more than once.") % {"column": twice[0][:80]}
        )
    return columns


def _plain(name: str) -> str:
    return " ".join(name.replace("\x00", "").replace("\ufeff", "").split())


def _row(line: int, columns: Sequence[str], cells: Sequence[str]) -> SheetRow | None:
    """None for a line without anything in it, as spreadsheets leave them at the end."""
    filled = {
        column: _unescaped(cell)
        for column, cell in zip(columns, cells, strict=False)
        if column and cell.strip()
    }
    surplus = any(cell.strip() for cell in cells[len(columns) :])
    surplus = surplus or any(
        cell.strip() and not column for column, cell in zip(columns, cells, strict=False)
    )
    if not filled and not surplus:
        return None
    return SheetRow(line, filled, surplus)


def _unescaped(cell: str) -> str:
    """Without the apostrophe that an export puts before what a spreadsheet would reckon out."""
    return cell[1:] if cell[0] == "'" and cell[1:2] in FORMULA_STARTS else cell
