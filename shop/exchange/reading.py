"""Cells of a file through the columns of a resource, each problem by line and column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from import_export.resources import Resource

from shop.exchange.findings import Findings
from shop.exchange.sheets import Sheet, SheetRow

Advance = Callable[[int], None]
TOLD_EVERY = 500


def known_columns(resource: Resource, sheet: Sheet, findings: Findings) -> dict[str, str]:
    """Fields of a resource by the columns of a file; columns without a place are noted."""
    by_name = {str(field.column_name).lower(): name for name, field in resource.fields.items()}
    known = {}
    for column in sheet.columns:
        if field := by_name.get(column.lower()):
            known[column] = field
        else:
            findings.unplaced.append(column)
    return known


def cleaned_rows(
    sheet: Sheet,
    resource: Resource,
    known: Mapping[str, str],
    findings: Findings,
    advance: Advance | None = None,
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line and values of each row, by the resource's fields; what is wrong with a cell is told."""
    widgets = {column: resource.fields[name].widget for column, name in known.items()}
    for row in counted(sheet, advance):
        given: dict[str, Any] = {}
        for column, text in row.cells.items():
            if column not in widgets:
                continue
            try:
                given[known[column]] = widgets[column].clean(text)
            except ValueError as problem:
                findings.say(row.line, column, problem)
        if tell_surplus(row, findings):
            continue
        yield row.line, given


def tell_surplus(row: SheetRow, findings: Findings) -> bool:
    """Whether a row has cells beyond the heading; told, for others may be in wrong places."""
    if row.surplus:
        findings.say(row.line, "", _("It has more cells than the heading: something is shifted."))
    return row.surplus


def counted(sheet: Sheet, advance: Advance | None) -> Iterator[SheetRow]:
    """The rows of a file; ``advance`` hears of them some hundred at a time."""
    since = 0
    for row in sheet.rows:
        yield row
        since += 1
        if since >= TOLD_EVERY:
            _tell(advance, since)
            since = 0
    _tell(advance, since)


def _tell(advance: Advance | None, rows: int) -> None:
    if advance and rows:
        advance(rows)
