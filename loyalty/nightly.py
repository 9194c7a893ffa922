"""What every night does for all members: tiers, what is owed, birthdays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.models import Customer
from foundation import clock
from loyalty.ledger import credit
from loyalty.members import locked_member, see_standing
from loyalty.models import EntryKind, Membership
from loyalty.points.earning import fill_shortfall
from loyalty.programme import good_until, programme


def look_at_members(*, at: datetime | None = None) -> int:
    """See where every member stands who was not looked at today; how many that were."""
    now = at or clock.now()
    midnight = clock.day_bounds(clock.business_day(now))[0]
    waiting = Membership.objects.filter(looked_at__lt=midnight).order_by("pk")
    keys = list(waiting.values_list("customer_id", flat=True))
    for customer in _customers(keys):
        _look(customer, now)
    return len(keys)


def greet_birthdays(*, at: datetime | None = None) -> int:
    """Give members who told their birthday the points of the day, once a year; how many got them.

    Only who has bought is a member: an account that was made for the points gets none.
    """
    now = at or clock.now()
    rules = programme()
    if not rules.is_active or not rules.birthday_points:
        return 0
    day = clock.business_day(now)
    born = Customer.objects.filter(_born_on(day), membership__isnull=False)
    return sum(_greet(customer, rules.birthday_points, now) for customer in born.order_by("pk"))


@transaction.atomic
def _look(customer: Customer, now: datetime) -> None:
    member = locked_member(customer, at=now)
    see_standing(member, at=now, may_fall=True)
    if member.membership.shortfall:
        day = clock.business_day(now).isoformat()
        fill_shortfall(member, key=f"points:owed:{member.account.pk}:{day}", at=now)


@transaction.atomic
def _greet(customer: Customer, points: int, now: datetime) -> int:
    member = locked_member(customer, at=now)
    key = f"birthday:{member.account.pk}:{clock.business_day(now).year}"
    if member.account.entries.filter(key=key).exists():
        return 0
    credit(
        account=member.account, amount=points, kind=EntryKind.EARNED, key=key,
        expires_on=good_until(programme(), now), at=now,
    )  # fmt: skip
    fill_shortfall(member, key=f"{key}/owed", at=now)
    return 1


def _born_on(day: date) -> Q:
    """Also who was born on 29 February, on the 28th of a year without one."""
    born = Q(birth_month=day.month, birth_day=day.day)
    has_no_leap_day = (day + timedelta(days=1)).month == 3 and day.day == 28
    return born | Q(birth_month=2, birth_day=29) if has_no_leap_day else born


def _customers(keys: list[int]) -> Iterator[Customer]:
    for key in keys:
        customer = Customer.objects.filter(pk=key).first()
        if customer is not None:
            yield customer
