"""Tables as CSV whose cells no spreadsheet takes for formulas; whole ones are streamed."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """What a CSV writer writes to, row by row."""

    def write(self, text: str) -> str:
        return text


def csv_table(
    name: str, columns: Iterable[str], rows: Iterator[list[Any]]
) -> StreamingHttpResponse:
    """A table to be saved under a name; texts that look like formulas are made harmless."""
    answer = StreamingHttpResponse(csv_lines(columns, rows))
    answer["Content-Type"] = "text/csv; charset=utf-8"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def csv_lines(columns: Iterable[str], rows: Iterable[list[Any]]) -> Iterator[str]:
    """The heading and the rows, line by line; texts that look like formulas are made harmless."""
    writer = csv.writer(_Echo())
    yield writer.writerow([harmless(name) for name in columns])
    for row in rows:
        yield writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])


def harmless(text: str) -> str:
    """Text that a spreadsheet would take for a formula, as plain text to it."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
