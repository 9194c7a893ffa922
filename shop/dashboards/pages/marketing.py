"""The marketing page: who came from where and bought, what mail and promotions did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.algorithms.attribution import Method
from analytics.journeys.attribution import attribution
from analytics.mail.days import MailFigures, mail_by_campaign, mail_total
from analytics.models import Dimension
from analytics.rollups.figures import SalesFigures, TrafficFigures
from analytics.rollups.selectors import (
    sales_by_value,
    sales_total,
    traffic_by_value,
    traffic_total,
)
from analytics.small_groups import hide_small, is_shown
from foundation.rank_charts import Rank
from pricing.models import PromotionEffect
from shop.dashboards.drawings import ranks_figure
from shop.dashboards.filters import value_name
from shop.dashboards.frame import (
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

MOST_PARTS, MOST_PROMOTIONS = 12, 12


@dataclass(frozen=True, slots=True)
class _Part:
    """What one source or campaign brought."""

    name: str
    sales: SalesFigures
    traffic: TrafficFigures

    @property
    def people(self) -> int:
        """At least so many: each order and each visit of a day may be one person's."""
        return max(self.sales.orders, self.traffic.visitors)


def read(asked: Asked) -> Page:
    return Page(
        tiles=_tiles(asked),
        figures=(
            _parts_figure("sources", _("Sales by source"), Dimension.SOURCE, _("Source"), asked),
            _parts_figure(
                "campaigns", _("Sales by campaign"), Dimension.CAMPAIGN, _("Campaign"), asked
            ),
            _mail(asked),
        ),
        lists=(_channels(asked), _promotions(asked)),
    )


def _tiles(asked: Asked) -> tuple[Tile, ...]:
    first, last = asked.period.first, asked.period.last
    sales, traffic, mail = (
        sales_total(first, last),
        traffic_total(first, last),
        mail_total(first, last),
    )
    before = asked.compared
    then = traffic_total(before.first, before.last) if before else None
    sold = sales_total(before.first, before.last) if before else None
    written = mail_total(before.first, before.last) if before else None
    return (
        tile(_("Visits"), traffic.sessions, then.sessions if then else None),
        tile(_("Conversion"), traffic.conversion, then.conversion if then else None, unit=SHARE),
        tile(_("Revenue"), sales.revenue_minor, sold.revenue_minor if sold else None, unit=MONEY),
        tile(
            _("Given away in discounts"), sales.discount_minor,
            sold.discount_minor if sold else None, unit=MONEY, more_is_good=None,
        ),
        tile(_("Mails sent"), mail.sent, written.sent if written else None, more_is_good=None),
        tile(
            _("Mails opened"), _rate(mail.open_rate, mail),
            _rate(written.open_rate, written) if written else None, unit=SHARE,
        ),
    )  # fmt: skip


def _rate(rate: float | None, mail: MailFigures) -> float | None:
    """None where so few got mail that it would tell of one of them."""
    return rate if is_shown(mail.sent) else None


def _parts_figure(key: str, title: str, dimension: Dimension, heading: str, asked: Asked) -> Figure:
    parts = _parts(dimension, asked)
    ranks = [
        Rank(part.name, part.sales.revenue_minor, _beside(part))
        for part in parts
        if part.sales.revenue_minor > 0
    ]
    columns = (
        heading, _("Revenue"), _("Orders"), _("Average order"), _("Visits"), _("Conversion"),
        _("New customers"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(part.name),
            MONEY.cell(part.sales.revenue_minor),
            COUNT.cell(part.sales.orders),
            MONEY.cell(part.sales.average_order_minor),
            COUNT.cell(part.traffic.sessions),
            SHARE.cell(part.traffic.conversion),
            COUNT.cell(part.sales.first_orders),
        )
        for part in parts
    )
    return ranks_figure(
        key, title, ranks, heading=heading, unit=MONEY, table=Table(columns, rows),
        missing=_("No orders or visits of these days are known by it."),
    )  # fmt: skip


def _parts(dimension: Dimension, asked: Asked) -> list[_Part]:
    """By revenue; those of fewer than ten people and those beyond the first dozen together."""
    first, last = asked.period.first, asked.period.last
    sales = dict(sales_by_value(first, last, dimension=dimension))
    traffic = dict(traffic_by_value(first, last, dimension=dimension))
    parts = [
        _Part(
            value_name(dimension, value),
            sales.get(value, SalesFigures()),
            traffic.get(value, TrafficFigures()),
        )
        for value in {**sales, **traffic}
    ]
    parts.sort(key=lambda part: (-part.sales.revenue_minor, -part.traffic.sessions))
    large = parts[:MOST_PARTS]
    if len(parts) > MOST_PARTS:
        large.append(_together(parts[MOST_PARTS:]))
    return hide_small(large, people=lambda part: part.people, rest=_together)


def _together(parts: Sequence[_Part]) -> _Part:
    return _Part(
        _("All others"),
        SalesFigures(
            *(sum(getattr(part.sales, one.name) for part in parts) for one in fields(SalesFigures))
        ),
        TrafficFigures(
            *(
                sum(getattr(part.traffic, one.name) for part in parts)
                for one in fields(TrafficFigures)
            )
        ),
    )


def _beside(part: _Part) -> str:
    return _("%(orders)s orders") % {"orders": COUNT.told(part.sales.orders)}


def _mail(asked: Asked) -> Figure:
    found = hide_small(
        mail_by_campaign(asked.period.first, asked.period.last),
        people=lambda one: max(one.sent, one.opened),
        rest=lambda small: MailFigures(
            _("All others"),
            sum(one.sent for one in small),
            sum(one.opened for one in small),
            sum(one.clicked for one in small),
        ),
    )
    named = [(one.campaign or _("No campaign"), one) for one in found]
    columns = (
        _("Campaign"), _("Sent"), _("Opened"), _("Clicked"), _("Share opened"), _("Share clicked"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(name),
            COUNT.cell(one.sent),
            COUNT.cell(one.opened),
            COUNT.cell(one.clicked),
            SHARE.cell(one.open_rate),
            SHARE.cell(one.click_rate),
        )
        for name, one in named
    )
    ranks = [
        Rank(name, one.open_rate or 0.0, _("%(sent)s sent") % {"sent": COUNT.told(one.sent)})
        for name, one in named
    ]
    return ranks_figure(
        "mail", _("Mail opened by campaign"), ranks, heading=_("Campaign"), unit=SHARE,
        table=Table(columns, rows),
        note=_("Many mail programs hide openings, others open by themselves: compare, not count."),
        missing=_("No campaign mail went out in these days."),
    )  # fmt: skip


def _channels(asked: Asked) -> Figure:
    """Credit by the Markov chain beside what stood last: how much they differ is what matters."""
    found = attribution(asked.period.first, asked.period.last)
    rows = tuple(
        (
            Cell(str(one.channel.label) if one.channel else _("All others")),
            COUNT.cell(one.orders[Method.MARKOV]),
            COUNT.cell(one.orders[Method.LAST]),
            MONEY.cell(one.revenue_minor[Method.MARKOV]),
        )
        for one in found.channels
    )
    columns = (_("Channel"), _("Orders by all touches"), _("Orders by the last"), _("Their value"))
    return Figure(
        "channels", _("Credit of channels"), Table(columns, rows),
        note=_("By the Markov chain; five more ways stand on the page of attribution."),
        missing=_("No journeys that can be followed ended in these days."),
        url=reverse("admin:dashboard_attribution"),
    )  # fmt: skip


def _promotions(asked: Asked) -> Figure:
    """What promotions of these days did beside like goods, as far as it was measured."""
    effects = PromotionEffect.objects.filter(
        first_day__lte=asked.period.last, last_day__gte=asked.period.first
    ).select_related("promotion")[:MOST_PROMOTIONS]
    rows = tuple(
        (
            Cell(
                str(effect.promotion),
                url=reverse("admin:pricing_promotioneffect_change", args=[effect.pk]),
            ),
            Cell(effect.first_day),
            Cell(effect.last_day),
            SHARE.cell(effect.lift),
            MONEY.cell(effect.margin_minor),
            Cell(None if effect.margin_minor is None else _interval(effect)),
            MONEY.cell(effect.discount_minor),
        )
        for effect in effects
    )
    columns = (
        _("Promotion"), _("First day"), _("Last day"), _("Units more"), _("Margin gained"),
        _("Between"), _("Given away"),
    )  # fmt: skip
    return Figure(
        "promotions", _("What promotions did"), Table(columns, rows),
        note=_("Held against like goods that were left alone: measured, but no experiment."),
        missing=_("No promotion of these days was measured yet; it takes until two weeks after."),
    )  # fmt: skip


def _interval(effect: PromotionEffect) -> str:
    if effect.margin_low_minor is None or effect.margin_high_minor is None:
        return ""
    return _("%(low)s to %(high)s") % {
        "low": MONEY.told(effect.margin_low_minor),
        "high": MONEY.told(effect.margin_high_minor),
    }


register(
    Dashboard(
        slug="marketing",
        title=gettext_lazy("Marketing"),
        icon="campaign",
        about=gettext_lazy("Who came from where and bought, and what mail and promotions did."),
        read=read,
    )
)
