"""The files of the accounts by name, each written as a stream."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation import clock
from orders.accounting.files import datev, journal, tables
from orders.accounting.periods import Period
from orders.accounting.posting import policy

Rows = Iterable[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class AccountsFile:
    """A file of a period: what it is called, and its content piece by piece."""

    code: str
    label: Promise
    ending: str
    content_type: str
    pieces: Callable[[Period], Iterator[bytes]]

    def name(self, period: Period) -> str:
        return f"{self.code}_{period}.{self.ending}"


def write_file(file: AccountsFile, period: Period, *, folder: Path) -> Path:
    """Write a file of a period into a folder; one of that name is replaced whole."""
    path = folder / file.name(period)
    partial = path.with_name(f"{path.name}.part")
    with partial.open("wb") as stream:
        for piece in file.pieces(period):
            stream.write(piece)
    partial.replace(path)
    return path


def _csv(
    head: tuple[str, ...], rows: Callable[[Period], Rows]
) -> Callable[[Period], Iterator[bytes]]:
    def pieces(period: Period) -> Iterator[bytes]:
        yield _line(head)
        for row in rows(period):
            yield _line(row)

    return pieces


def _line(row: tuple[str, ...]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow([_harmless(cell) for cell in row])
    return buffer.getvalue().encode()


def _harmless(cell: str) -> str:
    """A text that a spreadsheet would take for a formula is marked as text; numbers stay."""
    if cell[:1] in ("=", "+", "@", "\t", "\r") or (cell[:1] == "-" and not _is_number(cell)):
        return f"'{cell}"
    return cell


def _is_number(cell: str) -> bool:
    return cell[1:].replace(".", "", 1).isdigit()


def _datev(period: Period) -> Iterator[bytes]:
    made_at: datetime = clock.now().astimezone(clock.shop_zone())
    for line in datev.datev_lines(period, policy=policy(), made_at=made_at):
        yield f"{line}\r\n".encode(datev.ENCODING, errors="replace")


_TYPE = "text/csv; charset=utf-8"
FILES: dict[str, AccountsFile] = {
    file.code: file
    for file in (
        AccountsFile(
            "journal", _("Journal"), "csv", _TYPE, _csv(journal.HEAD, journal.journal_rows)
        ),
        AccountsFile("vat", _("VAT return"), "csv", _TYPE, _csv(tables.VAT_HEAD, tables.vat_rows)),
        AccountsFile(
            "sales",
            _("Sales by country and rate"),
            "csv",
            _TYPE,
            _csv(tables.SALES_HEAD, tables.sales_rows),
        ),
        AccountsFile(
            "balances",
            _("Balances of accounts"),
            "csv",
            _TYPE,
            _csv(tables.BALANCE_HEAD, tables.balance_rows),
        ),
        AccountsFile(
            "EXTF_Buchungsstapel",
            _("Batch for DATEV"),
            "csv",
            f"text/csv; charset={datev.ENCODING}",
            _datev,
        ),
    )
}
