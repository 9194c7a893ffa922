"""Attribution: which channels lead to orders, by six ways of sharing the credit."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.algorithms.attribution import Method
from analytics.journeys.attribution import Attribution, ChannelCredit, attribution
from analytics.journeys.selectors import common_paths
from analytics.models import PathKind
from analytics.rollups.selectors import sales_total
from foundation.rank_charts import Rank
from shop.dashboards.drawings import ranks_figure
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
from shop.dashboards.pages.journey_figures import paths_figure
from shop.dashboards.telling import COUNT, MONEY, SHARE, count_told, tile

METHODS = (
    Method.MARKOV, Method.SHAPLEY, Method.LINEAR, Method.POSITION, Method.FIRST, Method.LAST,
)  # fmt: skip


def read(asked: Asked) -> Page:
    found = attribution(asked.period.first, asked.period.last)
    if found.is_empty:
        return Page(notes=(_nothing(),))
    before = _of(asked.compared)
    return Page(
        tiles=_tiles(asked, found, before),
        figures=(_orders(found), _revenue(found)),
        lists=(
            paths_figure(
                "channel-paths",
                _("By which channels people came"),
                common_paths(PathKind.CHANNELS, asked.period.first, asked.period.last),
                with_orders=True,
            ),
        ),
        notes=(
            _(
                "Credit shares out orders that were placed; it does not say what advertising "
                "caused. Only visits of people who agreed to personalisation can be followed, for "
                "30 days before an order."
            ),
        ),
    )


def _nothing() -> str:
    return _(
        "No journeys of ten people or more ended in this period. They are read every night from "
        "the visits of people who agreed to personalisation."
    )


def _of(period: Period | None) -> Attribution | None:
    return attribution(period.first, period.last) if period else None


def _tiles(asked: Asked, found: Attribution, before: Attribution | None) -> tuple[Tile, ...]:
    followed_before = _followed(asked.compared, before) if asked.compared and before else None
    return (
        tile(_("Orders that could be followed"), found.orders, before.orders if before else None),
        tile(
            _("Share of all orders"),
            _followed(asked.period, found),
            followed_before,
            unit=SHARE,
            more_is_good=None,
        ),
        tile(
            _("Their value"),
            found.revenue_minor,
            before.revenue_minor if before else None,
            unit=MONEY,
            note=_("What was paid, with tax and delivery"),
        ),
    )


def _followed(period: Period, found: Attribution) -> float | None:
    """Of the shop's orders, those whose journey is known."""
    orders = sales_total(period.first, period.last).orders
    # What was cancelled after the night is out of the sales, and in the journeys still.
    return min(found.orders / orders, 1.0) if orders else None


def channel_name(row: ChannelCredit) -> str:
    return str(row.channel.label) if row.channel else _("Channels of few people")


def method_name(method: Method) -> str:
    return {
        Method.MARKOV: _("Markov chain"),
        Method.SHAPLEY: _("Shapley's value"),
        Method.LINEAR: _("All touches alike"),
        Method.POSITION: _("By position"),
        Method.FIRST: _("First touch"),
        Method.LAST: _("Last touch"),
    }[method]


def _orders(found: Attribution) -> Figure:
    ranks = [
        Rank(channel_name(row), row.orders[Method.MARKOV], beside=_interval(row))
        for row in found.channels
    ]
    rows = tuple(
        (
            Cell(channel_name(row)),
            COUNT.cell(row.journeys),
            *(COUNT.cell(row.orders[method]) for method in METHODS),
            Cell(_interval(row)),
        )
        for row in found.channels
    )
    columns = (
        _("Channel"), _("Journeys"), *map(method_name, METHODS), _("Markov chain, 90% interval"),
    )  # fmt: skip
    return ranks_figure(
        "orders",
        _("Orders by channel"),
        ranks,
        heading=_("Channel"),
        table=Table(columns, rows),
        note=_(
            "Drawn by the Markov chain: what would be lost without the channel. Every way of "
            "sharing sums to the same orders."
        ),
    )


def _interval(row: ChannelCredit) -> str:
    if row.low is None or row.high is None:
        return ""
    return _("%(low)s to %(high)s") % {"low": count_told(row.low), "high": count_told(row.high)}


def _revenue(found: Attribution) -> Figure:
    ranks = [Rank(channel_name(row), row.revenue_minor[Method.MARKOV]) for row in found.channels]
    rows = tuple(
        (
            Cell(channel_name(row)),
            *(MONEY.cell(row.revenue_minor[method]) for method in METHODS),
        )
        for row in found.channels
    )
    columns = (_("Channel"), *map(method_name, METHODS))
    return ranks_figure(
        "revenue",
        _("Value of orders by channel"),
        ranks,
        heading=_("Channel"),
        unit=MONEY,
        table=Table(columns, rows),
    )


register(
    Dashboard(
        slug="attribution",
        title=gettext_lazy("Attribution"),
        icon="conversion_path",
        about=gettext_lazy("Which channels lead to orders, however the credit is shared."),
        read=read,
    )
)
