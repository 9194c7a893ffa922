"""Amounts of a file in the smallest coin of an order's currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import is_currency
from django.utils.translation import gettext as _

from foundation.money import Money, exponent
from shop.exchange.findings import Findings


@dataclass(frozen=True, slots=True)
class Coins:
    """Turns major units into minor ones, and tells of parts of the smallest coin."""

    currency: str
    findings: Findings

    def of(self, line: int, column: str, value: Decimal | None) -> int:
        """Nothing where there is no amount."""
        if value is None:
            return 0
        if value != round(value, exponent(self.currency)):
            words = _("%(currency)s has no smaller coins than %(digits)d digits behind the point.")
            digits = {"currency": self.currency, "digits": exponent(self.currency)}
            self.findings.say(line, column, words % digits)
        return Money.of(value, self.currency).minor

    def written(self, minor: int) -> str:
        return str(Money(minor, self.currency).amount)


def coins_of(currency: str, line: int, findings: Findings) -> Coins | None:
    """Told and None where nothing is paid in a currency of that name."""
    if not is_currency(currency):
        findings.say(line, "currency", _("“%s” is no currency.") % currency)
        return None
    return Coins(currency, findings)
