"""Drawings of what is to come: a band about a line, and the frontier of two costs.

Drawn like ``foundation.charts``: SVG from the server, colours by class, each point with its words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from foundation.charts import (
    MARGIN_BOTTOM,
    MARGIN_LEFT,
    MARGIN_RIGHT,
    MARGIN_TOP,
    Describe,
    Frame,
    Series,
    Value,
    draw_axes,
    draw_line,
    draw_points,
    nice_ticks,
    number,
    svg,
)

MARK_RADIUS = 5


@dataclass(frozen=True, slots=True)
class Band:
    """Where values are expected to lie, for each label; None where nothing is said.

    ``style`` is the suffix of its CSS class: ``wide`` or ``near``.
    """

    name: str
    low: Sequence[Value]
    high: Sequence[Value]
    style: str = "near"

    @property
    def edges(self) -> tuple[Series, Series]:
        """Both ends as series, for the table beside the drawing."""
        return Series(f"{self.name} ↓", self.low), Series(f"{self.name} ↑", self.high)


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of a frontier: two figures, and what is told of it."""

    across: float
    up: float
    words: str


@dataclass(frozen=True, slots=True)
class Curve:
    """Spots joined from left to right; one spot alone is a mark.

    ``style`` is the suffix of its CSS class: ``main`` or ``before``.
    """

    name: str
    spots: Sequence[Spot]
    style: str = "main"


def band_chart(
    labels: Sequence[str],
    lines: Sequence[Series],
    bands: Sequence[Band],
    *,
    title: str,
    describe: Describe = "{:,.0f}".format,
    now_at: int | None = None,
    now_label: str = "",
    width: int = 880,
    height: int = 280,
    every: int = 7,
) -> SafeString:
    """What was and what is expected, with its bands, over shared labels.

    Args:
        lines: such as history, and the mean of what is expected; the first is drawn on top.
        bands: the widest first, so that the narrower ones lie on it.
        now_at: the label before which everything is past; a rule stands there with ``now_label``.
        every: how many labels apart the marks of the horizontal axis stand.
    """
    shown = [value for line in lines for value in line.values]
    shown += [value for band in bands for value in band.high]
    highest = max([value for value in shown if value is not None], default=0.0)
    frame = Frame(len(labels), nice_ticks(highest)[-1], width, height)
    parts = [draw_axes(frame, labels, describe, every)]
    parts.extend(_band(frame, band) for band in bands)
    if now_at is not None:
        parts.append(_rule(frame, now_at, now_label))
    parts.extend(draw_line(frame, line) for line in reversed(lines))
    parts.extend(draw_points(frame, labels, line, describe) for line in reversed(lines))
    return svg(frame, title, parts)


def frontier_chart(
    curves: Sequence[Curve],
    *,
    title: str,
    across_label: str,
    up_label: str,
    describe_across: Describe = "{:,.0f}".format,
    describe_up: Describe = "{:,.0f}".format,
    width: int = 880,
    height: int = 320,
) -> SafeString:
    """What one figure costs in the other: a curve of spots for each way of working.

    Both axes begin at zero, so that a small gain is not drawn as a large one.
    """
    spots = [spot for curve in curves for spot in curve.spots]
    across = nice_ticks(max([spot.across for spot in spots], default=0.0))
    frame = Frame(2, nice_ticks(max([spot.up for spot in spots], default=0.0))[-1], width, height)
    marks = format_html_join(
        "",
        '<text class="chart-tick chart-tick-x" x="{}" y="{}">{}</text>',
        (
            (number(frame.x(tick / across[-1])), height - 8, describe_across(tick))
            for tick in across
        ),
    )
    parts = [
        draw_axes(frame, [], describe_up, 1),
        marks,
        _axis_names(frame, across_label, up_label),
    ]
    parts.extend(_curve(frame, curve, across[-1]) for curve in reversed(curves))
    return svg(frame, title, parts)


def signed_bars(
    values: Sequence[float], *, title: str, width: int = 240, height: int = 48
) -> SafeString:
    """Small bars above and below a middle line, without axes: what adds and what takes away."""
    reach = max([abs(value) for value in values], default=0.0) or 1.0
    room = width / max(len(values), 1)
    middle = height / 2
    bars = format_html_join(
        "",
        '<rect class="chart-bar chart-{}" x="{}" y="{}" width="{}" height="{}"/>',
        (
            (
                "main" if value >= 0 else "before",
                number(index * room + room * 0.1),
                number(middle - max(value, 0) / reach * (middle - 1)),
                number(room * 0.8),
                number(abs(value) / reach * (middle - 1)),
            )
            for index, value in enumerate(values)
        ),
    )
    return format_html(
        '<svg class="chart-signed" viewBox="0 0 {} {}" role="img" preserveAspectRatio="none">'
        '<title>{}</title><path class="chart-grid" d="M0 {}H{}"/>{}</svg>',
        width,
        height,
        title,
        number(middle),
        width,
        bars,
    )


def _band(frame: Frame, band: Band) -> SafeString:
    """One closed shape for each stretch without a gap."""
    return format_html_join(
        "",
        '<path class="chart-band chart-band-{}" d="{}"/>',
        ((band.style, _closed(frame, band, stretch)) for stretch in _stretches(band)),
    )


def _stretches(band: Band) -> list[list[int]]:
    found: list[list[int]] = []
    before = -2
    for index, (low, high) in enumerate(zip(band.low, band.high, strict=True)):
        if low is None or high is None:
            continue
        if index != before + 1:
            found.append([])
        found[-1].append(index)
        before = index
    return found


def _closed(frame: Frame, band: Band, stretch: Sequence[int]) -> str:
    corners = [(index, band.high[index]) for index in stretch]
    corners += [(index, band.low[index]) for index in reversed(stretch)]
    steps = [f"{frame.x(index):.1f} {frame.y(value or 0):.1f}" for index, value in corners]
    return f"M{'L'.join(steps)}Z"


def _rule(frame: Frame, index: int, label: str) -> SafeString:
    """Between the last past label and the first to come."""
    at = number(frame.x(index - 0.5))
    floor = frame.height - MARGIN_BOTTOM
    return format_html(
        '<path class="chart-now" d="M{} {}V{}"/><text class="chart-tick" x="{}" y="{}">{}</text>',
        at,
        MARGIN_TOP,
        floor,
        number(frame.x(index - 0.5) + 6),
        MARGIN_TOP + 10,
        label,
    )


def _axis_names(frame: Frame, across: str, up: str) -> SafeString:
    return format_html(
        '<text class="chart-tick" x="{}" y="{}">{}</text>'
        '<text class="chart-tick chart-tick-y" x="{}" y="{}">{}</text>',
        MARGIN_LEFT + 6,
        MARGIN_TOP + 10,
        up,
        frame.width - MARGIN_RIGHT,
        frame.height - MARGIN_BOTTOM - 8,
        across,
    )


def _curve(frame: Frame, curve: Curve, furthest: float) -> SafeString:
    places = [
        (number(frame.x(spot.across / furthest)), number(frame.y(spot.up)), spot.words)
        for spot in sorted(curve.spots, key=lambda spot: spot.across)
    ]
    line = format_html(
        '<path class="chart-line chart-{}" d="M{}"/>',
        curve.style,
        "L".join(f"{x} {y}" for x, y, _words in places),
    )
    marks = format_html_join(
        "",
        '<circle class="chart-mark chart-{}" cx="{}" cy="{}" r="{}">'
        "<title>{} · {}</title></circle>",
        ((curve.style, x, y, MARK_RADIUS, curve.name, words) for x, y, words in places),
    )
    return line + marks if len(places) > 1 else marks
