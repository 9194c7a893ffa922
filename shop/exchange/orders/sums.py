"""What an order of another shop came to: its lines, taxes and postage must add up to its total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.money import BASIS_POINTS, Money, allocate, tax_in_gross, tax_on_net
from pricing.totals import BasketTotals, LineAmounts, TaxRule

MOST = 10**15
"""Minor units; what is more is no order, and more than a column of the database holds."""
_ROUND_RATES = (100, 50, 10, 1)
"""Rates are whole or half per cents before they are anything else, in basis points."""


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line in minor units, as prices are in that order; ``rate`` in basis points.

    ``discount`` is off the whole line.
    """

    unit_price: int
    quantity: int
    discount: int = 0
    tax: int = 0
    rate: int | None = None

    @property
    def left(self) -> int:
        return self.unit_price * self.quantity - self.discount


@dataclass(frozen=True, slots=True)
class Reckoned:
    """An order's sums, the rate of each line in basis points, and the rule of its postage."""

    totals: BasketTotals
    rates: tuple[int, ...]
    rule: TaxRule

    @property
    def is_beyond_reason(self) -> bool:
        """Whether it is more than an order can come to, with discounts or before them."""
        return max(self.totals.subtotal.minor, self.totals.total.minor) >= MOST


def reckon(
    lines: Sequence[SoldLine],
    *,
    shipping: int,
    shipping_tax: int,
    is_gross: bool,
    currency: str,
    shipping_rate: int | None = None,
) -> Reckoned:
    """The totals of an order. Amounts are in minor units; ``is_gross``: prices contain the tax.

    Rates that nobody told are found from the amounts.
    """
    amounts = tuple(
        LineAmounts(
            line.unit_price,
            line.quantity,
            line.discount,
            line.tax,
            line.left if is_gross else line.left + line.tax,
        )
        for line in lines
    )
    total = sum(line.total for line in amounts) + shipping + (0 if is_gross else shipping_tax)
    totals = BasketTotals(
        lines=amounts,
        subtotal=Money(sum(line.unit_price * line.quantity for line in lines), currency),
        discount=Money(sum(line.discount for line in lines), currency),
        shipping=Money(shipping, currency),
        tax=Money(sum(line.tax for line in lines) + shipping_tax, currency),
        total=Money(total, currency),
    )
    rates = tuple(
        rate_between(line.tax, line.left, is_gross=is_gross) if line.rate is None else line.rate
        for line in lines
    )
    if shipping_rate is None:
        shipping_rate = rate_between(shipping_tax, shipping, is_gross=is_gross)
    return Reckoned(totals, rates, TaxRule(shipping_rate, included=is_gross))


def rate_between(tax: int, amount: int, *, is_gross: bool) -> int:
    """The rate in basis points at which ``amount`` holds, or bears, a tax.

    Of all rates that come to the same cent the roundest is taken.
    """
    net = amount - tax if is_gross else amount
    if tax <= 0 or net <= 0:
        return 0
    exact = tax * BASIS_POINTS / net
    for step in _ROUND_RATES:
        rate = round(exact / step) * step
        if (tax_in_gross(amount, rate) if is_gross else tax_on_net(amount, rate)) == tax:
            return rate
    return round(exact)


def spread_tax(
    tax: int,
    lefts: Sequence[int],
    *,
    shipping: int,
    rate: int | None,
    is_gross: bool,
) -> tuple[list[int], int]:
    """The tax of a whole order as taxes of its lines and of its postage.

    With one ``rate`` in the order each line has that tax, and postage what remains; where that
    cannot be, and with several rates, it is spread by value. ``lefts`` are 0 for lines that
    are not taxed.
    """
    if rate is not None:
        of = tax_in_gross if is_gross else tax_on_net
        taxes = [of(left, rate) for left in lefts]
        rest = tax - sum(taxes)
        if rest == 0 or 0 < rest <= shipping:
            return taxes, rest
    if not sum(lefts) + shipping:
        return [0] * len(lefts), 0
    *taxes, rest = allocate(tax, [*lefts, shipping])
    return taxes, rest


def spread_discount(off: int, lines: Sequence[SoldLine]) -> list[int]:
    """What is off a whole order as what is off its lines, by their value."""
    return allocate(off, [line.left for line in lines])
