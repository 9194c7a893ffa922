"""Drawings of estimates with their intervals, each under its name, beside a line of nought.

Drawn like ``foundation.rank_charts``; values may be losses, and names have the whole width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from foundation.charts import Describe, Frame, nice_ticks, number, svg

ROW_HEIGHT, TEXT_HEIGHT, MARK = 44, 16, 10
TOP, BOTTOM, SIDE = 4, 26, 30


@dataclass(frozen=True, slots=True)
class Span:
    """A named estimate between the ends of its interval."""

    label: str
    low: float
    value: float
    high: float


@dataclass(frozen=True, slots=True)
class _Scale:
    """Values between nice marks on either side of nought, across the drawing."""

    marks: Sequence[float]
    width: int

    @classmethod
    def of(cls, spans: Sequence[Span], width: int) -> _Scale:
        least = min([span.low for span in spans], default=0.0)
        most = max([span.high for span in spans], default=0.0)
        step = nice_ticks(max(most, -least, 0.0), parts=2)[1]
        below = -int(-max(-least, 0.0) // step)
        above = max(-int(-max(most, 0.0) // step), 1)
        return cls([step * index for index in range(-below, above + 1)], width)

    def x(self, value: float) -> float:
        first, last = self.marks[0], self.marks[-1]
        return SIDE + (self.width - 2 * SIDE) * (value - first) / (last - first)


def interval_chart(
    spans: Sequence[Span],
    *,
    title: str,
    describe: Describe = "{:,.0f}".format,
    describe_axis: Describe | None = None,
    width: int = 880,
) -> SafeString:
    """One interval a row, all on one scale with nought on it, in the order given."""
    height = TOP + ROW_HEIGHT * max(len(spans), 1) + BOTTOM
    scale = _Scale.of(spans, width)
    rows = [_row(scale, span, TOP + index * ROW_HEIGHT, describe) for index, span in
            enumerate(spans)]  # fmt: skip
    frame = Frame(len(spans), scale.marks[-1], width, height)
    return svg(frame, title, [_grid(scale, height, describe_axis or describe), *rows])


def _grid(scale: _Scale, height: int, describe: Describe) -> SafeString:
    every = max(len(scale.marks) // 4, 1)
    return format_html_join(
        "",
        '<path class="{}" d="M{} {}V{}"/><text class="chart-tick chart-tick-x" x="{}" y="{}">{}'
        "</text>",
        (
            (
                "chart-line chart-before" if mark == 0 else "chart-grid",
                number(scale.x(mark)), TOP, height - BOTTOM, number(scale.x(mark)), height - 8,
                describe(mark) if mark == 0 or index % every == 0 else "",
            )
            for index, mark in enumerate(scale.marks)
        ),
    )  # fmt: skip


def _row(scale: _Scale, span: Span, top: float, describe: Describe) -> SafeString:
    middle = top + TEXT_HEIGHT + MARK
    told = f"{describe(span.low)} … {describe(span.high)}"
    return format_html(
        '<text class="chart-name" x="0" y="{}">{}</text><g><title>{}: {} ({})</title>'
        '<path class="chart-line chart-main" d="M{} {}H{}"/>'
        '<rect class="chart-bar chart-main" x="{}" y="{}" width="8" height="12" rx="2"/></g>',
        number(top + TEXT_HEIGHT - 3), span.label, span.label, describe(span.value), told,
        number(scale.x(span.low)), number(middle), number(scale.x(span.high)),
        number(scale.x(span.value) - 4), number(middle - 6),
    )  # fmt: skip
