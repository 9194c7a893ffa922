"""Whole tables as CSV, streamed row by row."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.http import StreamingHttpResponse

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """What a CSV writer writes to, row by row."""

    def write(self, text: str) -> str:
        return text


def csv_table(
    name: str, columns: Iterable[str], rows: Iterator[list[Any]]
) -> StreamingHttpResponse:
    """A table to be saved under a name; texts that look like formulas are made harmless."""
    writer = csv.writer(_Echo())
    harmless = ([_harmless(cell) for cell in row] for row in rows)
    answer = StreamingHttpResponse(writer.writerow(row) for row in chain([columns], harmless))
    answer["Content-Type"] = "text/csv; charset=utf-8"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _harmless(cell: Any) -> Any:
    """Text that a spreadsheet would take for a formula, as plain text to it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
