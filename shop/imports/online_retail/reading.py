"""Parquet, CSV and the workbook in which UCI publishes the data, as one table of raw cells."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from foundation.progress import Advance
from shop.imports.online_retail.table import (
    COLUMNS,
    BrokenRow,
    NotOnlineRetail,
    RawTable,
    check_header,
)

HEADER_LINE = 1
REPORT_EVERY = 10_000
Cells = tuple[Any, ...]


def read_table(path: Path, *, limit: int | None, advance: Advance) -> RawTable:
    """Every cell of a file; what kind it is its first bytes tell, not its name.

    With ``limit`` the first rows only. ``advance`` hears the number of rows read.

    Raises:
        NotOnlineRetail: no such file, not one of the three kinds, or other columns.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise NotOnlineRetail(f"{path} cannot be read: {error.strerror}.") from error
    if not start:
        raise NotOnlineRetail(f"{path.name} is empty.")
    if start == b"PAR1":
        return _read_parquet(path, limit, advance)
    if start == b"PK\x03\x04":
        return _collect(_workbook_rows(path), path.name, limit, advance)
    if b"\0" in start:
        raise NotOnlineRetail(f"{path.name} is neither parquet nor xlsx nor CSV.")
    return _read_csv(path, limit, advance)


def _read_parquet(path: Path, limit: int | None, advance: Advance) -> RawTable:
    try:
        file = pq.ParquetFile(path)
        order = check_header(file.schema_arrow.names, path.name)
        names = [file.schema_arrow.names[position] for position in order]
        cells = file.read(columns=names).select(names).rename_columns(COLUMNS).to_pandas()
    except (pa.ArrowException, OSError) as error:
        raise NotOnlineRetail(f"{path.name} is a damaged parquet file: {error}") from error
    cells.index = pd.RangeIndex(1, len(cells) + 1)
    following = None
    if limit is not None and limit < len(cells):
        following = str(cells["InvoiceNo"].iloc[limit])
        cells = cells.iloc[:limit]
    advance(len(cells))
    return RawTable(cells, next_invoice=following)


def _read_csv(path: Path, limit: int | None, advance: Advance) -> RawTable:
    try:
        with path.open(encoding=_encoding_of(path), newline="") as file:
            reader = csv.reader(file, strict=False)
            rows = ((reader.line_num, tuple(row)) for row in reader if row)
            return _collect(rows, path.name, limit, advance)
    except csv.Error as error:
        raise NotOnlineRetail(f"{path.name} is not CSV: {error}.") from error


def _encoding_of(path: Path) -> str:
    """UTF-8, or the Windows code page in which the file is also handed about."""
    try:
        with path.open(encoding="utf-8") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "cp1252" if _is_readable(path, "cp1252") else "latin-1"
    return "utf-8-sig"


def _is_readable(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding) as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _workbook_rows(path: Path) -> Iterator[tuple[int, Cells]]:
    """Line number and cells of every row of the first sheet."""
    try:
        # Opened here, as openpyxl would judge the file by its name.
        with path.open("rb") as file:
            book = load_workbook(file, read_only=True, data_only=True)
            sheet = book.worksheets[0]
            for line, row in enumerate(sheet.iter_rows(values_only=True), HEADER_LINE):
                if any(cell is not None for cell in row):
                    yield line, row
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, ValueError) as error:
        raise NotOnlineRetail(f"{path.name} is not a workbook that can be read.") from error


def _collect(
    rows: Iterator[tuple[int, Cells]], name: str, limit: int | None, advance: Advance
) -> RawTable:
    """Rows with their line numbers as a table; those too short to hold our columns are broken."""
    header = next(rows, None)
    if header is None:
        raise NotOnlineRetail(f"{name} is empty.")
    order = check_header(header[1], name)
    width = max(order) + 1
    lines: list[int] = []
    columns: list[list[Any]] = [[] for _ in COLUMNS]
    broken: list[BrokenRow] = []
    # Half a million cells are the same few thousand strings: keep each once.
    once: dict[Any, Any] = {}
    for line, row in rows:
        if len(row) < width:
            broken.append(BrokenRow(line, f"has too few columns: {len(row)} of {width}"))
            continue
        if limit is not None and len(lines) == limit:
            following = str(row[order[0]])
            return RawTable(_frame(lines, columns), broken, following)
        lines.append(line)
        for column, position in zip(columns, order, strict=True):
            cell = row[position]
            column.append(once.setdefault(cell, cell) if isinstance(cell, str) else cell)
        if len(lines) % REPORT_EVERY == 0:
            advance(REPORT_EVERY)
    advance(len(lines) % REPORT_EVERY)
    return RawTable(_frame(lines, columns), broken)


def _frame(lines: list[int], columns: list[list[Any]]) -> pd.DataFrame:
    data = {
        name: pd.Series(cells, dtype=object) for name, cells in zip(COLUMNS, columns, strict=True)
    }
    frame = pd.DataFrame(data)
    frame.index = pd.Index(lines)
    return frame
