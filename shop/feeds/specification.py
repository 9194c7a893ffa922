"""What others ask of a product in a feed, and what one lacks.

Sources: Google Merchant Center, product data specification (support.google.com/merchants/answer/
7052112); Meta, catalogue fields (facebook.com/business/help/120325381656392), both as published in
2025. Rules that depend on a human eye (pictures, policies) are theirs to judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum import ean
from stdnum.exceptions import ValidationError as NotValid

from foundation.money import Money


class FeedFormat(models.TextChoices):
    GOOGLE_XML = "google_xml", _("Google Merchant Center (XML)")
    GOOGLE_TSV = "google_tsv", _("Google Merchant Center (text)")
    META_CSV = "meta_csv", _("Meta catalogue (CSV)")

    @property
    def is_google(self) -> bool:
        return self in (FeedFormat.GOOGLE_XML, FeedFormat.GOOGLE_TSV)


class Problem(models.TextChoices):
    MISSING = "missing", _("Missing")
    TOO_LONG = "too_long", _("Too long")
    INVALID = "invalid", _("Not valid")
    CAPITALS = "capitals", _("All in capitals")
    TWICE = "twice", _("Given twice")


class Availability(StrEnum):
    IN_STOCK = "in_stock"
    OUT_OF_STOCK = "out_of_stock"
    PREORDER = "preorder"
    BACKORDER = "backorder"


_LATER = (Availability.PREORDER, Availability.BACKORDER)


@dataclass(frozen=True, slots=True)
class Item:
    """A variant as feeds list it; prices as buyers there pay them, addresses whole."""

    id: str
    group_id: str
    title: str
    description: str
    link: str
    image: str
    price: Money
    availability: Availability
    sale_price: Money | None = None
    available_from: date | None = None
    more_images: tuple[str, ...] = ()
    brand: str = ""
    gtin: str = ""
    product_type: str = ""
    weight_grams: int = 0
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lack:
    """What is wrong with an attribute of an item; where ``is_fatal`` it cannot be listed."""

    attribute: str
    problem: Problem
    is_fatal: bool


@dataclass(frozen=True, slots=True)
class _Limits:
    """The most characters of each attribute, and of how many more pictures."""

    id: int
    title: int
    description: int
    link: int
    product_type: int
    brand: int
    more_images: int


_GOOGLE = _Limits(50, 150, 5_000, 2_000, 750, 70, 10)
_META = _Limits(100, 200, 9_999, 2_000, 750, 100, 20)
_TEXTS = ("id", "title", "description", "link", "image")
_CAN_BE_CUT = ("title", "description", "product_type", "brand")


def limits(format: FeedFormat) -> _Limits:
    return _GOOGLE if format.is_google else _META


def check(item: Item, format: FeedFormat) -> list[Lack]:
    """What an item lacks; nothing where it can be listed as it is."""
    return [*_missing(item), *_too_long(item, format), *_not_valid(item), *_advice(item)]


def shortened(item: Item, format: FeedFormat) -> Item:
    """The item with texts cut at the limits, at a word's end where there is one."""
    most = limits(format)
    return replace(
        item,
        title=_cut(item.title, most.title),
        description=_cut(item.description, most.description),
        product_type=_cut(item.product_type, most.product_type),
        brand=_cut(item.brand, most.brand),
        more_images=item.more_images[: most.more_images],
    )


def is_gtin(text: str) -> bool:
    """Whether a barcode is a GTIN of 8, 12, 13 or 14 digits with a right check digit."""
    if len(text) not in (8, 12, 13, 14) or not text.isascii() or not text.isdigit():
        return False
    try:
        ean.validate(text)
    except NotValid:
        return False
    return True


def _missing(item: Item) -> Iterable[Lack]:
    for name in _TEXTS:
        if not getattr(item, name).strip():
            yield Lack(name, Problem.MISSING, is_fatal=True)
    if item.availability in _LATER and item.available_from is None:
        yield Lack("availability_date", Problem.MISSING, is_fatal=True)
    if not item.brand:
        yield Lack("brand", Problem.MISSING, is_fatal=False)
    if not item.gtin:
        yield Lack("gtin", Problem.MISSING, is_fatal=False)


def _too_long(item: Item, format: FeedFormat) -> Iterable[Lack]:
    most = limits(format)
    for name in ("id", "link", *_CAN_BE_CUT):
        if len(getattr(item, name)) > getattr(most, name):
            yield Lack(name, Problem.TOO_LONG, is_fatal=name not in _CAN_BE_CUT)


def _not_valid(item: Item) -> Iterable[Lack]:
    if item.price.minor <= 0:
        yield Lack("price", Problem.INVALID, is_fatal=True)
    if item.sale_price is not None and not 0 < item.sale_price.minor < item.price.minor:
        yield Lack("sale_price", Problem.INVALID, is_fatal=True)
    if item.gtin and not is_gtin(item.gtin):
        yield Lack("gtin", Problem.INVALID, is_fatal=False)
    for name in ("link", "image"):
        address = getattr(item, name)
        if address and not address.startswith(("https://", "http://")):
            yield Lack(name, Problem.INVALID, is_fatal=True)


def _advice(item: Item) -> Iterable[Lack]:
    letters = [sign for sign in item.title if sign.isalpha()]
    if len(letters) > 10 and all(sign.isupper() for sign in letters):
        yield Lack("title", Problem.CAPITALS, is_fatal=False)


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    cut = text[:most]
    at_word = cut.rpartition(" ")[0]
    return at_word if len(at_word) > most // 2 else cut
