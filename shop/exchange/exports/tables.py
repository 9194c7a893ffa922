"""Which tables are exported, to whom, and how they are written."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from import_export.resources import Resource
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from foundation.csv_tables import harmless
from foundation.registries import Registry

ExportRow = Mapping[str, Any]


class Written(StrEnum):
    """How a table is written down."""

    CSV = "csv"
    SEMICOLONS = "semicolons"
    XLSX = "xlsx"

    @property
    def ending(self) -> str:
        return "xlsx" if self is Written.XLSX else "csv"

    @property
    def has_comma(self) -> bool:
        """Where cells are parted by semicolons, amounts are written with a comma."""
        return self is Written.SEMICOLONS


@dataclass(frozen=True, slots=True)
class Chosen:
    """What of a table is exported; what is empty chooses all."""

    category_id: int | None = None
    status: str = ""
    first: date | None = None
    last: date | None = None
    with_costs: bool = True


@dataclass(frozen=True)
class Exporter:
    """``columns`` names the columns, ``rows`` gives values by the names of its fields.

    ``needs`` are the permissions of whoever may have it.
    """

    columns: Callable[[Chosen], Resource]
    rows: Callable[[Chosen], Iterator[ExportRow]]
    needs: tuple[str, ...]


exporters: Registry[Exporter] = Registry("tables that can be exported")


def exported(exporter: Exporter, chosen: Chosen, *, has_comma: bool = False) -> Iterator[list[str]]:
    """The heading, then the rows, as words; nothing in them is a formula to a spreadsheet.

    With ``has_comma`` amounts are written as German spreadsheets read them: 12.50 is a day there.
    """
    resource = exporter.columns(chosen)
    yield [harmless(str(name)) for name in resource.get_export_headers()]
    fields = resource.get_export_fields()
    commas = [has_comma and getattr(field.widget, "is_amount", False) for field in fields]
    for row in exporter.rows(chosen):
        words = [field.export(row) for field in fields]
        yield [
            harmless(word.replace(".", ",") if comma else word)
            for word, comma in zip(words, commas, strict=True)
        ]


def as_csv(lines: Iterator[list[str]], *, delimiter: str = ",") -> Iterator[bytes]:
    """CSV in UTF-8 with the mark by which spreadsheets know it, some rows at a time."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=delimiter)
    target.write("\ufeff")
    for number, line in enumerate(lines):
        writer.writerow(line)
        if number % 500 == 0:
            yield _taken(target)
    yield _taken(target)


def _taken(target: io.StringIO) -> bytes:
    written = target.getvalue().encode()
    target.seek(0)
    target.truncate()
    return written


def as_xlsx(lines: Iterator[list[str]]) -> bytes:
    """A spreadsheet in which every cell is text: SKUs keep their zeros."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in lines:
        cells = []
        for word in line:
            cell = WriteOnlyCell(sheet, value=_printable(word))
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _printable(word: str) -> str:
    """Spreadsheets hold no signs below the space but tabs and line ends, and short cells."""
    return "".join(sign for sign in word if sign >= " " or sign in "\t\n\r")[:32_000]
