"""What a customer's page of points and friends shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet, Sum

from accounts.models import Customer
from loyalty.models import (
    Account,
    AccountKind,
    Earning,
    EarningState,
    Entry,
    Membership,
    Referral,
    Tier,
)
from loyalty.points.expiring import next_expiry
from loyalty.tiers import place_of


@dataclass(frozen=True, slots=True)
class Points:
    """A customer's points: ``waiting`` can be spent later, ``owed`` is taken from what comes in.

    ``next_to_expire`` is the last day of the next points that expire, with how many.
    """

    free: int
    held: int
    waiting: int
    owed: int
    next_to_expire: tuple[date, int] | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A customer's tier and the way to the next; amounts in minor units of the base currency."""

    tier: Tier | None
    following: Tier | None
    spend_minor: int
    missing_minor: int


def points_of_customer(customer: Customer, *, at: datetime | None = None) -> Points:
    """What a customer has; nothing at all where they never earned."""
    account = account_of_points(customer)
    member = Membership.objects.filter(customer=customer).first()
    waiting = Earning.objects.filter(customer=customer, state=EarningState.WAITING)
    return Points(
        free=account.free if account else 0,
        held=account.held if account else 0,
        waiting=waiting.aggregate(sum=Sum("points"))["sum"] or 0,
        owed=member.shortfall if member else 0,
        next_to_expire=next_expiry(account, at=at) if account else None,
    )


def standing_of_customer(customer: Customer) -> Standing:
    """Where a customer stands today."""
    member = Membership.objects.filter(customer=customer).select_related("tier").first()
    spend = member.spend_minor if member else 0
    place = place_of(spend)
    return Standing(
        tier=member.tier if member else None,
        following=place.following,
        spend_minor=spend,
        missing_minor=place.missing_minor,
    )


def account_of_points(customer: Customer) -> Account | None:
    return Account.objects.filter(customer=customer, kind=AccountKind.POINTS).first()


def entries_of(customer: Customer) -> QuerySet[Entry]:
    """Every movement of a customer's points, the latest first."""
    own = Entry.objects.filter(account__customer=customer, account__kind=AccountKind.POINTS)
    return own.order_by("-pk")


def waiting_of(customer: Customer) -> QuerySet[Earning]:
    """Orders whose points cannot be spent yet, the next one first."""
    waiting = Earning.objects.filter(customer=customer, state=EarningState.WAITING, points__gt=0)
    return waiting.order_by("due_at")


def friends_of(customer: Customer) -> QuerySet[Referral]:
    """Whom a customer recommended; the page tells no names."""
    return Referral.objects.filter(referrer=customer)
