"""Drawings of what each choice would bring: a curve with its band over a scale of choices.

Drawn like ``foundation.charts``; gains may be losses, so that zero need not be the floor, and the
scale of choices begins where the choices do.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from foundation.charts import (
    MARGIN_BOTTOM,
    MARGIN_LEFT,
    MARGIN_RIGHT,
    MARGIN_TOP,
    NICE_STEPS,
    Describe,
    Frame,
    number,
    svg,
)

MARK_RADIUS = 4.5


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be chosen (``across``), what it brings and the ends of that, and its words.

    One that ``is_open`` is drawn full, one that a rule forbids hollow.
    """

    across: float
    up: float
    low: float
    high: float
    words: str
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Marker:
    """A rule that stands at a choice; ``style`` is the suffix of its CSS class."""

    across: float
    label: str
    style: str = "before"


@dataclass(frozen=True, slots=True)
class _Plane:
    """Where a choice and what it brings lie in the drawing, between nice marks of both."""

    marks_across: Sequence[float]
    marks_up: Sequence[float]
    width: int
    height: int

    def x(self, across: float) -> float:
        first, last = self.marks_across[0], self.marks_across[-1]
        inner = self.width - MARGIN_LEFT - MARGIN_RIGHT
        return MARGIN_LEFT + inner * (across - first) / (last - first)

    def y(self, up: float) -> float:
        first, last = self.marks_up[0], self.marks_up[-1]
        inner = self.height - MARGIN_TOP - MARGIN_BOTTOM
        return MARGIN_TOP + inner * (last - up) / (last - first)


def choice_chart(
    choices: Sequence[Choice],
    markers: Sequence[Marker] = (),
    *,
    title: str,
    describe_across: Describe = "{:,.0f}".format,
    describe_up: Describe = "{:,.0f}".format,
    width: int = 880,
    height: int = 300,
) -> SafeString:
    """What choices bring, with the band in which it lies; zero is always in sight.

    Raises:
        ValueError: nothing to choose from.
    """
    if not choices:
        raise ValueError("nothing to choose from")
    ordered = sorted(choices, key=lambda choice: choice.across)
    parts = 6 if width > 600 else 3
    plane = _Plane(
        _marks(ordered[0].across, ordered[-1].across, parts),
        _marks(min(0.0, *(c.low for c in ordered)), max(0.0, *(c.high for c in ordered)), 4),
        width,
        height,
    )
    drawn = [
        _axes(plane, describe_across, describe_up),
        _band(plane, ordered),
        _curve(plane, ordered),
        *(_marker(plane, marker, place) for place, marker in enumerate(markers)),
        _spots(plane, ordered),
    ]
    return svg(Frame(len(ordered), 1.0, width, height), title, drawn)


def _marks(least: float, most: float, parts: int) -> list[float]:
    """Round numbers around ``least`` to ``most``; two at least, so that they span a scale."""
    # Steps far below the numbers themselves would not tell one from the next.
    raw = max((most - least) / parts, 1e-6 * max(abs(least), abs(most)), 1e-9)
    magnitude = 10.0 ** math.floor(math.log10(raw))
    step = next(nice * magnitude for nice in NICE_STEPS if nice * magnitude >= raw * 0.999999)
    first, last = math.floor(least / step + 1e-9), math.ceil(most / step - 1e-9)
    return [step * index for index in range(first, max(last, first + 1) + 1)]


def _axes(plane: _Plane, describe_across: Describe, describe_up: Describe) -> SafeString:
    lines = format_html_join(
        "",
        '<path class="chart-grid{}" d="M{} {}H{}"/>'
        '<text class="chart-tick chart-tick-y" x="{}" y="{}">{}</text>',
        (
            (
                " chart-zero" if mark == 0 else "",
                MARGIN_LEFT,
                number(plane.y(mark)),
                plane.width - MARGIN_RIGHT,
                MARGIN_LEFT - 8,
                number(plane.y(mark) + 4),
                describe_up(mark),
            )
            for mark in plane.marks_up
        ),
    )
    marks = format_html_join(
        "",
        '<text class="chart-tick chart-tick-x" x="{}" y="{}">{}</text>',
        (
            (number(plane.x(mark)), plane.height - 8, describe_across(mark))
            for mark in plane.marks_across
        ),
    )
    return lines + marks


def _band(plane: _Plane, ordered: Sequence[Choice]) -> SafeString:
    corners = [(choice.across, choice.high) for choice in ordered]
    corners += [(choice.across, choice.low) for choice in reversed(ordered)]
    path = "L".join(f"{plane.x(across):.1f} {plane.y(up):.1f}" for across, up in corners)
    return format_html('<path class="chart-band chart-band-near" d="M{}Z"/>', path)


def _curve(plane: _Plane, ordered: Sequence[Choice]) -> SafeString:
    path = "L".join(f"{plane.x(c.across):.1f} {plane.y(c.up):.1f}" for c in ordered)
    return format_html('<path class="chart-line chart-main" d="M{}"/>', path)


def _marker(plane: _Plane, marker: Marker, place: int) -> SafeString:
    """Labels stand one below the other, on the side where there is room."""
    x = plane.x(marker.across)
    is_right = x > plane.width * 0.6
    return format_html(
        '<path class="chart-marker chart-{}" d="M{} {}V{}"/>'
        '<text class="chart-tick{}" x="{}" y="{}">{}</text>',
        marker.style,
        number(x),
        MARGIN_TOP,
        plane.height - MARGIN_BOTTOM,
        " chart-tick-y" if is_right else "",
        number(x - 6 if is_right else x + 6),
        MARGIN_TOP + 10 + 16 * place,
        marker.label,
    )


def _spots(plane: _Plane, ordered: Sequence[Choice]) -> SafeString:
    return format_html_join(
        "",
        '<circle class="chart-spot{}" cx="{}" cy="{}" r="{}"><title>{}</title></circle>',
        (
            (
                "" if choice.is_open else " chart-spot-closed",
                number(plane.x(choice.across)),
                number(plane.y(choice.up)),
                MARK_RADIUS,
                choice.words,
            )
            for choice in ordered
        ),
    )
