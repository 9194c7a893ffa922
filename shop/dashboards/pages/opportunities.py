"""Demand that the shop does not serve: searches without result, what rises, countries, segments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.customers.selectors import OTHERS, GroupFigures, latest_groups
from analytics.customers.strategies import strategies
from analytics.markets.naming import names_of
from analytics.markets.selectors import found_trends
from analytics.models import Dimension, Direction, Grouping, RfmSegment, Trend, TrendKind
from analytics.rollups.figures import SalesFigures, TrafficFigures
from analytics.rollups.selectors import (
    sales_by_value,
    sales_total,
    traffic_by_value,
    traffic_total,
)
from analytics.small_groups import is_shown
from foundation.rank_charts import Rank
from orders.models import ShippingKind, ShippingMethod, ShippingZone
from search.reports import QueryLine, search_report
from shop.dashboards.drawings import ranks_figure
from shop.dashboards.filters import value_name
from shop.dashboards.frame import (
    SEES_GOODS,
    Asked,
    Cell,
    Dashboard,
    Figure,
    Page,
    Table,
    Tile,
    register,
)
from shop.dashboards.telling import COUNT, MONEY, SHARE, tile

MOST_WORDS, MOST_TRENDS, MOST_COUNTRIES = 15, 15, 12
RISING_KINDS = (TrendKind.CATEGORY, TrendKind.BRAND, TrendKind.ATTRIBUTE, TrendKind.SEARCH)
FEWEST_VISITS = 50
"""Of fewer visits a conversion says nothing."""


def read(asked: Asked) -> Page:
    report = search_report(last_day=asked.period.last, days=asked.period.days)
    missing = [line for line in report.missing if is_shown(line.searches)][:MOST_WORDS]
    countries = _countries(asked)
    return Page(
        tiles=_tiles(asked, report.total, countries),
        figures=(_searches(missing), _countries_figure(countries)),
        lists=(_rising(), _segments(latest_groups(Grouping.RFM))),
    )


def _tiles(asked: Asked, now: QueryLine, countries: list[_Country]) -> tuple[Tile, ...]:
    then = None
    if asked.compared:
        then = search_report(last_day=asked.compared.last, days=asked.compared.days).total
    return (
        tile(_("Searches"), now.searches, then.searches if then else None),
        tile(
            _("Without a result"), now.without_result, then.without_result if then else None,
            more_is_good=False,
        ),
        tile(
            _("Of all searches"), _missed(now), _missed(then) if then else None, unit=SHARE,
            more_is_good=False,
        ),
        tile(
            _("Countries could bring"), sum(one.gap_minor for one in countries) or None,
            unit=MONEY, note=_("If each sold to its visitors as the shop does to all."),
        ),
    )  # fmt: skip


def _missed(line: QueryLine) -> float | None:
    return line.without_result / line.searches if line.searches else None


def _searches(missing: list[QueryLine]) -> Figure:
    ranks = [Rank(line.words, line.without_result) for line in missing]
    columns = (_("Words"), _("Without a result"), _("Searches"), _("Why it is one"))
    rows = tuple(
        (
            Cell(line.words),
            COUNT.cell(line.without_result),
            COUNT.cell(line.searches),
            Cell(_why_missed(line)),
        )
        for line in missing
    )
    return ranks_figure(
        "searches", _("Searched for and not found"), ranks, heading=_("Words"),
        table=Table(columns, rows),
        note=_("Only words that were searched for ten times or more."),
        missing=_("Everything that was searched for often was found."),
    )  # fmt: skip


def _why_missed(line: QueryLine) -> str:
    if line.without_result < line.searches:
        return _("Not found only at times: sold out, or a filter was too narrow.")
    return _("Never found: the shop has nothing by that name, or calls it otherwise.")


@dataclass(frozen=True, slots=True)
class _Country:
    """What a country's visitors bought, beside what they would have as all visitors do."""

    name: str
    sales: SalesFigures
    traffic: TrafficFigures
    gap_minor: int
    why: str


def _countries(asked: Asked) -> list[_Country]:
    """Countries in which visitors buy less than elsewhere, the largest gap first."""
    first, last = asked.period.first, asked.period.last
    whole, visits = sales_total(first, last), traffic_total(first, last)
    sales = dict(sales_by_value(first, last, dimension=Dimension.COUNTRY))
    by_visit = whole.revenue_minor / visits.sessions if visits.sessions else 0.0
    delivered = _delivered_to()
    found = []
    for value, traffic in traffic_by_value(first, last, dimension=Dimension.COUNTRY):
        if not value or traffic.sessions < FEWEST_VISITS:
            continue
        sold = sales.get(value, SalesFigures())
        gap = round(traffic.sessions * by_visit) - sold.revenue_minor
        if gap <= 0:
            continue
        why = _why_country(value, sold, traffic, visits, delivered)
        found.append(_Country(value_name(Dimension.COUNTRY, value), sold, traffic, gap, why))
    return sorted(found, key=lambda one: -one.gap_minor)[:MOST_COUNTRIES]


def _delivered_to() -> set[str] | None:
    """The countries to which a parcel can be sent; None where that is everywhere.

    A method without rates goes everywhere, and so does a zone without countries.
    """
    carriers = ShippingMethod.objects.filter(is_active=True, kind=ShippingKind.DELIVERY)
    if carriers.filter(rates__isnull=True).exists():
        return None
    zones = ShippingZone.objects.filter(rates__method__in=carriers)
    named = list(zones.values_list("countries", flat=True))
    return None if any(not zone for zone in named) else {code for zone in named for code in zone}


def _why_country(
    value: str,
    sold: SalesFigures,
    traffic: TrafficFigures,
    visits: TrafficFigures,
    delivered: set[str] | None,
) -> str:
    if delivered is not None and value not in delivered:
        return _("No way of shipping goes there.")
    if not sold.orders:
        return _("People come and nobody orders: look at shipping, prices and language.")
    here, all_over = traffic.conversion or 0.0, visits.conversion or 0.0
    if here < all_over:
        return _("Of its visits %(here)s order, of all %(all)s.") % {
            "here": SHARE.told(here),
            "all": SHARE.told(all_over),
        }
    return _("They order as often as elsewhere, but for less money.")


def _countries_figure(countries: list[_Country]) -> Figure:
    columns = (
        _("Country"), _("Could bring more"), _("Revenue"), _("Orders"), _("Visits"),
        _("Conversion"), _("Why it is one"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(one.name),
            MONEY.cell(one.gap_minor),
            MONEY.cell(one.sales.revenue_minor),
            COUNT.cell(one.sales.orders),
            COUNT.cell(one.traffic.sessions),
            SHARE.cell(one.traffic.conversion),
            Cell(one.why),
        )
        for one in countries
    )
    return ranks_figure(
        "countries", _("Countries worth a look"),
        [Rank(one.name, one.gap_minor, one.why) for one in countries],
        heading=_("Country"), unit=MONEY, table=Table(columns, rows),
        note=_("What its visits would bring at the shop's revenue a visit, less what they do."),
        missing=_("No country with fifty visits or more sells less than the shop as a whole."),
    )  # fmt: skip


def _rising() -> Figure:
    """What rises for sure enough by the last night, the surest first."""
    trends = list(found_trends(kinds=RISING_KINDS, direction=Direction.RISING)[:MOST_TRENDS])
    names = names_of(trend.subject for trend in trends)
    columns = (_("What"), _("Kind"), _("Against expected"), _("Counted"), _("Why it is one"))
    rows = tuple(
        (
            Cell(names.get(trend.subject, trend.subject)),
            Cell(trend.get_kind_display()),
            Cell(round(trend.ratio, 4), _times(trend.ratio)),
            COUNT.cell(trend.count),
            Cell(_why_rising(trend)),
        )
        for trend in trends
    )
    return Figure(
        "rising", _("What rises"), Table(columns, rows),
        note=_("As of last night, whatever the period: seasons and chance are taken out."),
        missing=_("Nothing rises for sure, or there are too few weeks to tell from."),
        url=reverse("admin:analytics_trend_changelist"),
    )  # fmt: skip


def _times(ratio: float) -> str:
    return f"× {number_format(ratio, 2)}"


def _why_rising(trend: Trend) -> str:
    told = _("%(low)s to %(high)s of what was to be expected, over %(days)s days.") % {
        "low": _times(trend.low),
        "high": _times(trend.high),
        "days": trend.days,
    }
    if trend.missed_share:
        missed = _("%(share)s of the searches found nothing.")
        return f"{told} {missed % {'share': SHARE.told(trend.missed_share)}}"
    return told


def _segments(groups: Iterable[GroupFigures]) -> Figure:
    """Where most money is at risk: expected value of a year by the chance that they stay away."""
    actions = {strategy.segment: strategy.action for strategy in strategies()}
    known = [
        (group, round(group.value_365_minor * group.churn_risk))
        for group in groups
        if group.value != OTHERS
        and group.value_365_minor is not None
        and group.churn_risk is not None
    ]
    known.sort(key=lambda pair: -pair[1])
    columns = (
        _("Segment"), _("Money at risk"), _("Customers"), _("Churn risk"), _("What to do"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(str(RfmSegment(group.value).label)),
            MONEY.cell(at_risk),
            COUNT.cell(group.customers),
            SHARE.cell(group.churn_risk),
            Cell(actions[RfmSegment(group.value)]),
        )
        for group, at_risk in known
    )
    return Figure(
        "segments", _("Segments worth winning"), Table(columns, rows),
        note=_("The value expected in a year by the chance of no order within 90 days."),
        missing=_("Customers have no value and risk yet: they come with the nightly profiles."),
    )  # fmt: skip


register(
    Dashboard(
        slug="opportunities",
        title=gettext_lazy("Opportunities"),
        icon="lightbulb",
        about=gettext_lazy("Demand without supply, what rises, countries and segments to win."),
        read=read,
        permission=SEES_GOODS,
    )
)
