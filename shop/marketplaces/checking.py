"""A file of orders against the shop: what is new, what was seen before, what cannot be taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from foundation.money import Money
from orders.models import Order
from orders.sending import needs_sending
from pricing.selectors import NoRate, exchange_rate
from shop.exchange.findings import Findings, Unreadable
from shop.exchange.sheets import read_sheet
from shop.marketplaces.articles import CHUNK, Articles, read_articles
from shop.marketplaces.columns import LAYOUTS, Columns
from shop.marketplaces.models import Layout, Marketplace
from shop.marketplaces.reading import read_orders
from shop.marketplaces.reckoning import Terms, reckon
from shop.marketplaces.sold import SoldItem, SoldOrder

PREVIEWED = 20


@dataclass(slots=True)
class Checked:
    """The orders of a file; nothing of it may be taken where ``findings`` hold problems."""

    orders: list[SoldOrder] = field(default_factory=list)
    seen: frozenset[str] = frozenset()
    articles: Articles | None = None
    findings: Findings = field(default_factory=Findings)

    @property
    def new(self) -> list[SoldOrder]:
        return [order for order in self.orders if order.reference not in self.seen]


def external_ref(marketplace: Marketplace, reference: str) -> str:
    """What an order is known by: the marketplace's code and its number there."""
    return f"{marketplace.code}:{reference}"


def terms_of(marketplace: Marketplace) -> Terms:
    return Terms(marketplace.prices_include_tax, marketplace.collects_tax)


def check_content(*, marketplace: Marketplace, content: bytes) -> Checked:
    """Read a file and compare it with the shop; nothing is written.

    An order seen before is not looked at further: what became of it is the shop's to know.
    """
    checked = Checked()
    columns = LAYOUTS[Layout(marketplace.layout)]
    try:
        _read(checked, marketplace, columns, content)
    except Unreadable as problem:
        checked.findings.say(1, "", problem)
    except NoRate:
        words = _("There is no rate of exchange for %(currency)s.")
        checked.findings.say(1, "", words % {"currency": marketplace.currency})
    return checked


def _read(checked: Checked, marketplace: Marketplace, columns: Columns, content: bytes) -> None:
    sheet = read_sheet(content)
    for note in sheet.notes:
        checked.findings.note(note)
    currency = marketplace.currency
    exchange_rate(currency)
    checked.orders = read_orders(
        sheet, columns, currency=currency, country=marketplace.country, findings=checked.findings
    )
    checked.seen = _seen(marketplace, checked.orders)
    skus = {item.sku for order in checked.new for item in order.items}
    checked.articles = read_articles(skus, currency=currency)
    _look_for_articles(checked, checked.articles, columns)


def _seen(marketplace: Marketplace, orders: list[SoldOrder]) -> frozenset[str]:
    by_name = {external_ref(marketplace, order.reference): order.reference for order in orders}
    names, found = sorted(by_name), set[str]()
    for start in range(0, len(names), CHUNK):
        some = names[start : start + CHUNK]
        rows = Order.objects.filter(external_ref__in=some)
        found.update(rows.values_list("external_ref", flat=True))
    return frozenset(by_name[name] for name in found)


def _look_for_articles(checked: Checked, articles: Articles, columns: Columns) -> None:
    (column,) = columns.sku
    for order in checked.new:
        for item in order.items:
            if not item.sku:
                continue
            if item.sku not in articles.ids:
                checked.findings.say(item.line, column, _("No article here has this SKU."))
            elif not needs_sending(articles.card(item).kind):
                words = _("It is sent by e-mail: it cannot be sold at a marketplace.")
                checked.findings.say(item.line, column, words)


def preview_of(checked: Checked, marketplace: Marketplace) -> list[list[Any]]:
    """The first orders as rows of an ``OrderFile``'s preview; it names no buyer."""
    return [
        [
            order.line,
            order.reference,
            _content(order),
            _total(order, checked, marketplace),
            order.reference in checked.seen,
        ]
        for order in checked.orders[:PREVIEWED]
    ]


def _content(order: SoldOrder) -> str:
    told = [f"{item.quantity} × {item.sku}" for item in order.items]
    return ", ".join(told[:4]) + (" …" if len(told) > 4 else "")


def _total(order: SoldOrder, checked: Checked, marketplace: Marketplace) -> str:
    """What its buyer pays the shop, where all of its articles are known."""
    articles = checked.articles
    if articles is None or not _all_known(order.items, articles):
        return ""
    total = reckon(order, articles.rates(order), terms_of(marketplace)).total
    return str(Money(total, marketplace.currency))


def _all_known(items: Iterable[SoldItem], articles: Articles) -> bool:
    return all(item.sku in articles.ids for item in items)
