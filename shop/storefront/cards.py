"""A product as list pages, rows and holes show it: everything about a card that can be prepared.

List pages are the busiest of the shop, so a card is a slotted object of finished strings: nothing
is formatted, translated or resolved while the template runs, and what repeats (prices, colour
dots) is remembered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel.numbers import format_decimal
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import filepath_to_uri
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from lucide.templatetags.lucide import lucide

from foundation.money import Money

LOW_STOCK = 5
EAGER_PICTURES = 4
MOST_DOTS = 4
_NOTHING = SafeString("")


@dataclass(slots=True)
class Card:
    """Finished text and addresses; ``""`` where there is nothing to show."""

    product_id: int
    public_id: str
    url: str
    name: str
    brand: str
    picture: str
    price: str
    compare_at: str
    discount: str
    lowest: str
    rating: SafeString
    dots: SafeString
    stock_note: str
    is_sold_out: bool
    is_eager: bool
    reason: str = ""
    model_version: str = ""
    impression: str = ""

    def __getitem__(self, name: str) -> object:
        """What templates try first: without it each of their look-ups raises and is caught."""
        return getattr(self, name)


_COLUMNS = (
    "product_id", "public_id", "brand", "picture", "swatches", "available", "in_stock", "rating",
    "review_count",
)  # fmt: skip
_PRICES = ("currency", "price_minor", "highest_price_minor", "compare_at_minor", "lowest_minor")


def card_columns(language: str, prices: str = "") -> list[str]:
    """The columns ``cards_of`` reads; ``prices`` is where those of the price are reached.

    Name and slug come last: in the language, then, for another than the default, in that too.
    """
    languages = dict.fromkeys((language, settings.LANGUAGE_CODE))
    translated = [f"{name}_{code}" for code in languages for name in ("name", "slug")]
    return [*_COLUMNS, *(prices + name for name in _PRICES), *translated]


def cards_of(rows: Iterable[tuple[Any, ...]], language: str) -> list[Card]:
    """Cards of rows of ``card_columns``; the first ones load their pictures at once."""
    address = product_address(language)
    return [
        _card(row, language, address, is_eager=number < EAGER_PICTURES)
        for number, row in enumerate(rows)
    ]


def _card(row: tuple[Any, ...], language: str, address: str, *, is_eager: bool) -> Card:
    (
        product_id, public_id, brand, picture, swatches, available, in_stock, rating, reviews,
        currency, price, highest_price, compare_at, lowest, name, slug, *default,
    ) = row  # fmt: skip
    if default:
        name, slug = name or default[0], slug or default[1]
    return Card(
        product_id=product_id,
        public_id=public_id,
        url=f"{address}{slug}/",
        name=name,
        brand=brand,
        picture=media_url(picture),
        price=_price_text(price, currency, language, highest_price > price),
        compare_at=money_text(compare_at, currency, language) if compare_at else "",
        discount=_discount(price, min(compare_at, lowest or compare_at)) if compare_at else "",
        lowest=_lowest_text(lowest, currency, language) if _says_more(lowest, compare_at) else "",
        rating=_rating(float(rating), reviews, language) if rating is not None else _NOTHING,
        dots=_dots(tuple(swatches)) if len(swatches) > 1 else _NOTHING,
        stock_note=_stock_note(available, language) if in_stock else "",
        is_sold_out=not in_stock,
        is_eager=is_eager,
    )


@lru_cache(maxsize=16)
def product_address(language: str) -> str:
    """The address of product pages up to the slug."""
    with translation.override(language):
        return reverse("storefront:product", args=["-"]).removesuffix("-/")


@lru_cache(maxsize=50_000)
def money_text(minor: int, currency: str, language: str) -> str:
    """An amount as the language writes it; remembered, since Babel takes its time."""
    return Money(minor, currency).formatted(language)


@lru_cache(maxsize=50_000)
def media_url(path: str) -> str:
    return f"{settings.MEDIA_URL}{filepath_to_uri(path)}" if path else ""


@lru_cache(maxsize=10_000)
def _discount(price: int, compare_at: int) -> str:
    """How much is taken off, in whole per cent rounded down: never more than is true.

    ``compare_at`` is the lowest price of the 30 days before where that is known: a percentage
    must be reckoned from it (CJEU C-330/23).
    """
    per_cent = (compare_at - price) * 100 // compare_at
    return f"−{per_cent} %" if per_cent > 0 else ""


def _says_more(lowest: int | None, compare_at: int | None) -> bool:
    """Whether the lowest price of the last weeks is another than the one struck through."""
    return compare_at is not None and lowest is not None and lowest != compare_at


@lru_cache(maxsize=10_000)
def _lowest_text(minor: int, currency: str, language: str) -> str:
    with translation.override(language):
        return _("30-day low: %(price)s") % {"price": money_text(minor, currency, language)}


@lru_cache(maxsize=50_000)
def _price_text(minor: int, currency: str, language: str, is_from: bool) -> str:
    text = money_text(minor, currency, language)
    if not is_from:
        return text
    with translation.override(language):
        return _("from %(price)s") % {"price": text}


@lru_cache(maxsize=1_000)
def rating_number(mean: float, language: str) -> str:
    """A mean of stars as the language writes it: ``4.6``, ``4,6``."""
    return str(format_decimal(round(mean, 1), format="0.0", locale=language))


@lru_cache(maxsize=5_000)
def _rating(mean: float, reviews: int, language: str) -> SafeString:
    """A star, the mean and how many reviews it is of; in words for those who hear the page."""
    number = rating_number(mean, language)
    with translation.override(language):
        words = ngettext(
            "%(mean)s of 5 stars, %(count)d review",
            "%(mean)s of 5 stars, %(count)d reviews",
            reviews,
        ) % {"mean": number, "count": reviews}
    return format_html(
        '<span class="rating"><span aria-hidden="true">{}</span>'
        '<span aria-hidden="true">{} ({})</span><span class="visually-hidden">{}</span></span>',
        icon("star", 13),
        number,
        reviews,
        words,
    )


@lru_cache(maxsize=200)
def icon(name: str, size: int) -> SafeString:
    """A lucide icon as decoration; drawn once, since the package parses it each time."""
    return mark_safe(lucide(name, size=size, aria_hidden="true"))  # noqa: S308 - our own icons


@lru_cache(maxsize=100)
def _stock_note(available: int | None, language: str) -> str:
    if available is None or available > LOW_STOCK:
        return ""
    with translation.override(language):
        return ngettext("Only %(count)d left", "Only %(count)d left", available) % {
            "count": available
        }


@lru_cache(maxsize=10_000)
def _dots(swatches: tuple[str, ...]) -> SafeString:
    """The colours as small circles. Drawn as SVG: the content policy forbids inline styles."""
    circles = "".join(
        f'<svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">'
        f'<circle cx="6" cy="6" r="5.5" fill="{escape(colour)}" stroke="#00000026"/></svg>'
        for colour in swatches[:MOST_DOTS]
    )
    more = f"<span>+{len(swatches) - MOST_DOTS}</span>" if len(swatches) > MOST_DOTS else ""
    return mark_safe(f"{circles}{more}")  # noqa: S308 - built from escaped parts
