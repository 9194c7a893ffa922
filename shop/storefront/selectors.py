"""What list pages, rows and holes show: cards in an order, a fixed few queries whatever the size.

Pages are numbered, because people share and return to them, but only so far: an offset makes the
database walk over all that comes before. Counts are remembered for a minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, zip_longest
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from catalog.models import Category
from shop.storefront.cards import Card, card_columns, cards_of, media_url
from shop.storefront.categories import Shelf
from shop.storefront.currency import active_currency
from shop.storefront.models import Listing, ListingPlacement

PAGE_SIZE = 24
MOST_PAGES = 100
COUNT_SECONDS = 60
MOST_WORDS = 6


class Sort(StrEnum):
    """The orders a list can stand in; the value is what the address says."""

    POPULAR = "popular"
    NEWEST = "newest"
    CHEAPEST = "price"
    DEAREST = "-price"


_ORDER = {
    Sort.POPULAR: ("-popularity", "product"),
    Sort.NEWEST: ("-published_at", "product"),
    Sort.CHEAPEST: ("price_minor", "product"),
    Sort.DEAREST: ("-price_minor", "-product"),
}
_BY_PRICE = {Sort.CHEAPEST, Sort.DEAREST}
_SOLD = "sold__"


class NoSuchPage(LookupError):
    """The list ends before that page."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list; ``total`` counts what the whole list holds."""

    cards: list[Card]
    total: int
    number: int
    pages: int
    sort: Sort


@dataclass(frozen=True, slots=True)
class DepartmentTile:
    """A department with the picture of its most wanted product."""

    name: str
    url: str
    picture: str


def list_page(*, language: str, sort: Sort, number: int, words: str = "") -> ListPage:
    """A page of all products, or of those whose name or brand has every one of ``words``.

    Raises:
        NoSuchPage: there is no page of that number.
    """
    shelf = _shelf()
    listings = shelf.listings
    if words:
        listings = _with_words(listings, words, language)
        total = listings[: PAGE_SIZE * MOST_PAGES].count()
    else:
        total = _remembered_count(f"all:{shelf.currency}", listings)
    pages = _check_page(number, total)
    start = (number - 1) * PAGE_SIZE
    rows = listings.order_by(*shelf.order(sort)).values_list(*shelf.columns(language))
    cards = cards_of(rows[start : start + PAGE_SIZE], language) if total else []
    return ListPage(cards, total, number, pages, sort)


def category_page(*, category_id: int, language: str, sort: Sort, number: int) -> ListPage:
    """A page of a category and all below it.

    Raises:
        NoSuchPage: there is no page of that number.
    """
    shelf = _shelf()
    placements = shelf.placements(category_id)
    total = _remembered_count(f"category:{category_id}:{shelf.currency}", placements)
    pages = _check_page(number, total)
    start = (number - 1) * PAGE_SIZE
    order = [name.replace("product", "listing") for name in shelf.order(sort)]
    # The page is cut before the listings are joined: else they are for all the pages before it.
    ids = placements.order_by(*order).values("listing")[start : start + PAGE_SIZE]
    rows = shelf.listings.filter(pk__in=ids).order_by(*shelf.order(sort))
    cards = cards_of(rows.values_list(*shelf.columns(language)), language) if total else []
    return ListPage(cards, total, number, pages, sort)


def cards_by_ids(product_ids: Sequence[int], *, language: str) -> list[Card]:
    """Cards of those products that are on the shelves, in the order of the ids."""
    shelf = _shelf()
    rows = shelf.listings.filter(pk__in=product_ids).values_list(*shelf.columns(language))
    cards = {card.product_id: card for card in cards_of(rows, language)}
    return [cards[product_id] for product_id in product_ids if product_id in cards]


def leading_cards(sort: Sort, number: int, *, language: str) -> list[Card]:
    """The first products of an order that are in stock."""
    shelf = _shelf()
    listings = shelf.listings.filter(in_stock=True).order_by(*shelf.order(sort))
    return cards_of(listings.values_list(*shelf.columns(language))[:number], language)


def showcase(number: int, *, language: str) -> list[Card]:
    """The best of different shelves, departments taking turns: what the shop can show off.

    What sells most is often ten of a kind; a first look should say how much else there is.
    """
    best = ListingPlacement.objects.filter(
        category=OuterRef("pk"), listing__in_stock=True, listing__picture__gt=""
    ).order_by("-popularity", "listing")
    rows = (
        Category.objects.filter(numchild=0, is_visible=True)
        .annotate(
            best=Subquery(best.values("listing")[:1]), score=Subquery(best.values("popularity")[:1])
        )
        .filter(best__isnull=False)
        .order_by("-score", "path")
        .values_list("path", "best")
    )
    departments: dict[str, list[int]] = {}
    for path, product_id in rows:
        departments.setdefault(path[: Category.steplen], []).append(product_id)
    turns = chain.from_iterable(zip_longest(*departments.values()))
    chosen = [product_id for product_id in turns if product_id is not None][:number]
    return cards_by_ids(chosen, language=language)


def showcase_of(category_id: int, number: int, *, language: str) -> list[Card]:
    """The best of one category that can be bought and has a picture."""
    placements = (
        _shelf().placements(category_id).filter(listing__in_stock=True, listing__picture__gt="")
    )
    best = placements.order_by("-popularity", "listing").values_list("listing", flat=True)
    return cards_by_ids(list(best[:number]), language=language)


def department_tiles(departments: Sequence[Shelf]) -> list[DepartmentTile]:
    """Tiles of the departments that hold something, in one query.

    The picture is the second one of the most wanted product: the first stands in other rows.
    """
    first = ListingPlacement.objects.filter(category=OuterRef("pk")).order_by(
        "-popularity", "listing"
    )
    pictures = dict(
        Category.objects.filter(pk__in=[shelf.id for shelf in departments])
        .annotate(
            picture=Subquery(first.values("listing__picture")[:1]),
            second=Subquery(first.values("listing__second_picture")[:1]),
        )
        .filter(picture__isnull=False)
        .values_list("pk", Coalesce(NullIf("second", Value("")), "picture"))
    )
    return [
        DepartmentTile(shelf.name, shelf.url, media_url(pictures[shelf.id]))
        for shelf in departments
        if shelf.id in pictures
    ]


def names_of(product_ids: Sequence[int], *, language: str) -> dict[int, str]:
    """Names of listed products, for the sentence that says why something is recommended."""
    return {card.product_id: card.name for card in cards_by_ids(product_ids, language=language)}


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Listings at their prices in the active currency; ``prices`` is where those are reached."""

    listings: QuerySet[Listing]
    prices: str
    currency: str

    def order(self, sort: Sort) -> tuple[str, ...]:
        if sort not in _BY_PRICE:
            return _ORDER[sort]
        first, *rest = _ORDER[sort]
        return (first.replace("price_minor", f"{self.prices}price_minor"), *rest)

    def columns(self, language: str) -> list[str]:
        return card_columns(language, self.prices)

    def placements(self, category_id: int) -> QuerySet[ListingPlacement]:
        rows = ListingPlacement.objects.filter(category_id=category_id)
        return _sold_in(rows, "listing__prices", self.currency) if self.prices else rows


def _shelf() -> _Shelf:
    """The base currency's prices stand on the listings themselves, others beside them."""
    currency = active_currency()
    if currency == settings.SHOP_BASE_CURRENCY:
        return _Shelf(Listing.objects.all(), "", currency)
    return _Shelf(_sold_in(Listing.objects.all(), "prices", currency), _SOLD, currency)


def _sold_in(rows: QuerySet[Any], prices: str, currency: str) -> QuerySet[Any]:
    """Rows whose listing is sold in a currency, with its prices at ``sold``."""
    priced = FilteredRelation(prices, condition=Q(**{f"{prices}__currency": currency}))
    return rows.annotate(sold=priced).filter(sold__isnull=False)


def _with_words(listings: QuerySet[Listing], words: str, language: str) -> QuerySet[Listing]:
    for word in words.split()[:MOST_WORDS]:
        listings = listings.filter(
            Q(**{f"name_{language}__icontains": word})
            | Q(name_en__icontains=word)
            | Q(brand__icontains=word)
        )
    return listings


def _check_page(number: int, total: int) -> int:
    """How many pages there are; raises ``NoSuchPage`` past the end."""
    pages = min(max(-(-total // PAGE_SIZE), 1), MOST_PAGES)
    if not 1 <= number <= pages:
        raise NoSuchPage(number)
    return pages


def _remembered_count(name: str, rows: QuerySet[Listing] | QuerySet[ListingPlacement]) -> int:
    key = f"storefront:count:{name}"
    count: int | None = cache.get(key)
    if count is None:
        count = rows.count()
        cache.set(key, count, COUNT_SECONDS)
    return count
