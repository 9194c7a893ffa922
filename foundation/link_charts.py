"""Drawings of what one thing has in common with others: it, what it shares, and who shares that.

Three columns joined by curves. What the others are is told by shape as well as by colour, so that
the drawing reads without colours; a table of the same beside it is the caller's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.html import format_html
from django.utils.safestring import SafeString

from foundation.charts import Frame, number, svg

ROW = 34
TOP = 10
SIZE = 7
"""Half the width of a shape."""
HUB_HEIGHT = 24
TEXT_DROP = 4
"""From the middle of a line of text down to its base line."""


class Kind(StrEnum):
    """What a dot stands for; each has a colour (``chart-dot-…``) and a shape of its own."""

    THIS = "this"
    BAD = "bad"
    GOOD = "good"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Dot:
    """One thing; ``told`` is what its ``<title>`` says, where that is more than its words."""

    kind: Kind
    text: str
    told: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the three columns stand, in the units of the view box."""

    width: int
    this: int
    hub: int
    hub_width: int
    dot: int


WIDE = Columns(width=640, this=12, hub=90, hub_width=200, dot=410)
NARROW = Columns(width=360, this=12, hub=44, hub_width=140, dot=226)


def link_chart(
    this: Dot,
    hubs: Sequence[str],
    dots: Sequence[Dot],
    links: Sequence[tuple[int, int]],
    *,
    title: str,
    columns: Columns = WIDE,
) -> SafeString:
    """One thing, what it shares with others (``hubs``), and these (``dots``).

    Args:
        this: a ring without words: the legend names it.
        links: places in ``hubs`` and ``dots`` that belong together.
        columns: ``WIDE`` or ``NARROW``.

    Raises:
        IndexError: a link to a place that is not there.
    """
    rows = max(len(hubs), len(dots), 1)
    height = 2 * TOP + ROW * rows
    middle = height / 2
    hub_rows, dot_rows = _spread(len(hubs), height), _spread(len(dots), height)
    curves = [
        *(_curve(columns.this + SIZE, middle, columns.hub, row) for row in hub_rows),
        *(
            _curve(
                columns.hub + columns.hub_width, hub_rows[hub], columns.dot - SIZE, dot_rows[dot]
            )
            for hub, dot in links
        ),
    ]
    parts = [
        *curves,
        *(_hub(text, columns, row) for text, row in zip(hubs, hub_rows, strict=True)),
        *(_dot(dot, columns.dot, row) for dot, row in zip(dots, dot_rows, strict=True)),
        _titled(this, _shape(this.kind, columns.this, middle)),
    ]
    return svg(Frame(rows, 1.0, columns.width, height), title, parts, role="group")


def legend_mark(kind: Kind) -> SafeString:
    """The shape of a kind by itself, to stand before its name."""
    return format_html(
        '<svg class="chart-key" viewBox="0 0 18 18" width="18" height="18" aria-hidden="true">'
        "{}</svg>",
        _shape(kind, 9, 9),
    )


def _spread(count: int, height: float) -> list[float]:
    """The middles of ``count`` rows, evenly about the middle of the drawing."""
    first = height / 2 - ROW * (count - 1) / 2
    return [first + ROW * place for place in range(count)]


def _curve(x: float, y: float, to_x: float, to_y: float) -> SafeString:
    half = (x + to_x) / 2
    return format_html(
        '<path class="chart-link" d="M{} {}C{} {} {} {} {} {}"/>',
        *(number(each) for each in (x, y, half, y, half, to_y, to_x, to_y)),
    )


def _hub(text: str, columns: Columns, row: float) -> SafeString:
    return format_html(
        '<rect class="chart-hub" x="{}" y="{}" width="{}" height="{}" rx="12"/>'
        '<text class="chart-hub-text" x="{}" y="{}">{}</text>',
        columns.hub,
        number(row - HUB_HEIGHT / 2),
        columns.hub_width,
        HUB_HEIGHT,
        number(columns.hub + columns.hub_width / 2),
        number(row + TEXT_DROP),
        text,
    )


def _dot(dot: Dot, x: float, row: float) -> SafeString:
    words = format_html(
        '{}<text class="chart-name" x="{}" y="{}">{}</text>',
        _shape(dot.kind, x, row),
        number(x + SIZE + 6),
        number(row + TEXT_DROP),
        dot.text,
    )
    if not dot.url:
        return _titled(dot, words)
    return format_html('<a class="chart-dot-link" href="{}">{}</a>', dot.url, _titled(dot, words))


def _titled(dot: Dot, drawn: SafeString) -> SafeString:
    return format_html("<g><title>{}</title>{}</g>", dot.told or dot.text, drawn)


def _shape(kind: Kind, x: float, y: float) -> SafeString:
    """A ring for this one, a diamond for bad, a circle for good, a square where nobody said."""
    if kind == Kind.BAD:
        reach = SIZE + 1
        corners = ((x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y))
        points = " ".join(f"{number(across)},{number(down)}" for across, down in corners)
        return format_html('<polygon class="chart-dot-bad" points="{}"/>', points)
    if kind == Kind.OPEN:
        return format_html(
            '<rect class="chart-dot-open" x="{}" y="{}" width="{}" height="{}"/>',
            number(x - SIZE + 1),
            number(y - SIZE + 1),
            2 * SIZE - 2,
            2 * SIZE - 2,
        )
    return format_html(
        '<circle class="chart-dot-{}" cx="{}" cy="{}" r="{}"/>', kind, number(x), number(y), SIZE
    )
