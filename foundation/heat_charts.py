"""Drawings of a table of shares: each cell the fuller in colour, the larger its value.

Drawn like ``foundation.charts``. Numbers stand in the cells, so that nothing is told by colour
alone; the colour is never so full that they could not be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from foundation.charts import Describe, Frame, Value, number, svg

ROW_HEIGHT, HEAD_HEIGHT, GAP = 28, 24, 2
NAME_WIDTH, NARROWEST_CELL = 84, 44
FULLEST = 0.55


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A named row of values; None where there is none yet."""

    label: str
    values: Sequence[Value]


def heat_chart(
    columns: Sequence[str],
    rows: Sequence[HeatRow],
    *,
    title: str,
    describe: Describe = "{:,.0f}".format,
    fullest_at: float | None = None,
    width: int = 880,
) -> SafeString:
    """A cell for each value, as many columns from the left as there is room for.

    ``fullest_at`` is the value with the fullest colour; without it the largest one drawn.
    """
    room = int((width - NAME_WIDTH) // NARROWEST_CELL)
    columns = columns[:room]
    cell = (width - NAME_WIDTH) / max(len(columns), 1)
    drawn = [value for row in rows for value in row.values[:room] if value is not None]
    most = fullest_at or max(drawn, default=0.0) or 1.0
    heads = format_html_join(
        "",
        '<text class="chart-tick chart-tick-x" x="{}" y="{}">{}</text>',
        (
            (number(NAME_WIDTH + (place + 0.5) * cell), HEAD_HEIGHT - 8, column)
            for place, column in enumerate(columns)
        ),
    )
    body = [_row(place, row, columns, cell, most, describe) for place, row in enumerate(rows)]
    height = HEAD_HEIGHT + ROW_HEIGHT * max(len(rows), 1)
    return svg(Frame(len(columns), most, width, height), title, [heads, *body])


def _row(
    place: int,
    row: HeatRow,
    columns: Sequence[str],
    cell: float,
    most: float,
    describe: Describe,
) -> SafeString:
    top = HEAD_HEIGHT + place * ROW_HEIGHT
    line = top + ROW_HEIGHT / 2 + 4
    name = format_html('<text class="chart-tick" x="0" y="{}">{}</text>', number(line), row.label)
    cells = format_html_join(
        "",
        '<rect class="chart-heat" x="{}" y="{}" width="{}" height="{}" rx="3" fill-opacity="{}">'
        "<title>{} · {}: {}</title></rect>"
        '<text class="chart-heat-value" x="{}" y="{}">{}</text>',
        (
            (
                number(NAME_WIDTH + index * cell + GAP / 2),
                top + GAP / 2,
                number(cell - GAP),
                ROW_HEIGHT - GAP,
                f"{FULLEST * min(max(value, 0.0) / most, 1.0):.3f}",
                row.label,
                columns[index],
                describe(value),
                number(NAME_WIDTH + (index + 0.5) * cell),
                number(line),
                describe(value),
            )
            for index, value in enumerate(row.values[: len(columns)])
            if value is not None
        ),
    )
    return name + cells
