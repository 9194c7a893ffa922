"""What rules ask of a product: its shelf, brand, options, price, margin and stock.

Looked up for the few candidates of an answer, in the table that the worker writes for the whole
shop or, where that does not know a product, in the database; remembered for minutes in each
process. A boost may so rest on a stock level of a quarter of an hour ago. What is sold out is kept
from the answer elsewhere, by the mask of what can be sold.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from django.conf import settings

from catalog.models import Category, Product, ProductStatus, Variant, VariantOption
from inventory.selectors import availability
from pricing.selectors import PriceQuote, prices_of
from recommendations.rules.book import Candidate, ShopSurface
from recommendations.rules.fact_table import FactTable, forget_table, newest_table, write_table
from recommendations.rules.selectors import rule_book

REMEMBERED_SECONDS = 300.0
MOST_REMEMBERED = 50_000
READ_AT_ONCE = 500


class _Facts:
    """The candidates of this process, each with the moment until which it is believed."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[float, Candidate]] = {}

    def of(self, product_ids: Sequence[int]) -> dict[int, Candidate]:
        now = time.monotonic()
        unknown = [
            pk for pk in product_ids if (held := self._known.get(pk)) is None or held[0] < now
        ]
        if unknown:
            if len(self._known) + len(unknown) > MOST_REMEMBERED:
                self.forget()
                unknown = list(product_ids)
            for pk, facts in _look_up(unknown).items():
                self._known[pk] = (now + REMEMBERED_SECONDS, facts)
        known = self._known
        return {pk: held[1] for pk in product_ids if (held := known.get(pk)) is not None}

    def forget(self) -> None:
        self._known = {}


_facts = _Facts()


def forget_facts() -> None:
    """Read every product anew at the next question in this process (tests)."""
    _facts.forget()
    _shelves.forget()
    forget_table()


def candidates_of(product_ids: Sequence[int]) -> list[Candidate]:
    """Products as candidates, in order; those that are not on the shelves are left out."""
    facts = _facts.of(product_ids)
    return [facts[product] for product in product_ids if product in facts]


def write_facts() -> int:
    """Write the facts of all published products for every process; returns how many.

    0 where staff said nothing about recommendations: nobody asks for facts then.

    Raises:
        OSError: the disk refused; what was written before stays.
    """
    if all(rule_book(surface).is_empty for surface in ShopSurface):
        return 0
    published = Product.objects.filter(status=ProductStatus.PUBLISHED)
    ids = list(published.order_by("pk").values_list("pk", flat=True))
    found: list[Candidate] = []
    for begin in range(0, len(ids), READ_AT_ONCE):
        found += read_facts(ids[begin : begin + READ_AT_ONCE]).values()
    write_table(FactTable.of(found))
    return len(found)


def _look_up(product_ids: Sequence[int]) -> dict[int, Candidate]:
    table = newest_table()
    found = table.candidates(product_ids, _shelves.above()) if table else {}
    rest = [pk for pk in product_ids if pk not in found]
    return found | read_facts(rest) if rest else found


def read_facts(product_ids: Sequence[int]) -> dict[int, Candidate]:
    """The facts of published products from the tables: six queries however many there are."""
    above = _shelves.above()
    variants: dict[int, list[int]] = {}
    rows = Variant.objects.filter(product__in=product_ids, is_active=True)
    for pk, product in rows.values_list("pk", "product_id"):
        variants.setdefault(product, []).append(pk)
    owned = [pk for own in variants.values() for pk in own]
    quotes = prices_of(owned, currency=settings.SHOP_BASE_CURRENCY)
    stock = availability(owned)
    options = _options(owned)
    found: dict[int, Candidate] = {}
    products = Product.objects.filter(pk__in=product_ids, status=ProductStatus.PUBLISHED)
    for pk, category, brand in products.values_list("pk", "category_id", "brand_id"):
        own = variants.get(pk, [])
        price, margin = _price_and_margin([quotes[one] for one in own if one in quotes])
        found[pk] = Candidate(
            product=pk,
            categories=above.get(category, ()),
            brand=brand,
            options=frozenset(value for one in own for value in options.get(one, ())),
            price=price,
            margin=margin,
            stock=_units(own, stock),
        )
    return found


class _Shelves:
    """The category tree of this process, read as seldom as the rest."""

    def __init__(self) -> None:
        self._above: dict[int, tuple[int, ...]] = {}
        self._until = float("-inf")

    def above(self) -> dict[int, tuple[int, ...]]:
        """Each category with those above it, its own first."""
        if time.monotonic() > self._until:
            self._above = _categories_above()
            self._until = time.monotonic() + REMEMBERED_SECONDS
        return self._above

    def forget(self) -> None:
        self._until = float("-inf")


_shelves = _Shelves()


def _categories_above() -> dict[int, tuple[int, ...]]:
    paths = dict(Category.objects.values_list("path", "pk"))
    step = Category.steplen
    return {
        pk: tuple(
            paths[path[:length]] for length in range(len(path), 0, -step) if path[:length] in paths
        )
        for path, pk in paths.items()
    }


def _price_and_margin(quotes: Sequence[PriceQuote]) -> tuple[int | None, float | None]:
    """The lowest price of the variants, and what is left of it above the cost, as a share."""
    priced = [quote for quote in quotes if quote.amount.minor > 0]
    if not priced:
        return None, None
    cheapest = min(priced, key=lambda quote: quote.amount.minor)
    price = cheapest.amount.minor
    if cheapest.cost is None:
        return price, None
    return price, (price - cheapest.cost.minor) / price


def _units(variants: Sequence[int], stock: Mapping[int, int]) -> int | None:
    """Units that can be sold; None where one of the variants is not tracked."""
    if not variants or any(pk not in stock for pk in variants):
        return None
    return sum(max(stock[pk], 0) for pk in variants)


def _options(variants: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = VariantOption.objects.filter(variant__in=variants)
    for variant, value in rows.values_list("variant_id", "value_id"):
        found.setdefault(variant, []).append(value)
    return found
