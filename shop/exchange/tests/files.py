"""Small files and the way they go, for tests."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from shop.exchange.models import ImportRun, Source, Table
from shop.exchange.runs import apply_run, bring_file, check_run


def csv_file(*rows: Sequence[object], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Rows as a CSV file, the first of them the heading."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def brought(
    content: bytes, *, table: str = "products", source: str = "shelfwise", by=None
) -> ImportRun:
    return bring_file(
        table=Table(table),
        source=Source(source),
        file_name="file.csv",
        content=content,
        by=by,
        queue=False,
    )


def checked(content: bytes, **more) -> ImportRun:
    run = brought(content, **more)
    check_run(run=run)
    return run


def applied(content: bytes, **more) -> ImportRun:
    return apply_run(run=brought(content, **more))


def problems_of(run: ImportRun) -> list[tuple[int, str]]:
    """Line and column of each problem."""
    return [(line, column) for line, column, _words in run.problems]
