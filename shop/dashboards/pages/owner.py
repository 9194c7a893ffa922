"""The owner's page: what the shop took, what it kept, who came back, and how the month will end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.models import Dimension
from analytics.returns.selectors import Return, ai_returns, total_of
from analytics.rollups.figures import SalesFigures, TrafficFigures
from analytics.rollups.selectors import (
    rolled_up_until,
    sales_by_day,
    sales_total,
    traffic_by_day,
    traffic_total,
)
from foundation.charts import Series
from shop.dashboards.asking import today_of
from shop.dashboards.courses import Steps, shifted, steps_of
from shop.dashboards.drawings import course_figure
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
from shop.dashboards.month_drawing import month_figure
from shop.dashboards.outlook import Outlook, month_outlook
from shop.dashboards.targets import Targets, month_of, targets_for
from shop.dashboards.telling import COUNT, MONEY, SHARE, Unit, money_told, share_told, tile

ALL_COSTED = 0.995
"""From this share of the revenue on nothing is said of goods whose cost is not known."""


@dataclass(frozen=True, slots=True)
class _Totals:
    """What a period came to, of what is asked for."""

    sales: SalesFigures
    traffic: TrafficFigures

    @classmethod
    def of(cls, asked: Asked, period: Period) -> _Totals:
        told = {"dimension": asked.dimension, "value": asked.value}
        return cls(
            sales_total(period.first, period.last, **told),
            traffic_total(period.first, period.last, **told),
        )


def read(asked: Asked) -> Page:
    """Everything from roll-ups; a filter leaves out what is known of the whole shop alone."""
    if rolled_up_until() is None:
        return Page(notes=(_("No day is counted yet: the first figures come within minutes."),))
    steps = steps_of(asked.period)
    figures = [
        _sales_course(asked, steps, "revenue", _("Revenue"), lambda day: day.revenue_minor, MONEY),
        _sales_course(asked, steps, "orders", _("Orders"), lambda day: day.orders, COUNT),
        _conversion_course(asked, steps),
    ]
    if asked.is_filtered:
        return Page(tiles=_tiles(asked), figures=tuple(figures))
    today = today_of(asked.at)
    outlook, returns = month_outlook(today), ai_returns(asked.period.first, asked.period.last)
    figures.insert(1, _month(outlook, today))
    return Page(
        tiles=(*_tiles(asked), *_month_tiles(outlook), *_return_tiles(returns)),
        figures=tuple(figures),
        lists=(_returns_list(returns),),
    )


def _tiles(asked: Asked) -> tuple[Tile, ...]:
    now = _Totals.of(asked, asked.period)
    before = _Totals.of(asked, asked.compared) if asked.compared else None
    target = Targets() if asked.is_filtered else targets_for(asked.period)

    def of(
        title: str,
        value: Callable[[_Totals], float | None],
        unit: Unit,
        target: float | None = None,
        note: str = "",
    ) -> Tile:
        was = value(before) if before else None
        return tile(title, value(now), was, unit=unit, target=target, note=note)

    return (
        of(_("Revenue"), lambda each: each.sales.revenue_minor, MONEY, target.revenue_minor),
        of(
            _("Margin"),
            lambda each: each.sales.margin_minor,
            MONEY,
            target.margin_minor,
            note=_margin_note(now.sales),
        ),
        of(_("Orders"), lambda each: each.sales.orders, COUNT, target.orders),
        of(
            _("Conversion"),
            lambda each: each.traffic.conversion,
            SHARE,
            note=_("Visits of people who agreed to be known."),
        ),
        of(_("Average order"), lambda each: each.sales.average_order_minor, MONEY),
        of(_("Orders of customers who came back"), lambda each: each.sales.repeat_rate, SHARE),
    )


def _margin_note(sales: SalesFigures) -> str:
    """The margin as a share, and of how much of the revenue it can speak."""
    if sales.margin_share is None:
        return _("No cost is known of what was sold.")
    share = _("%(share)s of the revenue") % {"share": share_told(sales.margin_share)}
    if sales.costed_share is None or sales.costed_share >= ALL_COSTED:
        return share
    return _("%(margin)s whose cost is known, which is %(costed)s of it") % {
        "margin": share,
        "costed": share_told(sales.costed_share),
    }


def _sales_course(
    asked: Asked,
    steps: Steps,
    key: str,
    title: str,
    value: Callable[[SalesFigures], float],
    unit: Unit,
) -> Figure:
    def sums(period: Period) -> list[float]:
        rows = sales_by_day(period.first, period.last, dimension=asked.dimension, value=asked.value)
        return steps.sums(shifted(rows, period, asked.period), value)

    return course_figure(
        key, title, steps.labels, _lines(asked, sums), heading=steps.heading, unit=unit
    )


def _conversion_course(asked: Asked, steps: Steps) -> Figure:
    """Orders of visits over visits, of each part of the period together."""

    def shares(period: Period) -> list[float | None]:
        rows = traffic_by_day(
            period.first, period.last, dimension=asked.dimension, value=asked.value
        )
        moved = shifted(rows, period, asked.period)
        visits = steps.sums(moved, lambda day: day.sessions)
        ordered = steps.sums(moved, lambda day: day.ordered)
        return [
            part / whole if whole else None for part, whole in zip(ordered, visits, strict=True)
        ]

    return course_figure(
        "conversion",
        _("Conversion"),
        steps.labels,
        _lines(asked, shares),
        heading=steps.heading,
        unit=SHARE,
        note=_("Visits of people who agreed to be known that ended in an order."),
    )


def _lines(asked: Asked, read: Callable[[Period], Sequence[float | None]]) -> list[Series]:
    lines = [Series(_("This period"), read(asked.period))]
    if asked.compared:
        lines.append(Series(_("Before"), read(asked.compared), "before"))
    return lines


def _month_tiles(outlook: Outlook | None) -> tuple[Tile, ...]:
    """How the month will end, against its target."""
    if outlook is None:
        return ()
    told = {"low": money_told(outlook.low[-1]), "high": money_told(outlook.high[-1])}
    return (
        tile(
            _("Expected at the end of %(month)s")
            % {"month": date_format(outlook.month.first, "F")},
            outlook.expected,
            unit=MONEY,
            target=targets_for(outlook.month).revenue_minor,
            note=_("Between %(low)s and %(high)s, %(so_far)s of it taken so far.")
            % {**told, "so_far": money_told(outlook.so_far)},
        ),
    )


def _month(outlook: Outlook | None, today: date) -> Figure:
    return month_figure(
        outlook,
        targets_for(month_of(today)).revenue_minor,
        title=_("Revenue of %(month)s, added up") % {"month": date_format(today, "F")},
        missing=_("The shop's forecast is not fresh: it is made every night."),
    )


def _return_tiles(returns: list[Return]) -> tuple[Tile, ...]:
    """What AI contributed, for each of what is counted; they are never added up."""
    known = total_of(returns)
    if not known:
        return (
            Tile(
                _("What AI contributed"),
                _("not yet known"),
                note=_("It is told from experiments, price tests and holdouts alone."),
            ),
        )
    return tuple(
        Tile(
            _("What AI contributed: %(counted)s") % {"counted": _counted(each)},
            money_told(each.earned_minor or 0),
            note=_between(each),
        )
        for each in known
    )


def _counted(each: Return) -> str:
    return str(each.counted.label) if each.counted else ""


def _between(each: Return) -> str:
    if each.low_minor is None or each.high_minor is None:
        return ""
    return _("Between %(low)s and %(high)s, nineteen times of twenty.") % {
        "low": money_told(each.low_minor),
        "high": money_told(each.high_minor),
    }


def _returns_list(returns: list[Return]) -> Figure:
    rows = tuple(
        (
            Cell(each.what),
            Cell(_counted(each) or None),
            MONEY.cell(each.earned_minor) if each.is_known else Cell(None, _("not yet known")),
            MONEY.cell(each.low_minor),
            MONEY.cell(each.high_minor),
            Cell(each.why or None),
        )
        for each in returns
    )
    columns = (
        _("Part of the AI"),
        _("Counted"),
        _("Earned"),
        _("At least"),
        _("At most"),
        _("From what"),
    )
    return Figure("ai", _("What AI contributed"), Table(columns, rows))


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
