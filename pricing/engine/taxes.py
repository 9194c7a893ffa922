"""Tax of a line, and what the destination makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from foundation.money import Money, tax_in_gross, tax_on_net

VOUCHER = "*voucher"
"""The tax class of money for later, such as a gift card: no tax is due before it is spent
(multi-purpose vouchers, Directive 2006/112/EC, article 30b), and no promotion makes it cheaper."""


class Relief(StrEnum):
    """Why a sale is not taxed by the shop."""

    NONE = ""
    REVERSE_CHARGE = "reverse_charge"
    EXPORT = "export"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class TaxShare:
    """The net value and the tax of everything in a basket that is taxed at one rate."""

    rate_basis_points: int
    net: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class TaxPolicy:
    """How one destination is taxed; rates in basis points by tax class.

    ``included`` says that prices contain tax. Where a ``relief`` applies, the tax that a price
    contains at home (``home_rates``) is taken off it and none is due. ``fallback`` is the rate
    of a class without one. ``shipping_class`` is how shipping is taxed; empty: like the goods.
    """

    included: bool
    rates: Mapping[str, int] = field(default_factory=dict)
    home_rates: Mapping[str, int] = field(default_factory=dict)
    fallback: int = 0
    relief: Relief = Relief.NONE
    shipping_class: str = ""

    def rate(self, tax_class: str) -> int:
        """The rate that is due."""
        if tax_class == VOUCHER:
            return 0
        return 0 if self.relief else self.rates.get(tax_class, self.fallback)

    def contained_rate(self, tax_class: str) -> int:
        """The rate that prices contain, or that is put on them: at home where there is relief."""
        if tax_class == VOUCHER:
            return 0
        rates = self.home_rates if self.relief else self.rates
        return rates.get(tax_class, self.fallback)

    def asked(self, minor: int, contained_rate: int) -> int:
        """A price as this buyer is asked for it: without the tax at home where there is relief."""
        if self.included and self.relief:
            return minor - tax_in_gross(minor, contained_rate)
        return minor

    def tax(self, minor: int, rate_basis_points: int) -> int:
        """The tax of an amount that is as prices are, rounded half up."""
        if self.included:
            return tax_in_gross(minor, rate_basis_points)
        return tax_on_net(minor, rate_basis_points)


def main_rate(amounts: Iterable[tuple[int, int]]) -> int:
    """The rate of (rate, amount) pairs under which most of the value falls; ties to the higher.

    Shipping is ancillary to the goods and taxed as they are (CJEU C-349/96); with goods at
    several rates the one of the largest part is taken, so that shipping stays one line.
    """
    values: dict[int, int] = {}
    for rate, amount in amounts:
        values[rate] = values.get(rate, 0) + amount
    return max(values, key=lambda rate: (values[rate], rate), default=0)


def tax_shares(
    entries: Iterable[tuple[int, int, int]], currency: str, *, included: bool
) -> tuple[TaxShare, ...]:
    """Sums by rate, highest first, of (rate, amount as priced, tax)."""
    sums: dict[int, tuple[int, int]] = {}
    for rate, amount, tax in entries:
        net, taxed = sums.get(rate, (0, 0))
        sums[rate] = (net + amount - (tax if included else 0), taxed + tax)
    return tuple(
        TaxShare(rate, Money(net, currency), Money(tax, currency))
        for rate, (net, tax) in sorted(sums.items(), reverse=True)
    )
