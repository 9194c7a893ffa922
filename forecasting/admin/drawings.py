"""History and forecast as figures: a drawing for wide and for narrow screens, and its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.charts import Series, Value, bar_chart, data_table, sparkline
from foundation.forecast_charts import Band, band_chart, signed_bars

WIDE, NARROW = (880, 280), (400, 240)
MOST_MARKS, MOST_NARROW_MARKS = 9, 4
SMALL = 20
"""Below this many units a tenth of one is told, too."""
COMPONENT_NAMES = {
    "trend": gettext_lazy("Trend"),
    "week": gettext_lazy("Day of the week"),
    "year": gettext_lazy("Time of the year"),
    "holidays": gettext_lazy("Holidays and events"),
}
LEAP_YEAR = 2000
MOST_BARS = 400


@dataclass(frozen=True, slots=True)
class Ends:
    """The two ends of an interval, period by period, and how often it should hold."""

    per_cent: int
    low: Sequence[float]
    high: Sequence[float]

    @property
    def style(self) -> str:
        return "wide" if self.per_cent > 80 else "near"


@dataclass(frozen=True, slots=True)
class Course:
    """Units sold up to ``as_of``, and expected from it on, in steps of ``step`` days."""

    as_of: date
    past: Sequence[float]
    mean: Sequence[float]
    ends: Sequence[Ends] = field(default_factory=tuple)
    step: int = 1

    @property
    def labels(self) -> list[str]:
        steps = range(-len(self.past), len(self.mean))
        days = [self.as_of + timedelta(days=self.step * each) for each in steps]
        return [date_format(day, "j M") for day in days]


def units(value: float) -> str:
    """Units as a reader writes them; a tenth is told where there are few, a hundredth below one."""
    places = 0 if abs(value) >= SMALL or value == round(value) else 2 if abs(value) < 1 else 1
    return str(number_format(value, places, force_grouping=True))


def figure(course: Course, *, title: str) -> dict[str, Any]:
    """What ``_figure.html`` shows; the bands are told from the widest to the narrowest."""
    past: list[Value] = [*course.past, *[None] * len(course.mean)]
    mean: list[Value] = [*[None] * len(course.past), *course.mean]
    lines = [Series(_("Expected"), mean), Series(_("Sold"), past, "past")]
    bands = [_band(course, ends) for ends in sorted(course.ends, key=lambda e: -e.per_cent)]
    edges = [edge for band in bands for edge in band.edges]
    return {
        "title": title,
        "legend": [(line.style, line.name) for line in reversed(lines)]
        + [(band.style, band.name) for band in reversed(bands)],
        "wide": _draw(course, lines, bands, title, WIDE, MOST_MARKS),
        "narrow": _draw(course, lines, bands, title, NARROW, MOST_NARROW_MARKS),
        "table": data_table(
            course.labels, [*reversed(lines), *edges], heading=_("From"), describe=units
        ),
    }


def _band(course: Course, ends: Ends) -> Band:
    gap: list[Value] = [None] * len(course.past)
    name = _("%(share)d%% interval") % {"share": ends.per_cent}
    return Band(name, [*gap, *ends.low], [*gap, *ends.high], ends.style)


def _draw(
    course: Course,
    lines: Sequence[Series],
    bands: Sequence[Band],
    title: str,
    size: tuple[int, int],
    marks: int,
) -> Any:
    labels = course.labels
    return band_chart(
        labels,
        lines,
        bands,
        title=title,
        describe=units,
        now_at=len(course.past) if course.past and course.mean else None,
        now_label=date_format(course.as_of, "SHORT_DATE_FORMAT"),
        width=size[0],
        height=size[1],
        every=max(len(labels) // marks, 1),
    )


def component_rows(components: dict[str, dict[str, list[Any]]]) -> list[dict[str, Any]]:
    """Each part of a total's course with a small drawing and its two ends in words.

    The trend is in units a day; what else there is adds to it or takes away, as a share of it.
    """
    rows = []
    for name, course in components.items():
        values = [float(value) for value in course.get("y", ())][-MOST_BARS:]
        if not values:
            continue
        title = str(COMPONENT_NAMES.get(name, name))
        is_trend = name == "trend"
        tell = units if is_trend else _share_told
        told = course.get("x", ())[-MOST_BARS:] or [""]
        rows.append(
            {
                "name": title,
                "drawing": (sparkline if is_trend else signed_bars)(values, title=title),
                "first": _component_label(name, str(told[0])),
                "last": _component_label(name, str(told[-1])),
                "low": tell(min(values)),
                "high": tell(max(values)),
            }
        )
    return rows


def _share_told(value: float) -> str:
    return f"{100 * value:+.0f}%".replace("-", "−")


def _component_label(name: str, told: str) -> str:
    """Where a part begins or ends: a weekday, a day of the year, or a day."""
    if name == "week" and told.isdigit():
        return str(WEEKDAYS.get(int(told), told))
    text = f"{LEAP_YEAR}-{told}" if name == "year" else told
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return told
    return date_format(day, "j M" if name == "year" else "SHORT_DATE_FORMAT")


def month_name(month: str) -> str:
    """``2026-12`` as the reader's language writes it."""
    return date_format(date.fromisoformat(f"{month}-01"), "F Y")


def months_figure(monthly: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A year month by month: bars for the eye, the ends of the interval in the table."""
    means = [float(month["mean"]) for month in monthly]
    days = [date.fromisoformat(f"{month['month']}-01") for month in monthly]
    labels = [date_format(day, "M y") for day in days]
    title = _("Expected units a month")
    series = [
        Series(_("Expected"), means),
        Series(_("at least"), [float(month["low"]) for month in monthly]),
        Series(_("at most"), [float(month["high"]) for month in monthly]),
    ]
    return {
        "wide": bar_chart(labels, means, title=title, describe=units, height=220),
        "narrow": bar_chart(
            labels, means, title=title, describe=units, width=NARROW[0], height=200, every=3
        ),
        "table": data_table(labels, series, heading=_("Month"), describe=units),
    }
