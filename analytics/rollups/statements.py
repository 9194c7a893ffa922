"""What the statements of the roll-ups share: the moments of a day, and the base currency in SQL.

They are written once for both databases; the few words that differ are filled in here.
Amounts are turned into the base currency line by line, half up, in whole numbers, so that products
and days sum to the same cent everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from analytics.models import Dimension
from foundation import clock
from foundation.money import exponent

RATE_DIGITS = 8
"""Digits after the point of an order's rate."""
MOST_VALUES = 200
"""Values of a dimension that a day keeps, largest first; the whole counts all of them. Campaigns
come from outside, and may be made up by the thousand."""

_WORDS = {
    "postgresql": {
        "div": "CAST(DIV(CAST({over} AS numeric), CAST({under} AS numeric)) AS BIGINT)",
        "big": "CAST({0} AS numeric)",
        "uuid": "CAST({0} AS uuid)",
    },
    "sqlite": {
        "div": "CAST(({over}) / ({under}) AS INTEGER)",
        "big": "{0}",
        "uuid": "{0}",
    },
}


def in_base(amount: str, *, order: str = "o") -> str:
    """SQL of an amount of an order in the base currency; ``order`` is an alias that has a
    ``scale`` and a ``rate8`` (``BASE_COLUMNS``)."""
    words = _WORDS[connection.vendor]
    big = words["big"].format(f"({amount})")
    over = f"2 * {big} * {order}.scale + {order}.rate8"
    return words["div"].format(over=over, under=f"2 * {order}.rate8")


def as_uuid(text: str) -> str:
    """SQL of a UUID that was text for the sake of MAX."""
    return _WORDS[connection.vendor]["uuid"].format(text)


def base_columns(currencies: Iterable[tuple[str, str]]) -> str:
    """SQL of the columns ``rate8`` and ``scale`` of the orders ``o``, in whole numbers.

    ``currencies`` are all pairs of currency and base currency that the orders are in.
    """
    cases = "".join(
        f" WHEN o.currency = '{_code(currency)}' AND o.base_currency = '{_code(base)}'"
        f" THEN {10 ** (RATE_DIGITS + exponent(base) - exponent(currency))}"
        for currency, base in currencies
        if exponent(currency) != exponent(base)
    )
    scale = f"CASE{cases} ELSE {10**RATE_DIGITS} END" if cases else str(10**RATE_DIGITS)
    return f"CAST(ROUND(o.rate * {10**RATE_DIGITS}) AS BIGINT) AS rate8, {scale} AS scale"


def _code(currency: str) -> str:
    if not (currency.isalpha() and currency.isascii()):
        raise ValueError(f"{currency!r} is no currency")
    return currency


def kept(amount: str) -> str:
    """SQL of what of a line's amount is left when some of its units were cancelled.

    The cancelled units take their share as ``orders.shares.units_share`` gives it: the first
    units have the larger ones.
    """
    left = f"({amount} %% l.quantity)"
    more = f"CASE WHEN l.cancelled < {left} THEN l.cancelled ELSE {left} END"
    return f"({amount} - ({amount} / l.quantity) * l.cancelled - {more})"


def moments(
    day: date, *, before: timedelta = timedelta(0), after: timedelta = timedelta(0)
) -> dict[str, Any]:
    """Parameters of a statement: the business day, its begin and end, and a wider window."""
    start, end = clock.day_bounds(day)
    return {
        "day": connection.ops.adapt_datefield_value(day),
        "start": moment(start),
        "end": moment(end),
        "window_start": moment(start - before),
        "window_end": moment(end + after),
    }


def moment(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def listed(values: Iterable[str]) -> str:
    """Names of events as an SQL list; they are constants of ours."""
    return ", ".join(f"'{value}'" for value in values)


_PART = "SELECT '{dimension}' AS dimension, {value} AS value, {counts} FROM {table}{grouped}"
_RANKED = """
SELECT dimension, value, {columns} FROM (
    SELECT parts.*, ROW_NUMBER() OVER (
        PARTITION BY dimension ORDER BY {largest} DESC, value
    ) AS place
    FROM ({parts}) AS parts
) AS ranked WHERE place <= {most}
"""


def by_dimensions(counts: str, *, table: str, largest: str, columns: Sequence[str]) -> str:
    """SQL of rows (dimension, value, counts…): the whole, and the largest values of each.

    ``counts`` are aggregates over ``table``, named as ``columns``; ``table`` has a column for
    each dimension.
    """
    parts = [
        _PART.format(dimension=Dimension.ALL, value="''", counts=counts, table=table, grouped="")
    ]
    for dimension in Dimension.values:
        if dimension != Dimension.ALL:
            grouped = f" GROUP BY {dimension}"
            parts.append(
                _PART.format(
                    dimension=dimension,
                    value=dimension,
                    counts=counts,
                    table=table,
                    grouped=grouped,
                )
            )
    return _RANKED.format(
        columns=", ".join(columns),
        largest=largest,
        parts=" UNION ALL ".join(parts),
        most=MOST_VALUES,
    )


def execute(sql: str, parameters: dict[str, Any]) -> int:
    """Run a statement; returns the rows that it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def date_value(name: str) -> str:
    """SQL of a parameter that is a date, where a SELECT would else take it for text."""
    return f"CAST(%({name})s AS DATE)" if connection.vendor == "postgresql" else f"%({name})s"
