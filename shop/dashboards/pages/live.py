"""The live view: what happens in the shop right now, from counts by the minute."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Category, Product
from events.minutes import Minute, counted_until, minutes, most_seen, recent_people
from events.names import EventName
from foundation.charts import Series
from foundation.clock import shop_zone
from shop.dashboards.drawings import course_figure
from shop.dashboards.frame import Asked, Cell, Dashboard, Figure, Page, Table, Tile, register
from shop.dashboards.telling import COUNT, MONEY, tile

MINUTES = 30
HALF_HOUR, A_MINUTE = timedelta(minutes=MINUTES), timedelta(minutes=1)
EVERY = 5
"""Seconds between two looks; the minutes are counted as often."""
MOST, MOST_LISTS = 10, 1000
CATEGORY, SEARCH = "category:", "search:"


@dataclass(frozen=True, slots=True)
class _HalfHours:
    """Minutes of one kind of event: the half hour that ends now, and the one before."""

    now: list[Minute]
    before: list[Minute]

    @classmethod
    def of(cls, name: EventName, at: datetime) -> _HalfHours:
        both = minutes(name, at - 2 * HALF_HOUR + A_MINUTE, until=at)
        return cls(both[-MINUTES:], both[:-MINUTES])

    def tile(self, title: str, note: str = "") -> Tile:
        """How often it happened."""
        return tile(title, _count(self.now), _count(self.before), note=note)


def read(asked: Asked) -> Page:
    since = asked.at - HALF_HOUR + A_MINUTE
    views = _HalfHours.of(EventName.PRODUCT_VIEWED, asked.at)
    carts = _HalfHours.of(EventName.CART_ITEM_ADDED, asked.at)
    orders = _HalfHours.of(EventName.ORDER_PLACED, asked.at)
    return Page(
        tiles=(
            tile(
                _("Visitors"),
                recent_people(at=asked.at),
                recent_people(at=asked.at - HALF_HOUR),
                note=_("Those who agreed to be known."),
            ),
            views.tile(_("Products seen"), note=_("By everybody.")),
            carts.tile(_("Put in the cart")),
            _HalfHours.of(EventName.CHECKOUT_STARTED, asked.at).tile(_("Checkouts begun")),
            orders.tile(_("Orders")),
            tile(_("Worth of the orders"), _worth(orders.now), _worth(orders.before), unit=MONEY),
        ),
        figures=(_course(views, carts),),
        lists=(_products(since), _lists(since)),
        notes=_notes(asked.at),
    )


def _notes(at: datetime) -> tuple[str, ...]:
    """Where nothing comes in: since when."""
    until = counted_until()
    if until is None:
        return (_("Nothing was counted yet: the first visit shows within seconds."),)
    if until > at - HALF_HOUR:
        return ()
    day = date_format(until.astimezone(shop_zone()), "SHORT_DATETIME_FORMAT")
    return (_("Nothing happened in the last half hour; the last was at %(day)s.") % {"day": day},)


def _course(views: _HalfHours, carts: _HalfHours) -> Figure:
    labels = [date_format(each.at.astimezone(shop_zone()), "H:i") for each in views.now]
    lines = [
        Series(_("Products seen"), [float(each.count) for each in views.now]),
        Series(_("Put in the cart"), [float(each.count) for each in carts.now], "past"),
    ]
    return course_figure(
        "minutes", _("Minute by minute"), labels, lines, heading=_("Minute"), unit=COUNT
    )


def _products(since: datetime) -> Figure:
    seen = most_seen(EventName.PRODUCT_VIEWED, since, limit=MOST)
    carted = {each.key: each.count for each in most_seen(EventName.CART_ITEM_ADDED, since)}
    numbers = [int(each.key) for each in seen if each.key.isdigit()]
    names = {str(product.pk): str(product) for product in Product.objects.filter(pk__in=numbers)}
    rows = tuple(
        (
            Cell(names[each.key], url=reverse("admin:catalog_product_change", args=[each.key])),
            COUNT.cell(each.count),
            COUNT.cell(carted.get(each.key, 0)),
        )
        for each in seen
        if each.key in names
    )
    columns = (_("Product"), _("Seen"), _("Put in the cart"))
    missing = _("No product was seen in the last half hour.")
    return Figure("products", _("Most seen products"), Table(columns, rows), missing=missing)


def _lists(since: datetime) -> Figure:
    """Lists by name. Searches stand together: what somebody typed may name them."""
    seen: Counter[str] = Counter()
    for each in most_seen(EventName.LIST_VIEWED, since, limit=MOST_LISTS):
        seen[SEARCH if each.key.startswith(SEARCH) else each.key] += each.count
    slugs = [key.removeprefix(CATEGORY) for key in seen if key.startswith(CATEGORY)]
    names = {each.slug: each.name for each in Category.objects.filter(slug__in=slugs)}
    rows = tuple(
        (Cell(_list_name(key, names)), COUNT.cell(count)) for key, count in seen.most_common(MOST)
    )
    missing = _("No list was seen in the last half hour.")
    return Figure(
        "lists", _("Most seen lists"), Table((_("List"), _("Seen")), rows), missing=missing
    )


def _list_name(key: str, categories: dict[str, str]) -> str:
    """What a list is called: of a category, all searches, or one of the shop's own."""
    if key.startswith(CATEGORY):
        slug = key.removeprefix(CATEGORY)
        return categories.get(slug, slug)
    own = {"home": _("Home page"), "all": _("All products"), SEARCH: _("Searches")}
    return own.get(key, key)


def _count(half_hour: list[Minute]) -> int:
    return sum(each.count for each in half_hour)


def _worth(half_hour: list[Minute]) -> int:
    return sum(each.value_minor for each in half_hour)


register(
    Dashboard(
        slug="live",
        title=gettext_lazy("Right now"),
        icon="sensors",
        about=gettext_lazy("The last half hour, drawn anew every few seconds."),
        read=read,
        has_period=False,
        every=EVERY,
    )
)
