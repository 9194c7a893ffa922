"""Numbers of accounts: those that staff set, and a plain chart until they have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from orders.accounting.postings import Account
from orders.accounting.roles import Role, Treatment
from orders.models import AccountNumber


@dataclass(frozen=True, slots=True)
class Numbered:
    """An account as the books name it."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class _Rule:
    """A number for what fits all that is named; an empty word fits everything."""

    role: Role
    number: str
    name: str
    treatment: str = ""
    country: str = ""
    rate: int | None = None
    provider: str = ""

    def fits(self, account: Account) -> bool:
        return (
            self.role == account.role
            and self.treatment in ("", account.treatment)
            and self.country in ("", account.country)
            and self.rate in (None, account.rate)
            and self.provider in ("", account.provider)
        )

    @property
    def says(self) -> int:
        """How much it says: a country more than a rate, a rate more than a treatment."""
        named = (self.provider, self.treatment, self.rate is not None, self.country)
        return sum(bool(word) << place for place, word in enumerate(named))


# One digit for what it is (1 what is there, 2 what is owed, 4 earned, 6 spent). No state's chart:
# the tax adviser's numbers are set by staff.
_PLAIN = (
    _Rule(Role.MONEY, "1100", "Payments"),
    _Rule(Role.MONEY, "1110", "Bank", provider="invoice"),
    _Rule(Role.MONEY, "1120", "Paid elsewhere", provider="elsewhere"),
    _Rule(Role.MONEY, "1130", "Owed by marketplaces", provider="marketplace"),
    _Rule(Role.MONEY, "1000", "Cash", provider="cash"),
    _Rule(Role.MONEY, "1140", "Card terminal", provider="terminal"),
    _Rule(Role.CASH_MOVED, "1150", "Cash in transit"),
    _Rule(Role.RECEIVABLES, "1200", "Receivables"),
    _Rule(Role.DISPUTED, "1300", "Disputed payments"),
    _Rule(Role.GIFT_CARDS, "2100", "Gift cards"),
    _Rule(Role.STORE_CREDIT, "2110", "Store credit"),
    _Rule(Role.POINTS, "2120", "Points"),
    _Rule(Role.VAT, "2200", "VAT"),
    _Rule(Role.VAT, "2210", "VAT OSS", treatment=Treatment.OSS.value),
    _Rule(Role.VAT, "2220", "VAT abroad", treatment=Treatment.ABROAD.value),
    _Rule(Role.REVENUE, "4000", "Revenue"),
    _Rule(Role.REVENUE, "4100", "Revenue OSS", treatment=Treatment.OSS.value),
    _Rule(Role.REVENUE, "4200", "Revenue reverse charge", treatment=Treatment.REVERSE_CHARGE.value),
    _Rule(Role.REVENUE, "4300", "Revenue exports", treatment=Treatment.EXPORT.value),
    _Rule(Role.REVENUE, "4400", "Revenue taxed abroad", treatment=Treatment.ABROAD.value),
    _Rule(Role.REVENUE, "4500", "Revenue exempt", treatment=Treatment.EXEMPT.value),
    _Rule(Role.EXPIRED_VALUE, "4900", "Expired gift cards and credit"),
    _Rule(Role.GIVEN_AWAY, "6100", "Gift cards and credit given away"),
    _Rule(Role.LOSSES, "6200", "Lost payments"),
    _Rule(Role.CASH_DIFFERENCE, "6300", "Cash differences"),
    _Rule(Role.ROUNDING, "6900", "Rounding"),
)


class Chart:
    """Which number an account has; what says most is taken, staff's before the plain ones."""

    def __init__(self, own: Iterable[_Rule] = ()) -> None:
        self._own = sorted(own, key=lambda rule: -rule.says)
        self._plain = sorted(_PLAIN, key=lambda rule: -rule.says)
        self._known: dict[Account, Numbered] = {}

    def of(self, account: Account) -> Numbered:
        if account not in self._known:
            self._known[account] = self._find(account)
        return self._known[account]

    def _find(self, account: Account) -> Numbered:
        rule = next(rule for rule in (*self._own, *self._plain) if rule.fits(account))
        return Numbered(rule.number, rule.name or str(account.role.label))


def chart() -> Chart:
    """The shop's chart as it is now."""
    return Chart(
        _Rule(
            Role(row.role), row.number, row.name, row.treatment, row.country,
            row.rate_basis_points, row.provider,
        )
        for row in AccountNumber.objects.order_by("pk")
    )  # fmt: skip
