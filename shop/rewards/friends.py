"""Friends who were recommended, beside orders and the marks of the risk office."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.models import Address, Customer
from loyalty.algorithms.friends import Sign
from loyalty.friends import FriendFacts, Purse, decide, due_referrals, note_friend
from loyalty.models import Referral
from orders.models import Order
from pricing.selectors import NoRate, exchange_rate
from risk.algorithms.attempts import ABSENT
from risk.algorithms.vocabulary import Mark
from risk.marks import address_text, mark_of
from risk.models import Assessment
from shop.doors.checkout import mark_of_address
from shop.rewards.facts import facts_of_orders

_LATEST: Final = 200
_SIGNS: Final = {
    Mark.EMAIL: Sign.EMAIL,
    Mark.PHONE: Sign.PHONE,
    Mark.CARD: Sign.CARD,
    Mark.DEVICE: Sign.DEVICE,
    Mark.ADDRESS: Sign.ADDRESS,
    Mark.NETWORK: Sign.NETWORK,
}


def bring_friend(*, code: str, friend: Customer) -> Referral | None:
    """Somebody came by a customer's link; only who has never bought here is a friend."""
    if _has_bought(friend):
        return None
    return note_friend(code=code, friend=friend)


def decide_due(*, at: datetime | None = None) -> int:
    """Decide all recommendations whose time has come; how many that were."""
    decided = 0
    for referral in due_referrals(at=at):
        decide(referral=referral, facts=facts_of_friend(referral), at=at)
        decided += 1
    return decided


def facts_of_friend(referral: Referral) -> FriendFacts:
    """What is true now of a recommendation and the order that it waits for."""
    order = Order.objects.filter(public_id=referral.order_ref).first()
    facts = facts_of_orders([order.pk]) if order else []
    friend, referrer = referral.friend, referral.referrer
    return FriendFacts(
        is_new=bool(order and friend and _is_first(order, friend)),
        kept_minor=facts[0].kept_minor if facts else 0,
        signs=shared_signs(referrer, friend) if referrer and friend else frozenset(),
        friend_purse=_purse(order),
        referrer_purse=_purse(_placed(referrer).order_by("-placed_at").first()),
    )


def shared_signs(one: Customer, other: Customer) -> frozenset[Sign]:
    """What the risk office and the orders know of both: kinds of marks, never whose they are."""
    shared = set(_marks_of(one)) & set(_marks_of(other))
    return frozenset(_SIGNS[mark] for mark, _key in shared)


def _marks_of(customer: Customer) -> Iterator[tuple[Mark, int]]:
    """Marks of a customer's latest attempts, of their orders and of their address book."""
    yield from _told(Mark.EMAIL, customer.email)
    attempts = Assessment.objects.filter(customer_id_then=customer.pk).order_by("-occurred_at")
    columns = {mark: f"{mark}_key" for mark in _SIGNS}
    for row in attempts.values(*columns.values())[:_LATEST]:
        yield from ((mark, row[name]) for mark, name in columns.items() if row[name])
    for order in _placed(customer).order_by("-placed_at")[:_LATEST]:
        yield from _known(Mark.ADDRESS, mark_of_address(order))
        yield from _told(Mark.EMAIL, order.email)
        yield from _told(Mark.PHONE, order.phone)
    for address in Address.objects.filter(customer=customer):
        street = " ".join((address.line1, address.line2))
        yield from _told(
            Mark.ADDRESS,
            address_text(street=street, postcode=address.postcode, country=address.country),
        )
        yield from _told(Mark.PHONE, address.phone)


def _told(mark: Mark, text: str) -> Iterator[tuple[Mark, int]]:
    yield from _known(mark, mark_of(mark, text))


def _known(mark: Mark, key: int) -> Iterator[tuple[Mark, int]]:
    if key != ABSENT:
        yield mark, key


def _is_first(order: Order, friend: Customer) -> bool:
    """Whether nothing was ordered before, not even what was cancelled later."""
    first = Order.objects.filter(customer=friend, placed_at__isnull=False).order_by("placed_at")
    return first.values_list("pk", flat=True).first() == order.pk


def _has_bought(friend: Customer) -> bool:
    """Whether somebody ordered here, also as a guest before they had an account."""
    theirs = Q(customer=friend)
    if friend.email:
        theirs |= Q(customer__isnull=True, email__iexact=friend.email)
    return Order.objects.filter(theirs, placed_at__isnull=False).exists()


def _placed(customer: Customer | None) -> QuerySet[Order]:
    """What somebody ordered; nothing of nobody, whose orders are the guests'."""
    if customer is None:
        return Order.objects.none()
    return Order.objects.filter(customer=customer, placed_at__isnull=False)


def _purse(order: Order | None) -> Purse:
    """The currency of an order at today's rate; the base currency without one or its rate."""
    if order is None or order.currency == settings.SHOP_BASE_CURRENCY:
        return Purse(settings.SHOP_BASE_CURRENCY)
    try:
        return Purse(order.currency, exchange_rate(order.currency))
    except NoRate:
        return Purse(settings.SHOP_BASE_CURRENCY)
