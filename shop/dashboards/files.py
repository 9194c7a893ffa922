"""A figure's table as a file that spreadsheets read."""

from __future__ import annotations

import csv
import io
from datetime import date

from django.http import HttpResponse

from foundation.csv_tables import harmless
from foundation.money import Money
from shop.dashboards.frame import Cell, Figure, Period, Raw


def as_csv(figure: Figure, period: Period) -> HttpResponse:
    """The table as CSV, for download: UTF-8 with a mark, numbers and days as programs write them.

    Money is in major units, its currency stands in the column's name.
    """
    target = io.StringIO()
    writer = csv.writer(target)
    table = figure.table
    columns = [[row[place] for row in table.rows] for place in range(len(table.columns))]
    writer.writerow(
        harmless(_column(name, cells)) for name, cells in zip(table.columns, columns, strict=True)
    )
    writer.writerows([_plain(cell.raw) for cell in row] for row in table.rows)
    return download(
        ("\ufeff" + target.getvalue()).encode(), file_name(figure, period, "csv"), "text/csv"
    )


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def file_name(figure: Figure, period: Period, ending: str) -> str:
    return f"{figure.key}-{period.first}-{period.last}.{ending}"


def _column(name: str, cells: list[Cell]) -> str:
    currency = next((c.raw.currency for c in cells if isinstance(c.raw, Money)), "")
    return f"{name} ({currency})" if currency else name


def _plain(raw: Raw) -> str | int | float:
    if raw is None:
        return ""
    if isinstance(raw, Money):
        return str(raw.amount)
    if isinstance(raw, date):
        return raw.isoformat()
    return harmless(raw) if isinstance(raw, str) else raw
