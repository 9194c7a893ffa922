"""What a marketplace sold, as its file says: plain values in minor units. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class SoldItem:
    """A line of a file: ``price`` is of the whole quantity, as priced there.

    ``tax`` None says that the file does not tell it.
    """

    line: int
    item: str
    sku: str
    quantity: int
    price: int
    discount: int = 0
    tax: int | None = None


@dataclass(frozen=True, slots=True)
class SentTo:
    """Who gets it. Marketplaces lend addresses of mail for an order: none is kept."""

    name: str
    line1: str
    postcode: str
    city: str
    country: str
    line2: str = ""
    company: str = ""
    region: str = ""
    phone: str = ""


@dataclass(slots=True)
class SoldOrder:
    """An order of a file; ``line`` is its first one there. ``shipping`` is less its discount.

    ``shipping_tax`` and ``commission`` are None where the file does not tell them.
    """

    line: int
    reference: str
    to: SentTo
    items: list[SoldItem] = field(default_factory=list)
    shipping: int = 0
    shipping_tax: int | None = None
    commission: int | None = None
    service: str = ""
    bought_at: datetime | None = None
    ship_by: date | None = None
