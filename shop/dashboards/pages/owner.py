"""The owner's page: what the shop took, what it kept, who came back, and how it will end."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.models import Dimension
from analytics.rollups.figures import SalesFigures, TrafficFigures
from analytics.rollups.selectors import (
    rolled_up_until,
    sales_by_day,
    sales_total,
    traffic_total,
)
from foundation.charts import Series
from shop.dashboards.courses import Steps, shifted, steps_of
from shop.dashboards.drawings import course_figure
from shop.dashboards.frame import Asked, Dashboard, Figure, Page, Period, Tile, register
from shop.dashboards.telling import COUNT, MONEY, SHARE, Unit, tile


def read(asked: Asked) -> Page:
    if rolled_up_until() is None:
        return Page(notes=(_("No day is counted yet: the first figures come within minutes."),))
    return Page(
        tiles=_tiles(asked),
        figures=(
            _course(asked, "revenue", _("Revenue"), lambda day: day.revenue_minor, MONEY),
            _course(asked, "orders", _("Orders"), lambda day: day.orders, COUNT),
        ),
    )


def _sales(asked: Asked, period: Period | None) -> SalesFigures | None:
    if period is None:
        return None
    return sales_total(period.first, period.last, dimension=asked.dimension, value=asked.value)


def _traffic(asked: Asked, period: Period | None) -> TrafficFigures | None:
    if period is None:
        return None
    return traffic_total(period.first, period.last, dimension=asked.dimension, value=asked.value)


def _tiles(asked: Asked) -> tuple[Tile, ...]:
    sales, before = _sales(asked, asked.period), _sales(asked, asked.compared)
    traffic, traffic_before = _traffic(asked, asked.period), _traffic(asked, asked.compared)

    def of_sales(title: str, read: Callable[[SalesFigures], float | None], unit: Unit) -> Tile:
        return tile(title, sales and read(sales), before and read(before), unit=unit)

    return (
        of_sales(_("Revenue"), lambda total: total.revenue_minor, MONEY),
        of_sales(_("Margin"), lambda total: total.margin_minor, MONEY),
        of_sales(_("Orders"), lambda total: total.orders, COUNT),
        tile(
            _("Conversion"),
            traffic and traffic.conversion,
            traffic_before and traffic_before.conversion,
            unit=SHARE,
        ),
        of_sales(_("Average order"), lambda total: total.average_order_minor, MONEY),
        of_sales(_("By customers who came back"), lambda total: total.repeat_rate, SHARE),
    )


def _course(
    asked: Asked, key: str, title: str, value: Callable[[SalesFigures], float], unit: Unit
) -> Figure:
    steps = steps_of(asked.period)
    lines = [Series(_("This period"), _sums(asked, asked.period, steps, value))]
    if asked.compared:
        lines.append(Series(_("Before"), _sums(asked, asked.compared, steps, value), "before"))
    return course_figure(key, title, steps.labels, lines, heading=steps.heading, unit=unit)


def _sums(
    asked: Asked, period: Period, steps: Steps, value: Callable[[SalesFigures], float]
) -> list[float]:
    rows = sales_by_day(period.first, period.last, dimension=asked.dimension, value=asked.value)
    return steps.sums(shifted(rows, period, asked.period), value)


register(
    Dashboard(
        slug="owner",
        title=gettext_lazy("Overview"),
        icon="monitoring",
        about=gettext_lazy("What the shop takes and keeps, and whether it is on its way."),
        read=read,
        dimensions=(
            Dimension.COUNTRY,
            Dimension.DEVICE,
            Dimension.SOURCE,
            Dimension.CAMPAIGN,
            Dimension.SEGMENT,
        ),
    )
)
