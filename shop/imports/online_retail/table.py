"""What a file of invoice lines must hold, and what stops or skips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

COLUMNS = (
    "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID",
    "Country",
)  # fmt: skip


class NotOnlineRetail(Exception):
    """A file that is not Online Retail, in words for who gave it. Nothing was written."""


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that was passed over: its line in the file, counted from 1, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class RawTable:
    """The cells of a file as they stand: the eight columns, indexed by the line in the file.

    ``broken`` are rows that have not even the shape of a row. ``next_invoice`` is the invoice of
    the first row that a limit left unread.
    """

    cells: pd.DataFrame
    broken: Sequence[BrokenRow] = ()
    next_invoice: str | None = None


@dataclass(frozen=True, slots=True)
class InvoiceLines:
    """Checked rows, indexed by their line in the file.

    Columns: ``invoice``, ``code`` (upper case), ``description``, ``quantity`` (int64, never 0),
    ``at`` (UTC), ``price`` (int64, pence), ``customer`` (digits, empty for a guest), ``country``.
    """

    frame: pd.DataFrame
    broken: Sequence[BrokenRow] = field(default_factory=list)

    def reasons(self) -> Counter[str]:
        """How many rows were passed over for each reason, whatever the value was."""
        return Counter(row.reason.partition(":")[0] for row in self.broken)


def check_header(names: Sequence[object], where: str) -> list[int]:
    """The position of each of our columns among those of a file; spelling must match but case.

    Raises:
        NotOnlineRetail: with the columns that are missing.
    """
    found = {str(name).strip().strip("\ufeff").casefold(): i for i, name in enumerate(names)}
    missing = [column for column in COLUMNS if column.casefold() not in found]
    if missing:
        raise NotOnlineRetail(
            f"{where} is not an Online Retail file: it has no column {', '.join(missing)}. "
            f"It must have {', '.join(COLUMNS)}."
        )
    return [found[column.casefold()] for column in COLUMNS]
