"""Baskets: what is bought together oftener than chance has it."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.journeys.selectors import Pair, basket_pairs, pairs_until
from analytics.models import ThingKind
from foundation.rank_charts import Rank
from shop.dashboards.drawings import ranks_figure
from shop.dashboards.frame import SEES_GOODS, Asked, Cell, Dashboard, Figure, Page, Table, register
from shop.dashboards.telling import COUNT, SHARE, Unit, count_told

DRAWN = 12


def _times(value: float) -> str:
    return f"{count_told(value)}×"


TIMES = Unit(_times, _times, lambda value: round(value, 3))


def read(asked: Asked) -> Page:
    until = pairs_until()
    if until is None:
        return Page(
            notes=(
                _(
                    "No two things were bought together by ten people in a year yet. Baskets are "
                    "counted every night."
                ),
            )
        )
    return Page(
        figures=(
            _figure(
                "categories",
                _("Shelves that are bought from together"),
                basket_pairs(ThingKind.CATEGORY),
                "admin:catalog_category_change",
            ),
            _figure(
                "products",
                _("Products that are bought together"),
                basket_pairs(ThingKind.PRODUCT),
                "admin:catalog_product_change",
            ),
        ),
        notes=(
            _(
                "Orders of the year up to %(day)s, guests' among them. Lift: how much oftener "
                "both stand in one basket than if they had nothing to do with each other; sorted "
                "by the lower end of its 90%% interval. Only pairs that ten people bought and "
                "that chance hardly explains."
            )
            % {"day": date_format(until, "j M Y")},
        ),
    )


def _figure(key: str, title: str, pairs: Sequence[Pair], page: str) -> Figure:
    ranks = [
        Rank(f"{pair.left} + {pair.right}", pair.lift, beside=_interval(pair))
        for pair in pairs[:DRAWN]
    ]
    columns = (
        _("First"), _("Second"), _("Lift"), _("90% interval"), _("Baskets with both"),
        _("Of all baskets"), _("Of those with the first"), _("Of those with the second"),
    )  # fmt: skip
    return ranks_figure(
        key,
        title,
        ranks,
        heading=_("Pair"),
        unit=TIMES,
        table=Table(columns, tuple(_row(pair, page) for pair in pairs)),
        missing=_("No pair is sure enough to be told."),
    )


def _row(pair: Pair, page: str) -> tuple[Cell, ...]:
    return (
        Cell(pair.left, url=reverse(page, args=[pair.left_id])),
        Cell(pair.right, url=reverse(page, args=[pair.right_id])),
        TIMES.cell(pair.lift),
        Cell(_interval(pair)),
        COUNT.cell(pair.both),
        SHARE.cell(pair.support),
        SHARE.cell(pair.then_right),
        SHARE.cell(pair.then_left),
    )


def _interval(pair: Pair) -> str:
    return _("%(low)s to %(high)s") % {"low": TIMES.told(pair.low), "high": TIMES.told(pair.high)}


register(
    Dashboard(
        slug="baskets",
        title=gettext_lazy("Bought together"),
        icon="shopping_basket",
        about=gettext_lazy("Pairs that stand in one basket oftener than chance has it."),
        read=read,
        permission=SEES_GOODS,
        has_period=False,
    )
)
