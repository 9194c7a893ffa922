"""A batch of postings for DATEV, the books of most German tax advisers.

Source: DATEV format, Buchungsstapel, header version 700, category 21, format version 13
(developer.datev.de). Each row is an amount between two accounts, so an entry of several sides
becomes a row for each of its sides against the one that the others sum to. The columns up to the
booking text are filled; DATEV reads a row that ends there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from django.conf import settings

from foundation.money import Money
from orders.accounting.chart import Chart, chart
from orders.accounting.files.journal import account_of, lines_of
from orders.accounting.periods import Period
from orders.accounting.roles import Role
from orders.models import AccountingPolicy, JournalEntry, JournalLine

ENCODING = "cp1252"
_ACCOUNT_LENGTH = 4
COLUMNS = (
    "Umsatz (ohne Soll/Haben-Kz)", "Soll/Haben-Kennzeichen", "WKZ Umsatz", "Kurs",
    "Basis-Umsatz", "WKZ Basis-Umsatz", "Konto", "Gegenkonto (ohne BU-Schlüssel)",
    "BU-Schlüssel", "Belegdatum", "Belegfeld 1", "Belegfeld 2", "Skonto", "Buchungstext",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Texts:
    """A row as DATEV quotes it: texts in quotation marks, numbers without."""

    cells: tuple[str, ...]

    def __str__(self) -> str:
        return ";".join(self.cells)


def datev_lines(period: Period, *, policy: AccountingPolicy, made_at: datetime) -> Iterator[str]:
    """The lines of the file, without their ends.

    Raises:
        ValueError: the period does not lie in one year, which DATEV asks for.
    """
    if period.first.year != period.last.year:
        raise ValueError("a batch for DATEV lies in one year")
    numbers = chart()
    yield str(_head(period, policy, made_at))
    yield ";".join(COLUMNS)
    lines = lines_of(period).iterator(chunk_size=2000)
    for _number, group in groupby(lines, key=lambda line: line.entry.number):
        yield from _rows(list(group), numbers)


def _head(period: Period, policy: AccountingPolicy, made_at: datetime) -> _Texts:
    stamp = made_at.strftime("%Y%m%d%H%M%S") + f"{made_at.microsecond // 1000:03d}"
    is_final = policy.closed_until is not None and period.last <= policy.closed_until
    return _Texts((
        _text("EXTF"), "700", "21", _text("Buchungsstapel"), "13", stamp, "", _text("SW"),
        _text(""), _text(""), policy.consultant_number, policy.client_number,
        _day(date(period.first.year, 1, 1)), str(_ACCOUNT_LENGTH), _day(period.first),
        _day(period.last), _text(settings.SHOP_NAME[:30]), _text(""), "1", "0",
        "1" if is_final else "0", _text(settings.SHOP_BASE_CURRENCY),
        "", _text(""), "", "", _text(""), "", "", _text(""), _text(""),
    ))  # fmt: skip


def _rows(lines: list[JournalLine], numbers: Chart) -> Iterator[str]:
    counter = _counter(lines)
    against = numbers.of(account_of(counter)).number
    for line in lines:
        if line is not counter:
            yield str(_row(line.entry, line, numbers.of(account_of(line)).number, against))


def _counter(lines: Iterable[JournalLine]) -> JournalLine:
    """The side that all others stand against: what the buyer owes, or the largest."""
    return max(lines, key=lambda line: (line.role == Role.RECEIVABLES, abs(line.base_minor)))


def _row(entry: JournalEntry, line: JournalLine, account: str, against: str) -> _Texts:
    is_foreign = entry.currency != entry.base_currency and line.amount_minor != 0
    currency = entry.currency if is_foreign else entry.base_currency
    minor = line.amount_minor if is_foreign else line.base_minor
    base = Money(abs(line.base_minor), entry.base_currency).amount
    amount = Money(abs(minor), currency).amount
    return _Texts((
        _number(amount),
        _text("S" if (minor or line.base_minor) > 0 else "H"),
        _text(currency),
        f"{amount / base:.6f}".replace(".", ",") if is_foreign and base else "",
        _number(base) if is_foreign else "",
        _text(entry.base_currency) if is_foreign else _text(""),
        account,
        against,
        _text(""),
        f"{entry.booked_on:%d%m}",
        _text(_belegfeld(entry.reference)),
        _text(""),
        "",
        _text(f"{entry.get_kind_display()} {entry.reference}"[:60]),
    ))  # fmt: skip


def _belegfeld(reference: str) -> str:
    """DATEV takes letters, digits and few signs there, 36 of them."""
    return "".join(sign for sign in reference if sign.isalnum() or sign in "$&%*+-/")[:36]


def _number(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")


def _day(day: date) -> str:
    return day.strftime("%Y%m%d")


def _text(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
