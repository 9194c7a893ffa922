"""Intervals as SVG drawn on the server, in the classes of ``foundation.charts``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from experiments.results import percent
from foundation.charts import Describe, nice_ticks

WIDTH, ROW, MARGIN_LEFT, MARGIN_RIGHT, EDGE = 880, 34, 64, 24, 12
COURSE_HEIGHT = 260
LATEST = 7
"""Days whose bands are drawn whole, of a course that has as many before them."""
LABELS = 250


@dataclass(frozen=True, slots=True)
class Reach:
    """An interval with its words; all three None where nothing is known."""

    label: str
    lower: float | None
    estimate: float | None
    upper: float | None

    @property
    def words(self) -> str:
        return self.told(percent)

    def told(self, describe: Describe) -> str:
        if self.lower is None or self.estimate is None or self.upper is None:
            return f"{self.label}: –"
        told = f"{describe(self.lower)} … {describe(self.upper)}"
        return f"{self.label}: {describe(self.estimate)} ({told})"


@dataclass(frozen=True, slots=True)
class _Axis:
    """Values from ``-limit`` to ``limit`` on a line from ``begin`` to ``end``; beyond is cut."""

    limit: float
    begin: float
    end: float

    def at(self, value: float) -> float:
        share = (max(-self.limit, min(self.limit, value)) + self.limit) / (2 * self.limit)
        return self.begin + share * (self.end - self.begin)

    def ticks(self) -> list[float]:
        upwards = nice_ticks(self.limit, parts=2)
        return [-tick for tick in reversed(upwards[1:])] + upwards


def course_plot(
    reaches: Sequence[Reach], *, title: str, describe: Describe = percent
) -> SafeString:
    """The interval day by day: a band about the estimate, with the line of no difference.

    Days of which nothing is known are left out of the band but keep their place.
    """
    latest = min(LATEST, max(len(reaches) // 2, 1))
    axis = _Axis(_limit(reaches, latest=latest), COURSE_HEIGHT - 30, EDGE)
    step = (WIDTH - MARGIN_LEFT - MARGIN_RIGHT) / max(len(reaches) - 1, 1)
    known = [
        (MARGIN_LEFT + index * step, reach)
        for index, reach in enumerate(reaches)
        if reach.estimate is not None
    ]
    band = [(x, axis.at(reach.upper or 0)) for x, reach in known]
    band += [(x, axis.at(reach.lower or 0)) for x, reach in reversed(known)]
    line = [(x, axis.at(reach.estimate or 0)) for x, reach in known]
    points = format_html_join(
        "",
        '<circle class="chart-point chart-main" cx="{}" cy="{}" r="9"><title>{}</title></circle>',
        ((f"{x:.1f}", f"{axis.at(r.estimate or 0):.1f}", r.told(describe)) for x, r in known),
    )
    parts = [
        _level_ticks(axis, describe),
        _day_ticks(reaches, step),
        format_html('<polygon class="chart-area" points="{}"/>', _corners(band)),
        format_html('<polyline class="chart-line chart-main" points="{}"/>', _corners(line)),
        points,
    ]
    return _svg(COURSE_HEIGHT, title, parts)


def interval_plot(reaches: Sequence[Reach], *, title: str) -> SafeString:
    """One interval a row, all on one axis with the line of no difference."""
    height = EDGE + ROW * len(reaches) + 30
    axis = _Axis(_limit(reaches, latest=len(reaches)), LABELS, WIDTH - MARGIN_RIGHT)
    parts = [
        format_html_join(
            "",
            '<path class="{}" d="M{} {}V{}"/><text class="chart-tick chart-tick-x" x="{}" y="{}">'
            "{}</text>",
            (
                (
                    "chart-line chart-before" if tick == 0 else "chart-grid",
                    f"{axis.at(tick):.1f}", EDGE, height - 26, f"{axis.at(tick):.1f}", height - 8,
                    percent(tick),
                )
                for tick in axis.ticks()
            ),
        ),
        *(_row(axis, reach, EDGE + ROW * (index + 0.5)) for index, reach in enumerate(reaches)),
    ]  # fmt: skip
    return _svg(height, title, parts)


def _row(axis: _Axis, reach: Reach, y: float) -> SafeString:
    words = format_html(
        '<text class="chart-tick chart-tick-y" x="{}" y="{}">{}</text>',
        LABELS - 16,
        f"{y + 4:.1f}",
        reach.label,
    )
    if reach.lower is None or reach.estimate is None or reach.upper is None:
        return words
    return words + format_html(
        '<g><title>{}</title><path class="chart-line chart-main" d="M{} {}H{}"/>'
        '<rect class="chart-bar" x="{}" y="{}" width="8" height="12" rx="2"/></g>',
        reach.words,
        f"{axis.at(reach.lower):.1f}",
        f"{y:.1f}",
        f"{axis.at(reach.upper):.1f}",
        f"{axis.at(reach.estimate) - 4:.1f}",
        f"{y - 6:.1f}",
    )


def _limit(reaches: Sequence[Reach], *, latest: int) -> float:
    """Wide enough for the latest intervals and every estimate; first days may reach beyond."""
    known = [reach for reach in reaches if reach.estimate is not None]
    bounds = [abs(b) for reach in known[-latest:] for b in (reach.lower or 0, reach.upper or 0)]
    highest = max([*bounds, *(abs(reach.estimate or 0) for reach in known)], default=0.0)
    return nice_ticks(highest or 0.1, parts=2)[-1]


def _level_ticks(axis: _Axis, describe: Describe) -> SafeString:
    return format_html_join(
        "",
        '<path class="{}" d="M{} {}H{}"/><text class="chart-tick chart-tick-y" x="{}" y="{}">'
        "{}</text>",
        (
            (
                "chart-line chart-before" if tick == 0 else "chart-grid",
                MARGIN_LEFT, f"{axis.at(tick):.1f}", WIDTH - MARGIN_RIGHT, MARGIN_LEFT - 8,
                f"{axis.at(tick) + 4:.1f}", describe(tick),
            )
            for tick in axis.ticks()
        ),
    )  # fmt: skip


def _day_ticks(reaches: Sequence[Reach], step: float) -> SafeString:
    every = max(len(reaches) // 8, 1)
    return format_html_join(
        "",
        '<text class="chart-tick chart-tick-x" x="{}" y="{}">{}</text>',
        (
            (f"{MARGIN_LEFT + index * step:.1f}", COURSE_HEIGHT - 8, reach.label)
            for index, reach in enumerate(reaches)
            if (len(reaches) - 1 - index) % every == 0
        ),
    )


def _corners(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _svg(height: float, title: str, parts: Sequence[SafeString]) -> SafeString:
    return format_html(
        '<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH,
        f"{height:.0f}",
        title,
        format_html_join("", "{}", ((part,) for part in parts)),
    )
