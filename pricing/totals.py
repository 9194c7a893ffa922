"""What an order of the past came to: one rate of tax, no promotions.

Imports and the demo's history know no more. What is sold now is priced by ``pricing.engine``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.money import Money, tax_in_gross, tax_on_net


@dataclass(frozen=True, slots=True)
class TaxRule:
    """How the shop is taxed: the rate in basis points, and whether prices contain it."""

    rate_basis_points: int
    included: bool

    def tax(self, minor: int) -> int:
        """The tax of an amount in minor units that is as prices are, rounded half up."""
        if self.included:
            return tax_in_gross(minor, self.rate_basis_points)
        return tax_on_net(minor, self.rate_basis_points)


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """One line in minor units; ``total`` is what is paid for it, with tax."""

    unit_price: int
    quantity: int
    discount: int
    tax: int
    total: int


@dataclass(frozen=True, slots=True)
class BasketTotals:
    """A whole basket. ``subtotal`` is as prices are shown; ``total`` is what is paid."""

    lines: tuple[LineAmounts, ...]
    subtotal: Money
    discount: Money
    shipping: Money
    tax: Money
    total: Money


def basket_totals(
    lines: Sequence[tuple[Money, int]], *, shipping: Money, tax: TaxRule, currency: str
) -> BasketTotals:
    """Totals of lines of (unit price, quantity).

    Tax is rounded half up once a line and once for shipping, so that the lines sum to the
    whole to the cent.
    """
    amounts = tuple(_line(price.minor, quantity, tax) for price, quantity in lines)
    subtotal = sum(line.unit_price * line.quantity for line in amounts)
    shipping_tax = tax.tax(shipping.minor)
    taxes = sum(line.tax for line in amounts) + shipping_tax
    total = sum(line.total for line in amounts) + shipping.minor
    if not tax.included:
        total += shipping_tax
    return BasketTotals(
        lines=amounts,
        subtotal=Money(subtotal, currency),
        discount=Money.zero(currency),
        shipping=shipping,
        tax=Money(taxes, currency),
        total=Money(total, currency),
    )


def _line(unit_price: int, quantity: int, rule: TaxRule) -> LineAmounts:
    price = unit_price * quantity
    tax = rule.tax(price)
    total = price if rule.included else price + tax
    return LineAmounts(unit_price=unit_price, quantity=quantity, discount=0, tax=tax, total=total)
