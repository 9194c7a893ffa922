"""Drawings of what is ranked: lying bars, each under its name, with its value at the end.

Drawn like ``foundation.charts``; a name has the whole width, so that it is read on a phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from foundation.charts import Describe, Frame, number, svg

ROW_HEIGHT, BAR_HEIGHT, TEXT_HEIGHT = 38, 10, 15
TOP = 4


@dataclass(frozen=True, slots=True)
class Rank:
    """A named value; ``beside`` is told after it, ``style`` is the suffix of its CSS class."""

    label: str
    value: float
    beside: str = ""
    style: str = "main"


def rank_chart(
    ranks: Sequence[Rank],
    *,
    title: str,
    describe: Describe = "{:,.0f}".format,
    width: int = 880,
) -> SafeString:
    """A bar for each in the order given, as long as its share of the largest; none below nought."""
    most = max([rank.value for rank in ranks], default=0.0) or 1.0
    height = TOP + ROW_HEIGHT * max(len(ranks), 1)
    rows = format_html_join(
        "",
        '<text class="chart-name" x="0" y="{}">{}</text>'
        '<text class="chart-tick chart-tick-y" x="{}" y="{}">{}</text>'
        '<rect class="chart-track" x="0" y="{}" width="{}" height="{}" rx="3"/>'
        '<rect class="chart-bar chart-{}" x="0" y="{}" width="{}" height="{}" rx="3">'
        "<title>{}: {}</title></rect>",
        (_row(place, rank, most, describe, width) for place, rank in enumerate(ranks)),
    )
    return svg(Frame(len(ranks), most, width, height), title, [rows])


def _row(place: int, rank: Rank, most: float, describe: Describe, width: int) -> tuple[object, ...]:
    line = TOP + place * ROW_HEIGHT + TEXT_HEIGHT - 3
    bar = TOP + place * ROW_HEIGHT + TEXT_HEIGHT + 2
    told = describe(rank.value)
    beside = f"{told} · {rank.beside}" if rank.beside else told
    return (
        line,
        rank.label,
        width,
        line,
        beside,
        bar,
        width,
        BAR_HEIGHT,
        rank.style,
        bar,
        number(width * max(rank.value, 0.0) / most),
        BAR_HEIGHT,
        rank.label,
        beside,
    )
