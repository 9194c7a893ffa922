"""Figures of dashboards: a drawing for wide and for narrow screens, with the table beside it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString

from foundation.charts import Series, bar_chart, line_chart
from foundation.rank_charts import Rank, rank_chart
from shop.dashboards.frame import Cell, Figure, Size, Table
from shop.dashboards.telling import COUNT, Unit


def course_figure(
    key: str,
    title: str,
    labels: Sequence[str],
    lines: Sequence[Series],
    *,
    heading: str,
    unit: Unit = COUNT,
    note: str = "",
    missing: str = "",
) -> Figure:
    """Lines over time; the first is what the figure is about (styles ``main``, ``before``)."""

    def draw(size: Size) -> SafeString:
        return line_chart(
            labels,
            lines,
            title=title,
            describe=unit.told,
            describe_axis=unit.axis,
            width=size.width,
            height=size.height,
            every=max(-(-len(labels) // size.marks), 1),
        )

    return Figure(
        key,
        title,
        table_of(labels, lines, heading=heading, unit=unit),
        draw=draw,
        legend=tuple((line.style, line.name) for line in lines),
        note=note,
        missing=missing,
    )


def bars_figure(
    key: str,
    title: str,
    labels: Sequence[str],
    values: Sequence[float],
    *,
    heading: str,
    name: str = "",
    unit: Unit = COUNT,
    note: str = "",
    missing: str = "",
) -> Figure:
    """A bar for each of a few short labels in their own order, such as hours or months."""

    def draw(size: Size) -> SafeString:
        return bar_chart(
            labels,
            values,
            title=title,
            describe=unit.told,
            width=size.width,
            height=size.height,
            every=max(-(-len(labels) // size.marks), 1),
        )

    table = table_of(labels, [Series(name or title, values)], heading=heading, unit=unit)
    return Figure(key, title, table, draw=draw, note=note, missing=missing)


def ranks_figure(
    key: str,
    title: str,
    ranks: Sequence[Rank],
    *,
    heading: str,
    name: str = "",
    unit: Unit = COUNT,
    table: Table | None = None,
    note: str = "",
    missing: str = "",
) -> Figure:
    """Lying bars with names of any length, as they are given: segments, sources, steps.

    ``table`` may tell more of each than its bar does.
    """

    def draw(size: Size) -> SafeString:
        return rank_chart(ranks, title=title, describe=unit.told, width=size.width)

    rows = tuple((Cell(rank.label), unit.cell(rank.value)) for rank in ranks)
    return Figure(
        key,
        title,
        table or Table((heading, name or title), rows),
        draw=draw,
        note=note,
        missing=missing,
    )


def table_of(
    labels: Sequence[str], lines: Sequence[Series], *, heading: str, unit: Unit = COUNT
) -> Table:
    """The numbers of some lines, a row for each label."""
    rows = tuple(
        (Cell(label), *(unit.cell(value) for value in values))
        for label, *values in zip(labels, *(line.values for line in lines), strict=True)
    )
    return Table((heading, *(line.name for line in lines)), rows)
