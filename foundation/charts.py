"""Charts drawn on the server as SVG: no script, no inline style, fine under any content policy.

Colours come from CSS classes (``chart-…``), which is how one drawing serves light and dark. Each
point tells its value in a ``<title>``; ``data_table`` gives the same numbers as text to whoever
cannot see the drawing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Value = float | None
Describe = Callable[[float], str]
Scale = Callable[[float], float]

NICE_STEPS = (1, 2, 2.5, 5, 10)
MARGIN_LEFT, MARGIN_RIGHT, MARGIN_TOP, MARGIN_BOTTOM = 64, 12, 12, 30
HIT_RADIUS = 9


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart: a value for each label, None where there is none (the line breaks).

    ``style`` is the suffix of its CSS class: ``main`` or ``before``.
    """

    name: str
    values: Sequence[Value]
    style: str = "main"


@dataclass(frozen=True, slots=True)
class Frame:
    """The drawing's size and what its axes mean, in the units of the SVG's view box."""

    count: int
    top: float
    width: int
    height: int

    def x(self, index: float) -> float:
        inner = self.width - MARGIN_LEFT - MARGIN_RIGHT
        return MARGIN_LEFT + index * inner / max(self.count - 1, 1)

    def y(self, value: float) -> float:
        inner = self.height - MARGIN_TOP - MARGIN_BOTTOM
        return MARGIN_TOP + inner * (1 - value / self.top)


def nice_ticks(highest: float, *, parts: int = 4) -> list[float]:
    """Round numbers from zero to just above ``highest``, about ``parts`` steps apart.

    The steps are 1, 2, 2.5, 5 or 10 times a power of ten (Heckbert, "Nice Numbers for Graph
    Labels", Graphics Gems, 1990).
    """
    if highest <= 0:
        return [0.0, 1.0]
    raw = highest / parts
    magnitude = 10.0 ** math.floor(math.log10(raw))
    step = next(nice * magnitude for nice in NICE_STEPS if nice * magnitude >= raw * 0.999999)
    return [step * index for index in range(math.ceil(highest / step - 1e-9) + 1)]


def line_chart(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    title: str,
    describe: Describe = "{:,.0f}".format,
    describe_axis: Describe | None = None,
    width: int = 880,
    height: int = 260,
    every: int = 5,
) -> SafeString:
    """Lines over shared labels; the first series gets a filled area under it.

    Args:
        describe: writes the value of a point, such as money.
        describe_axis: writes a mark of the axis, where that should be shorter.
        every: how many labels apart the marks of the horizontal axis stand.
    """
    frame = _frame(labels, [value for line in series for value in line.values], width, height)
    parts = [draw_axes(frame, labels, describe_axis or describe, every)]
    if series:
        parts.append(_area(frame, series[0]))
    # Drawn last is on top: the first series, which the chart is about.
    parts.extend(draw_line(frame, line) for line in reversed(series))
    parts.extend(draw_points(frame, labels, line, describe) for line in reversed(series))
    return svg(frame, title, parts)


def bar_chart(
    labels: Sequence[str],
    values: Sequence[float],
    *,
    title: str,
    describe: Describe = "{:,.0f}".format,
    width: int = 880,
    height: int = 260,
    every: int = 1,
) -> SafeString:
    """One bar for each label."""
    frame = _frame([*labels, ""], values, width, height)
    room = frame.x(1) - frame.x(0)
    bars = format_html_join(
        "",
        '<rect class="chart-bar" x="{}" y="{}" width="{}" height="{}" rx="2">'
        "<title>{}: {}</title></rect>",
        (
            (
                number(frame.x(index) + room * 0.15),
                number(frame.y(max(value, 0))),
                number(room * 0.7),
                number(frame.y(0) - frame.y(max(value, 0))),
                label,
                describe(value),
            )
            for index, (label, value) in enumerate(zip(labels, values, strict=True))
        ),
    )
    return svg(frame, title, [draw_axes(frame, labels, describe, every, shift=0.5), bars])


def grouped_bar_chart(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    title: str,
    describe: Describe = "{:,.0f}".format,
    width: int = 880,
    height: int = 260,
) -> SafeString:
    """Bars of several series side by side at each label; nothing stands where a value is None."""
    frame = _frame([*labels, ""], [v for line in series for v in line.values], width, height)
    room = (frame.x(1) - frame.x(0)) * 0.7 / max(len(series), 1)
    bars = format_html_join(
        "",
        '<rect class="chart-bar chart-{}" x="{}" y="{}" width="{}" height="{}" rx="2">'
        "<title>{} · {}: {}</title></rect>",
        (
            (
                line.style,
                number(frame.x(index + 0.15) + place * room),
                number(frame.y(max(value, 0))),
                number(room * 0.9),
                number(frame.y(0) - frame.y(max(value, 0))),
                labels[index],
                line.name,
                describe(value),
            )
            for place, line in enumerate(series)
            for index, value in enumerate(line.values)
            if value is not None
        ),
    )
    return svg(frame, title, [draw_axes(frame, labels, describe, 1, shift=0.5), bars])


def sparkline(
    values: Sequence[float], *, title: str, width: int = 120, height: int = 32
) -> SafeString:
    """The course of a figure without axes, small enough to stand in a line of text."""
    top = max([*values, 1e-9])
    step = width / max(len(values) - 1, 1)
    corners = " ".join(
        f"{index * step:.1f},{height - 2 - (height - 4) * max(value, 0) / top:.1f}"
        for index, value in enumerate(values)
    )
    return format_html(
        '<svg class="chart-spark" viewBox="0 0 {} {}" role="img" preserveAspectRatio="none">'
        '<title>{}</title><polyline class="chart-line chart-main" points="{}"/></svg>',
        width,
        height,
        title,
        corners,
    )


def data_table(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    heading: str,
    describe: Describe = "{:,.0f}".format,
) -> SafeString:
    """The numbers of a chart as a table; ``heading`` names the labels' column."""
    head = format_html_join(
        "", '<th scope="col">{}</th>', ((name,) for name in [heading, *(s.name for s in series)])
    )
    rows = (
        (
            label,
            format_html_join(
                "",
                "<td>{}</td>",
                (("–" if value is None else describe(value),) for value in values),
            ),
        )
        for label, *values in zip(labels, *(line.values for line in series), strict=True)
    )
    body = format_html_join("", '<tr><th scope="row">{}</th>{}</tr>', rows)
    return format_html(
        '<table class="staff-table"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>', head, body
    )


def _frame(labels: Sequence[str], values: Sequence[Value], width: int, height: int) -> Frame:
    highest = max([value for value in values if value is not None], default=0.0)
    return Frame(len(labels), nice_ticks(highest)[-1], width, height)


def number(value: float) -> str:
    return f"{value:.1f}"


def draw_axes(
    frame: Frame, labels: Sequence[str], describe: Describe, every: int, *, shift: float = 0.0
) -> SafeString:
    lines = format_html_join(
        "",
        '<path class="chart-grid" d="M{} {}H{}"/>'
        '<text class="chart-tick chart-tick-y" x="{}" y="{}">{}</text>',
        (
            (
                MARGIN_LEFT,
                number(frame.y(tick)),
                frame.width - MARGIN_RIGHT,
                MARGIN_LEFT - 8,
                number(frame.y(tick) + 4),
                describe(tick),
            )
            for tick in nice_ticks(frame.top)
        ),
    )
    marks = format_html_join(
        "",
        '<text class="chart-tick chart-tick-x" x="{}" y="{}">{}</text>',
        (
            (number(frame.x(index + shift)), frame.height - 8, label)
            for index, label in enumerate(labels)
            if (len(labels) - 1 - index) % every == 0
        ),
    )
    return lines + marks


def path_of(frame: Frame, values: Sequence[Value]) -> str:
    steps: list[str] = []
    pen = "M"
    for index, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        steps.append(f"{pen}{frame.x(index):.1f} {frame.y(value):.1f}")
        pen = "L"
    return "".join(steps)


def draw_line(frame: Frame, line: Series) -> SafeString:
    return format_html(
        '<path class="chart-line chart-{}" d="{}"/>', line.style, path_of(frame, line.values)
    )


def _area(frame: Frame, line: Series) -> SafeString:
    known = [index for index, value in enumerate(line.values) if value is not None]
    if len(known) < 2:
        return SafeString("")
    floor = frame.y(0)
    corners = "".join(
        f"L{frame.x(index):.1f} {frame.y(line.values[index] or 0):.1f}" for index in known
    )
    first, last = frame.x(known[0]), frame.x(known[-1])
    return format_html(
        '<path class="chart-area chart-{}" d="M{} {}{}L{} {}Z"/>',
        line.style,
        number(first),
        number(floor),
        corners,
        number(last),
        number(floor),
    )


def draw_points(
    frame: Frame, labels: Sequence[str], line: Series, describe: Describe
) -> SafeString:
    return format_html_join(
        "",
        '<circle class="chart-point chart-{}" cx="{}" cy="{}" r="{}">'
        "<title>{} · {}: {}</title></circle>",
        (
            (
                line.style,
                number(frame.x(index)),
                number(frame.y(value)),
                HIT_RADIUS,
                labels[index],
                line.name,
                describe(value),
            )
            for index, value in enumerate(line.values)
            if value is not None
        ),
    )


def svg(frame: Frame, title: str, parts: Sequence[SafeString], *, role: str = "img") -> SafeString:
    """A drawing under its title; one that holds links is a ``group``, for an image hides them."""
    return format_html(
        '<svg class="plot" viewBox="0 0 {} {}" role="{}" aria-label="{}">{}</svg>',
        frame.width,
        frame.height,
        role,
        title,
        format_html_join("", "{}", ((part,) for part in parts)),
    )
