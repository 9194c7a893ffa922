"""Journeys: how far visits get and where they end, common paths, and customers' stages of life."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date
from itertools import pairwise

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.journeys.selectors import (
    StageMove,
    common_paths,
    stage_counts,
    stage_month,
    stage_moves,
)
from analytics.models import Dimension, PathKind
from analytics.rollups.figures import TrafficFigures
from analytics.rollups.selectors import traffic_by_value, traffic_total
from analytics.small_groups import hide_small, is_shown
from foundation.rank_charts import Rank
from shop.dashboards.drawings import ranks_figure
from shop.dashboards.filters import value_name
from shop.dashboards.frame import (
    Asked,
    Cell,
    Dashboard,
    Figure,
    Page,
    Period,
    Table,
    Tile,
    register,
)
from shop.dashboards.pages.journey_figures import next_steps_figure, paths_figure
from shop.dashboards.telling import COUNT, SHARE, Unit, tile

MOST_VALUES = 15
PARTED_BY = (Dimension.DEVICE, Dimension.SOURCE, Dimension.SEGMENT)


def read(asked: Asked) -> Page:
    found = _traffic(asked, asked.period)
    month = stage_month(asked.period.last)
    return Page(
        tiles=_tiles(found, _traffic(asked, asked.compared)),
        figures=(_funnel(found), *((_stages(month),) if month else ())),
        lists=(
            *(_drop_off(asked.period, dimension) for dimension in PARTED_BY),
            paths_figure(
                "paths",
                _("What visitors do"),
                common_paths(PathKind.STEPS, asked.period.first, asked.period.last),
                with_orders=False,
                note=_("What is done again on the spot is told once."),
            ),
            next_steps_figure(),
            *((_moves(month),) if month else ()),
        ),
        notes=_notes(asked, found),
    )


def _traffic(asked: Asked, period: Period | None) -> TrafficFigures | None:
    """What was visited; None where nothing is compared, or too few people were there."""
    if period is None:
        return None
    found = traffic_total(period.first, period.last, dimension=asked.dimension, value=asked.value)
    return found if is_shown(found.visitors) else None


def _notes(asked: Asked, found: TrafficFigures | None) -> tuple[str, ...]:
    if found is None:
        return (_("Fewer than ten people visited: nothing is told of so few."),)
    if not found.sessions:
        return (
            _(
                "No visits of people who agreed to personalisation in this period: only theirs "
                "can be followed from page to page."
            ),
        )
    if asked.is_filtered:
        return (_("The filter holds for the funnel; paths and stages are those of the shop."),)
    return ()


def _tiles(found: TrafficFigures | None, before: TrafficFigures | None) -> tuple[Tile, ...]:
    def of(
        title: str,
        read: Callable[[TrafficFigures], float | None],
        unit: Unit = COUNT,
        more_is_good: bool | None = True,
    ) -> Tile:
        now = read(found) if found else None
        then = read(before) if before else None
        return tile(title, now, then, unit=unit, more_is_good=more_is_good)

    return (
        of(_("Visits"), lambda traffic: traffic.sessions),
        of(_("Conversion"), lambda traffic: traffic.conversion, SHARE),
        of(_("Carts left behind"), lambda traffic: traffic.abandoned_carts, COUNT, False),
        of(_("Seen by people who can be followed"), lambda t: t.named_share, SHARE, None),
    )


def _steps(traffic: TrafficFigures) -> list[tuple[str, int]]:
    """How many visits got how far, each at most as many as the step before."""
    counts = [
        (_("Visits"), traffic.sessions),
        (_("Saw a product"), traffic.viewed),
        (_("Filled a cart"), traffic.carted),
        (_("Began a checkout"), traffic.started),
        (_("Ordered"), traffic.ordered),
    ]
    told: list[tuple[str, int]] = []
    for name, count in counts:
        told.append((name, min(count, told[-1][1]) if told else count))
    return told


def _lost(before: int, now: int) -> float | None:
    return 1 - now / before if before else None


def _funnel(found: TrafficFigures | None) -> Figure:
    steps = _steps(found) if found and found.sessions else []
    whole = steps[0][1] if steps else 0
    rows = tuple(
        (
            Cell(name),
            COUNT.cell(count),
            SHARE.cell(count / whole),
            SHARE.cell(_lost(steps[place - 1][1], count) if place else None),
        )
        for place, (name, count) in enumerate(steps)
    )
    ranks = [
        Rank(name, count, beside=SHARE.told(count / whole) if place else "")
        for place, (name, count) in enumerate(steps)
    ]
    columns = (_("Step"), _("Visits"), _("Of all"), _("Lost since the step before"))
    return ranks_figure(
        "funnel",
        _("How far visits get"),
        ranks,
        heading=_("Step"),
        table=Table(columns, rows),
        missing=_("Nothing to tell in this period."),
    )


def _drop_off(period: Period, dimension: Dimension) -> Figure:
    """The funnel of each value of a dimension: what is lost from step to step."""
    found = traffic_by_value(period.first, period.last, dimension=dimension)
    shown = hide_small(
        [(value, traffic) for value, traffic in found if traffic.sessions],
        people=lambda row: row[1].visitors,
        rest=_together,  # the funnel above tells of all: the small ones could be taken from it
    )
    if not any(value and value != _("All others") for value, _visited in shown):
        shown = []  # of those of whom nothing is known, the funnel above tells
    rows = tuple(_drop_off_row(dimension, value, traffic) for value, traffic in shown[:MOST_VALUES])
    columns = (
        str(dimension.label),
        _("Visits"),
        _("No product"),
        _("No cart"),
        _("No checkout"),
        _("No order"),
        _("Conversion"),
    )
    title = {
        Dimension.DEVICE: _("Where visits end, by device"),
        Dimension.SOURCE: _("Where visits end, by source"),
        Dimension.SEGMENT: _("Where visits end, by segment"),
    }[dimension]
    return Figure(
        f"by-{dimension.value}",
        title,
        Table(columns, rows),
        note=_("Shares of those who came as far as the step before."),
        missing=_("No group of ten people or more visited in this period."),
    )


def _together(rows: Sequence[tuple[str, TrafficFigures]]) -> tuple[str, TrafficFigures]:
    names = [field.name for field in fields(TrafficFigures)]
    sums = (sum(getattr(traffic, name) for _value, traffic in rows) for name in names)
    return _("All others"), TrafficFigures(*sums)


def _drop_off_row(dimension: Dimension, value: str, traffic: TrafficFigures) -> tuple[Cell, ...]:
    counts = [count for _name, count in _steps(traffic)]
    lost = [_lost(before, now) for before, now in pairwise(counts)]
    return (
        Cell(value_name(dimension, value)),
        COUNT.cell(traffic.sessions),
        *(SHARE.cell(share) for share in lost),
        SHARE.cell(counts[-1] / counts[0]),
    )


def _stages(month: date) -> Figure:
    return ranks_figure(
        "stages",
        _("Customers by stage of life, %(month)s") % {"month": date_format(month, "F Y")},
        [Rank(str(count.stage.label), count.people) for count in stage_counts(month)],
        heading=_("Stage"),
        name=_("Customers"),
        note=_(
            "New: one order, within 90 days. Came back: two or three, the last within 180 days; "
            "regular: four or more. Slipping away until a year has passed. From the orders of all "
            "customers."
        ),
    )


def _moves(month: date) -> Figure:
    moves = stage_moves(month)
    rows = tuple(
        (Cell(_before(move)), Cell(str(move.after.label)), COUNT.cell(move.people))
        for move in moves
    )
    return Figure(
        "moves",
        _("Who changed their stage in %(month)s") % {"month": date_format(month, "F Y")},
        Table((_("From"), _("To"), _("Customers")), rows),
        missing=_("No ten customers made the same move."),
    )


def _before(move: StageMove) -> str:
    return str(move.before.label) if move.before else _("Not known before")


register(
    Dashboard(
        slug="journeys",
        title=gettext_lazy("Journeys"),
        icon="route",
        about=gettext_lazy("How far visits get, where they end, and where customers stand."),
        read=read,
        dimensions=PARTED_BY,
    )
)
