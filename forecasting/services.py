"""What staff and programs tell the forecasts, and keeping what was foretold."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from forecasting.models import (
    CalendarEvent,
    DemandForecast,
    OutsideSeries,
    OutsideValue,
    TotalForecast,
)

MOST_VALUES = 20_000
"""More than fifty years of days; a file that holds more is not such a series."""
LARGEST_VALUE = 1e12
"""Beyond it sums of squares leave the floats that models learn with."""

WRITTEN_AT_ONCE = 100
_WRITTEN = [
    field.name
    for field in DemandForecast._meta.concrete_fields
    if not field.primary_key and field.name != "variant_id"
]


class InputRefused(Exception):
    """What was told cannot be used; the message says why, and in which line."""


def save_event(*, event: CalendarEvent) -> CalendarEvent:
    """Keep an event of the calendar.

    Raises:
        InputRefused: it ends before it begins, or one of its name begins on that day already.
    """
    _check(event)
    event.save()
    return event


def delete_event(*, event: CalendarEvent) -> None:
    event.delete()


def save_series(*, series: OutsideSeries) -> OutsideSeries:
    """Keep what an outside series is called and how its gaps are filled.

    Raises:
        InputRefused: a series of that code is there already.
    """
    _check(series)
    series.save()
    return series


@transaction.atomic
def delete_series(*, series: OutsideSeries) -> None:
    """Forget a series and all its values; models trained with it take it for zero from now on."""
    series.delete()


def load_values(*, series: OutsideSeries, text: str) -> int:
    """Take in a CSV of days and values, all of it or nothing; returns how many there were.

    Two columns, ``day`` as YYYY-MM-DD and ``value``, with or without a heading, parted by commas
    or semicolons. Days that are there already get the new value.

    Raises:
        InputRefused: with the first line that cannot be read.
    """
    return keep_values(series=series, values=_read(text))


@transaction.atomic
def keep_values(*, series: OutsideSeries, values: Mapping[date, float]) -> int:
    """Keep the values of some days, replacing what was told of them before.

    Raises:
        InputRefused: too many at once, or one that is no number.
    """
    if len(values) > MOST_VALUES:
        raise InputRefused(_("At most %(most)d values at once.") % {"most": MOST_VALUES})
    if any(not math.isfinite(value) for value in values.values()):
        raise InputRefused(_("Values must be finite numbers."))
    OutsideValue.objects.bulk_create(
        [OutsideValue(series=series, day=day, value=value) for day, value in values.items()],
        update_conflicts=True,
        unique_fields=["series", "day"],
        update_fields=["value"],
        batch_size=1_000,
    )
    return len(values)


def keep_forecasts(rows: Sequence[DemandForecast]) -> None:
    """Put rows in the place of what was foretold of their variants before."""
    DemandForecast.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["variant_id"], update_fields=_WRITTEN
    )


@transaction.atomic
def keep_totals(rows: Sequence[TotalForecast]) -> None:
    """Put totals in the place of those before."""
    fields = [field.name for field in TotalForecast._meta.concrete_fields if not field.primary_key]
    TotalForecast.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["level", "subject_id"],
        update_fields=[name for name in fields if name not in ("level", "subject_id")],
    )


def _read(text: str) -> dict[date, float]:
    found: dict[date, float] = {}
    for number, cells in islice(_lines(text), MOST_VALUES + 2):
        try:
            day, value = cells
            found[date.fromisoformat(day)] = _number(value)
        except ValueError:
            if number == 1 and not any(sign.isdigit() for sign in cells[0]):  # its heading
                continue
            raise InputRefused(
                _("Line %(line)d is not a day (YYYY-MM-DD) and a number.") % {"line": number}
            ) from None
    if not found:
        raise InputRefused(_("There is no day with a value in it."))
    return found


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Numbered lines as stripped cells, empty ones left out."""
    text = text.removeprefix("\ufeff")
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1):
            if any(cell.strip() for cell in cells):
                yield number, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise InputRefused(_("This is no CSV: %(error)s.") % {"error": error}) from None


def _number(text: str) -> float:
    """A number with a decimal point or, as much of Europe writes it, a comma.

    Raises:
        ValueError: it is none, or larger than anything that is measured.
    """
    value = float(text.replace(",", "."))
    if not abs(value) <= LARGEST_VALUE:
        raise ValueError(text)
    return value


def _check(row: CalendarEvent | OutsideSeries) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise InputRefused(" ".join(error.messages)) from None
