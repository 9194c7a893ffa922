"""Earlier attempts that share a mark, by one statement; ``algorithms.memory`` is its pure twin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np
from django.db import connection

from foundation.money import exponent
from risk.algorithms.attempts import ABSENT, DOORS, MARKS, RESULTS, History
from risk.algorithms.velocity import NEWEST, REACH
from risk.algorithms.vocabulary import Mark
from risk.models import Assessment

_KEYS: Final = tuple(f"{mark}_key" for mark in MARKS)
_COLUMNS: Final = (
    "door", "occurred_at", "amount_minor", "currency", "result", "verdict",
    "is_worn", "is_unverified", "is_strange", *_KEYS,
)  # fmt: skip
_DOOR_PLACES: Final = {door.value: place for place, door in enumerate(DOORS)}
_RESULT_PLACES: Final = {result.value: place for place, result in enumerate(RESULTS)}
_FIRST_KEY: Final = _COLUMNS.index(_KEYS[0])
_TABLE: Final = Assessment._meta.db_table
_BY_MARK: Final = (
    "SELECT * FROM (SELECT id FROM {table} WHERE {key} = %s AND occurred_at <= %s"
    " AND occurred_at >= %s ORDER BY occurred_at DESC LIMIT {newest}) AS by_{key}"
)


def read_history(marks: Mapping[Mark, int], *, at: datetime, without: int | None = None) -> History:
    """The newest attempts of each mark within its reach, each once; ``without`` leaves one out.

    Raises:
        Error: the database does not answer.
    """
    searched = [(mark, key) for mark, key in marks.items() if key != ABSENT and mark in REACH]
    if not searched:
        return History.empty()
    statement, values = _statement(searched, at)
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} AND id <> %s", [*values, without or 0])
        return history_from(cursor.fetchall())


def history_from(rows: Sequence[Sequence[Any]]) -> History:
    """Rows of ``_COLUMNS`` as arrays; what a later version wrote of other doors is left out."""
    rows = [row for row in rows if row[0] in _DOOR_PLACES and row[4] in _RESULT_PLACES]
    if not rows:
        return History.empty()
    doors, moments, minor, currencies, results, verdicts, worn, unverified, strange = zip(
        *(row[:_FIRST_KEY] for row in rows), strict=True
    )
    units = {currency: 10.0 ** exponent(currency) for currency in set(currencies)}
    return History(
        door=np.array([_DOOR_PLACES[door] for door in doors], np.int64),
        at=np.array([_seconds(moment) for moment in moments]),
        marks=np.array([[key or ABSENT for key in row[_FIRST_KEY:]] for row in rows], np.int64),
        amount=np.array(
            [value / units[currency] for value, currency in zip(minor, currencies, strict=True)]
        ),
        result=np.array([_RESULT_PLACES[result] for result in results], np.int64),
        verdict=np.array(verdicts, np.int64),
        is_worn=np.array(worn, np.bool_),
        is_unverified=np.array(unverified, np.bool_),
        is_strange=np.array(strange, np.bool_),
    )


def _statement(searched: Sequence[tuple[Mark, int]], at: datetime) -> tuple[str, list[Any]]:
    """Ids by each mark's index first, so that an attempt that shares five is read once."""
    moment = connection.ops.adapt_datetimefield_value
    parts, values = [], []
    for mark, key in searched:
        parts.append(_BY_MARK.format(table=_TABLE, key=f"{mark}_key", newest=NEWEST))
        oldest = at - timedelta(seconds=REACH[mark])
        values += [key, moment(at), moment(oldest)]
    columns = ", ".join(_COLUMNS)
    found = " UNION ".join(parts)
    return f"SELECT {columns} FROM {_TABLE} WHERE id IN ({found})", values  # noqa: S608


def _seconds(moment: datetime | str) -> float:
    """SQLite keeps moments as text, without its zone."""
    if isinstance(moment, str):
        return datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()
    return moment.timestamp()
