"""What Shopify's order file says of money, brought to lines that add up to the total."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from shop.exchange.orders.sums import (
    Reckoned,
    SoldLine,
    reckon,
    spread_discount,
    spread_tax,
)


@dataclass(frozen=True, slots=True)
class Told:
    """The amounts of an order in minor units, as the file has them.

    ``subtotal`` is what the goods cost after discounts; ``discount`` is off goods and postage
    together. ``rate`` is the order's only rate of tax in basis points, None of several.
    """

    currency: str
    lines: tuple[SoldLine, ...]
    is_taxed: tuple[bool, ...]
    subtotal: int
    discount: int
    shipping: int
    tax: int
    total: int
    rate: int | None


def reckoned(told: Told, *, is_gross_first: bool) -> Reckoned | None:
    """The order's sums; None where they cannot be brought to its total.

    The file does not say whether prices contain the tax, nor whether postage has its discount
    off: of the four readings the first that comes to the total is the right one.
    """
    lines = _reduced(told)
    if lines is None:
        return None
    for shipping, is_gross in _readings(told, is_gross_first):
        total = told.subtotal + shipping + (0 if is_gross else told.tax)
        if total == told.total and told.tax <= total:
            return _taxed(told, lines, shipping, is_gross)
    return None


def _readings(told: Told, is_gross_first: bool) -> Iterator[tuple[int, bool]]:
    goods = sum(line.unit_price * line.quantity for line in told.lines)
    off_shipping = told.discount - (goods - told.subtotal)
    for shipping in (told.shipping, told.shipping - off_shipping):
        if 0 <= shipping <= told.shipping:
            yield shipping, is_gross_first
            yield shipping, not is_gross_first


def _reduced(told: Told) -> list[SoldLine] | None:
    """The lines with the order's discount on them; None where goods cost more than their prices."""
    goods = sum(line.unit_price * line.quantity for line in told.lines)
    lines = list(told.lines)
    if goods - sum(line.discount for line in lines) < told.subtotal:
        lines = [replace(line, discount=0) for line in lines]
    off = sum(line.left for line in lines) - told.subtotal
    if off < 0 or told.subtotal < 0:
        return None
    shares = spread_discount(off, lines)
    return [
        replace(line, discount=line.discount + share)
        for line, share in zip(lines, shares, strict=True)
    ]


def _taxed(told: Told, lines: list[SoldLine], shipping: int, is_gross: bool) -> Reckoned:
    lefts = [line.left if taxed else 0 for line, taxed in zip(lines, told.is_taxed, strict=True)]
    taxes, rest = spread_tax(told.tax, lefts, shipping=shipping, rate=told.rate, is_gross=is_gross)
    return reckon(
        [
            replace(line, tax=tax, rate=told.rate if taxed else 0)
            for line, tax, taxed in zip(lines, taxes, told.is_taxed, strict=True)
        ],
        shipping=shipping,
        shipping_tax=rest,
        is_gross=is_gross,
        currency=told.currency,
        shipping_rate=told.rate if rest else None,
    )
