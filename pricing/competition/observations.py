"""One look at one price of a competitor: read from a record of words, or refused with a reason."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from foundation import clock
from foundation.money import Money, exponent
from pricing.models.competition import LONGEST_KEY

MOST_MINOR = 10**12
GTIN_LENGTHS = (8, 12, 13, 14)
LONGEST_TITLE, LONGEST_BRAND, LONGEST_URL = 200, 80, 500
LONGEST_WORD = 2_000
LONGEST_SKU = 60

Record = Mapping[str, str]

# What a field may be called in somebody's file, in lower case with words joined by "_".
FIELDS: dict[str, tuple[str, ...]] = {
    "key": ("key", "id", "sku", "their_sku", "offer_id", "item_id"),
    "our_sku": ("our_sku", "my_sku", "client_sku"),
    "barcode": ("barcode", "gtin", "ean", "upc", "isbn"),
    "title": ("title", "name", "product", "product_name"),
    "brand": ("brand", "manufacturer"),
    "url": ("url", "link"),
    "price": ("price", "amount"),
    "sale_price": ("sale_price",),
    "sale_period": ("sale_price_effective_date", "sale_period"),
    "currency": ("currency", "currency_code"),
    "availability": ("availability", "in_stock", "available", "stock"),
    "seen_at": ("seen_at", "seen", "date", "observed_at"),
    "condition": ("condition",),
}
_CANONICAL = {alias: field for field, aliases in FIELDS.items() for alias in aliases}
_SYMBOLS = {"€": "EUR", "£": "GBP"}
_PRICE = re.compile(r"(?P<before>[A-Za-z]{3}|[€£])?\s*(?P<digits>[0-9.,' ]{0,20}[0-9])\s*"
                    r"(?P<after>[A-Za-z]{3}|[€£])?")  # fmt: skip
_GONE = {
    "0", "no", "false", "out of stock", "out_of_stock", "outofstock", "sold out", "unavailable",
    "preorder", "backorder", "discontinued", "n",
}  # fmt: skip
_USED = {"used", "refurbished"}


class RecordRefused(ValueError):
    """A record that tells no price; the message says why."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What a competitor asked for one thing when somebody looked.

    ``key`` is what the competitor calls it, and the same at every look. ``seen_at`` is None where
    the record does not tell: it was seen when it is taken in.
    """

    key: str
    amount: Money
    title: str = ""
    brand: str = ""
    barcode: str = ""
    our_sku: str = ""
    url: str = ""
    is_available: bool = True
    seen_at: datetime | None = None


def canonical(names: Iterable[str]) -> list[str]:
    """What the columns of a file are called here; unknown ones keep their names."""
    tidy = (re.sub(r"[\s-]+", "_", name.strip().lower().removeprefix("g:")) for name in names)
    return [_CANONICAL.get(name, name) for name in tidy]


def observation_of(record: Record, *, at: datetime) -> Observation | None:
    """The observation that a record tells; None for goods that are not sold new.

    Raises:
        RecordRefused: no price, none that can be read for sure, or nothing to know it by.
    """
    if record.get("condition", "").strip().lower() in _USED:
        return None
    told = {name: printable(value) for name, value in record.items() if name in FIELDS}
    url, barcode = _url(told.get("url", "")), gtin(told.get("barcode", ""))
    title, our_sku = told.get("title", "")[:LONGEST_TITLE], told.get("our_sku", "")[:LONGEST_SKU]
    return Observation(
        key=_key(told.get("key", ""), barcode, url, our_sku, title.lower()),
        amount=price_of(_asked(told, at), told.get("currency", "")),
        title=title,
        brand=told.get("brand", "")[:LONGEST_BRAND],
        barcode=barcode,
        our_sku=our_sku,
        url=url,
        is_available=told.get("availability", "").lower() not in _GONE,
        seen_at=_moment(told.get("seen_at", ""), at),
    )


def printable(text: str) -> str:
    """Words without what no column keeps: control characters, halves of pairs."""
    return "".join(sign for sign in text if sign.isprintable()).strip()


def _asked(told: Record, at: datetime) -> str:
    """The sale price while the sale lasts, else the price."""
    sale, period = told.get("sale_price", ""), told.get("sale_period", "")
    if not sale:
        return told.get("price", "")
    begin, slash, end = period.partition("/")
    if slash and not _contains(begin, end, at):
        return told.get("price", "")
    return sale


def _contains(begin: str, end: str, at: datetime) -> bool:
    try:
        first, last = (datetime.fromisoformat(part.strip()) for part in (begin, end))
    except ValueError:
        return False  # a period that cannot be read: the price that always holds
    zone = clock.shop_zone()
    first, last = (m if m.tzinfo else m.replace(tzinfo=zone) for m in (first, last))
    return first <= at <= last


def gtin(text: str) -> str:
    """A barcode as fourteen digits; empty where its check digit says that it is none.

    GTIN-8, -12, -13 and -14 are one numbering with zeros before it (GS1 General Specifications,
    section 7.9 for the check digit). An ISBN-13 is a GTIN-13.
    """
    digits = re.sub(r"[\s-]", "", text)
    if not (digits.isascii() and digits.isdigit() and len(digits) in GTIN_LENGTHS):
        return ""
    padded = digits.zfill(14)
    if not int(padded):
        return ""
    weighted = sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(padded[:13]))
    return padded if (10 - weighted % 10) % 10 == int(padded[13]) else ""


def price_of(text: str, currency: str = "") -> Money:
    """A price as files write it: ``19.99``, ``19,99 EUR``, ``€1,299.00``.

    Without any currency it is in the shop's base currency.

    Raises:
        RecordRefused: no number, zero or less, two currencies, or digits that may mean two things
            (``1.299``): a price that is wrong a thousand times is worse than none.
    """
    found = _PRICE.fullmatch(text.strip())
    if found is None:
        raise RecordRefused(_("“%(text)s” is not a price.") % {"text": text.strip()[:40]})
    told = {
        _SYMBOLS.get(name, name.upper())
        for name in (found["before"], found["after"], currency.strip())
        if name
    }
    if len(told) > 1:
        raise RecordRefused(_("Two currencies: %(names)s.") % {"names": ", ".join(sorted(told))})
    code = told.pop() if told else settings.SHOP_BASE_CURRENCY
    if not re.fullmatch("[A-Z]{3}", code):
        raise RecordRefused(_("“%(code)s” is not a currency.") % {"code": code[:10]})
    amount = Money.of(_number(found["digits"], places=exponent(code)), code)
    if not 0 < amount.minor < MOST_MINOR:
        raise RecordRefused(_("“%(text)s” cannot be a price.") % {"text": text.strip()[:40]})
    return amount


def _number(digits: str, *, places: int) -> Decimal:
    """The number that digits with points or commas mean, of at most ``places`` decimals."""
    bare = re.sub(r"[' ]", "", digits)
    marks = [sign for sign in bare if sign in ".,"]
    if not marks:
        return Decimal(bare)
    last = marks[-1]
    whole, _mark, decimals = bare.rpartition(last)
    grouped = whole.replace("." if last == "," else ",", "")
    is_grouping = len(marks) > 1 and len(set(marks)) == 1
    if is_grouping and re.fullmatch(rf"\d{{1,3}}(\{last}\d{{3}})+", bare):
        return Decimal(bare.replace(last, ""))
    if not re.fullmatch(r"\d+", grouped or "0") or len(decimals) > places:
        raise RecordRefused(_("“%(text)s” may mean two prices.") % {"text": digits[:40]})
    return Decimal(f"{grouped or '0'}.{decimals}")


def _key(*names: str) -> str:
    """What to know it by at the next look, the first there is; a long one becomes its digest."""
    key = next((name for name in names if name), "")
    if not key:
        raise RecordRefused(_("It has no number, barcode, address or title."))
    if len(key) <= LONGEST_KEY:
        return key
    return hashlib.sha256(key.encode()).hexdigest()


def _url(text: str) -> str:
    """An address that may stand behind a link; anything else is left out."""
    told = text.strip()
    try:
        is_web = urlsplit(told).scheme in {"http", "https"}
    except ValueError:
        return ""
    return told if is_web and len(told) <= LONGEST_URL else ""


def _moment(text: str, now: datetime) -> datetime | None:
    """When it was seen; a day alone is its first moment, and nothing is seen tomorrow."""
    told = text.strip()
    if not told:
        return None
    try:
        moment = parse_datetime(told) if len(told) > len("2026-11-22") else None
        day = parse_date(told) if moment is None else None
    except ValueError:
        moment = day = None
    if day is not None:
        moment = datetime.combine(day, time.min)
    if moment is None:
        raise RecordRefused(_("“%(text)s” is not a day.") % {"text": told[:40]})
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=clock.shop_zone())
    return min(moment, now)
