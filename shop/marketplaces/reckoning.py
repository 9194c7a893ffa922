"""From what a marketplace charged to the amounts of an order: nothing is priced anew. Pure.

The marketplace's word counts: prices, discounts and taxes are as charged there. Only what a file
does not tell (a tax) is reckoned by the shop's own rates for the destination.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.money import allocate, tax_in_gross, tax_on_net
from pricing.engine.taxes import main_rate
from shop.marketplaces.sold import SoldItem, SoldOrder


@dataclass(frozen=True, slots=True)
class Terms:
    """How a marketplace charges: with the tax in its prices, and whether it pays it itself."""

    includes_tax: bool
    collects_tax: bool


@dataclass(frozen=True, slots=True)
class Amounts:
    """Units at one price, in minor units; ``total`` is what they cost with their tax."""

    quantity: int
    unit_price: int
    discount: int
    rate_basis_points: int
    tax: int
    total: int


@dataclass(frozen=True, slots=True)
class ReckonedItem:
    """A line of the file as lines of an order: two where its price is no multiple of a cent."""

    item: SoldItem
    parts: tuple[Amounts, ...]


@dataclass(frozen=True, slots=True)
class Reckoned:
    """An order's sums in minor units; ``collected_tax`` is no part of them."""

    items: tuple[ReckonedItem, ...]
    subtotal: int
    discount: int
    shipping: int
    shipping_tax: int
    shipping_rate: int
    tax: int
    total: int
    collected_tax: int


@dataclass(frozen=True, slots=True)
class _Charge:
    """An amount with its tax: what the shop gets for it, and what the marketplace keeps."""

    priced: int
    """After discounts, with the tax in it where prices include it."""
    rate: int
    tax: int
    collected: int


def reckon(order: SoldOrder, rates: Sequence[int], terms: Terms) -> Reckoned:
    """The amounts of an order.

    Args:
        rates: the shop's tax rate for each of its items, in basis points, at the destination.
    """
    charges = [
        _charge(one.price - one.discount, one.tax, rate, one.quantity, terms)
        for one, rate in zip(order.items, rates, strict=True)
    ]
    items = tuple(
        ReckonedItem(one, _parts(one, charge, terms))
        for one, charge in zip(order.items, charges, strict=True)
    )
    taxed = rates if terms.collects_tax else [charge.rate for charge in charges]
    goods_at = [(rate, one.price) for rate, one in zip(taxed, order.items, strict=True)]
    shipping = _charge(order.shipping, order.shipping_tax, main_rate(goods_at), 1, terms)
    parts = [part for one in items for part in one.parts]
    tax = sum(part.tax for part in parts) + shipping.tax
    goods = sum(part.total for part in parts)
    return Reckoned(
        items=items,
        subtotal=sum(part.unit_price * part.quantity for part in parts),
        discount=sum(part.discount for part in parts),
        shipping=shipping.priced,
        shipping_tax=shipping.tax,
        shipping_rate=shipping.rate,
        tax=tax,
        total=goods + shipping.priced + (0 if terms.includes_tax else shipping.tax),
        collected_tax=shipping.collected + sum(charge.collected for charge in charges),
    )


def share(minor: int, basis_points: int) -> int:
    """A part of an amount in minor units, rounded half up: a commission."""
    return (2 * minor * basis_points + 10_000) // 20_000


def _charge(amount: int, told: int | None, rate: int, units: int, terms: Terms) -> _Charge:
    reckon_tax = tax_in_gross if terms.includes_tax else tax_on_net
    tax = reckon_tax(amount, rate) if told is None else told
    if terms.collects_tax:
        return _Charge(amount - (tax if terms.includes_tax else 0), 0, 0, tax)
    net = amount - tax if terms.includes_tax else amount
    return _Charge(amount, _rate(net, tax, rate, units), tax, 0)


def _rate(net: int, tax: int, usual: int, units: int) -> int:
    """The rate of a tax: the usual one where it differs by rounding alone (a cent a unit)."""
    if tax == 0 or net <= 0:
        return 0
    if abs(tax_on_net(net, usual) - tax) <= units:
        return usual
    return (20_000 * tax + net) // (2 * net)  # rounded half up


def _parts(item: SoldItem, charge: _Charge, terms: Terms) -> tuple[Amounts, ...]:
    """The units at one price, or at two that differ by the smallest coin."""
    discount = 0 if terms.collects_tax and terms.includes_tax else item.discount
    goods = charge.priced + discount
    price, dearer = divmod(goods, item.quantity)
    counts = [(item.quantity - dearer, price), (dearer, price + 1)]
    groups = [(units, each) for units, each in counts if units]
    worth = [units * each for units, each in groups]
    off, taxes = allocate(discount, worth), allocate(charge.tax, worth)
    added = 0 if terms.includes_tax else 1
    return tuple(
        Amounts(
            quantity=units,
            unit_price=each,
            discount=less,
            rate_basis_points=charge.rate,
            tax=tax,
            total=units * each - less + added * tax,
        )
        for (units, each), less, tax in zip(groups, off, taxes, strict=True)
    )
