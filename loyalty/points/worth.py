"""What points pay in a currency: whoever takes points as money asks here."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.conf import settings

from accounts.models import Customer
from foundation.money import Money, exponent
from loyalty.algorithms.worth import Use, most_use, needed_for, paid_by, points_given_back
from loyalty.models import Account, AccountKind, Membership
from loyalty.programme import good_until, programme, remembered_programme

__all__ = [
    "Use", "expiry_of_given_back", "points_for", "points_given_back", "spendable_points",
    "usable_points", "worth_of",
]  # fmt: skip


def worth_of(points: int, currency: str, *, rate: Decimal = Decimal(1)) -> Money:
    """What points pay, rounded down; ``rate``: units of the currency for one of the base's."""
    return Money(paid_by(points, point_worth(currency, rate)), currency)


def points_for(amount: Money, *, rate: Decimal = Decimal(1)) -> int:
    """The fewest points that pay an amount."""
    return needed_for(amount.minor, point_worth(amount.currency, rate))


def usable_points(customer: Customer, amount: Money, *, rate: Decimal = Decimal(1)) -> Use:
    """As many of a customer's points as an open amount takes, with what they pay of it."""
    each = point_worth(amount.currency, rate)
    return most_use(free=spendable_points(customer), open_minor=amount.minor, each=each)


def spendable_points(customer: Customer) -> int:
    """What a customer may spend: free, less what is to be taken back; 0 without an account.

    Nobody spends in a shop that has blocked the account.
    """
    account = Account.objects.filter(customer=customer, kind=AccountKind.POINTS).first()
    if account is None or not account.is_active:
        return 0
    owed = Membership.objects.filter(customer=customer).values_list("shortfall", flat=True).first()
    return max(account.free - (owed or 0), 0)


def expiry_of_given_back(*, at: datetime | None = None) -> date | None:
    """Until when points are good that come back from an order: as long as newly earned ones."""
    return good_until(programme(), at)


def point_worth(currency: str, rate: Decimal = Decimal(1)) -> Decimal:
    """What one point pays, in minor units of a currency, not rounded."""
    shift = exponent(currency) - exponent(settings.SHOP_BASE_CURRENCY)
    return (remembered_programme().point_worth_minor * rate).scaleb(shift)
