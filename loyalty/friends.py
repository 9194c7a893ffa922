"""Friends whom customers recommend: who came by whose link, and what both get for it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Customer
from events import audit
from foundation import clock
from foundation.money import Money
from foundation.refusals import Refusal
from foundation.registries import Registry
from loyalty.algorithms.friends import Ending, Friend, Limits, Sign, judge
from loyalty.ledger import credit, lock_accounts, open_account
from loyalty.mails import tell_reward
from loyalty.members import WINDOW, locked_member
from loyalty.models import (
    Account,
    AccountKind,
    EntryKind,
    Membership,
    Programme,
    Referral,
    ReferralState,
    RefusedBecause,
)
from loyalty.points.earning import OrderFacts
from loyalty.programme import programme

_LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without those that are read wrong."""
_CODE_LENGTH: Final = 8
_OPEN: Final = (ReferralState.WAITING, ReferralState.TO_LOOK_AT)


@dataclass(frozen=True, slots=True)
class Purse:
    """In which currency somebody gets credit; units of it for one of the base currency."""

    currency: str
    rate: Decimal = Decimal(1)

    def holds(self, base_minor: int) -> Money:
        return Money(base_minor, settings.SHOP_BASE_CURRENCY).converted(self.currency, self.rate)


@dataclass(frozen=True, slots=True)
class FriendFacts:
    """What the orders and the risk office tell when a reward is due.

    ``kept_minor`` of the first order is in minor units of the base currency; ``is_new``: it was
    the friend's first.
    """

    is_new: bool
    kept_minor: int
    signs: frozenset[Sign]
    friend_purse: Purse
    referrer_purse: Purse


Teller = Callable[[Referral], FriendFacts]
tellers: Registry[Teller] = Registry("who tells of friends")
"""Orders and the risk office stand on floors of their own: the roof tells what both know."""


def facts_of(referral: Referral) -> FriendFacts:
    """What is known of a recommendation now.

    Raises:
        Refusal: nobody is there to tell.
    """
    for _each, teller in tellers:
        return teller(referral)
    raise Refusal(_("Nothing is known about it."))


@transaction.atomic
def friend_code(*, customer: Customer, at: datetime | None = None) -> str:
    """The code of a customer's link, made where there is none."""
    member = locked_member(customer, at=at).membership
    if not member.friend_code:
        member.friend_code = "".join(secrets.choice(_LETTERS) for _each in range(_CODE_LENGTH))
        member.save(update_fields=["friend_code"])
    return str(member.friend_code)


def knows_code(code: str) -> bool:
    """Whether somebody's link has this code."""
    return Membership.objects.filter(friend_code=code.upper()).exists()


@transaction.atomic
def note_friend(*, code: str, friend: Customer, at: datetime | None = None) -> Referral | None:
    """Remember by whose link somebody came who has not bought yet; the first link counts.

    None where nobody has the code, it is their own, or the shop gives nothing for friends.
    """
    referrer = Customer.objects.filter(membership__friend_code=code.upper()).first()
    if referrer is None or referrer.pk == friend.pk or not programme().has_referrals:
        return None
    referral, _new = Referral.objects.get_or_create(
        friend=friend, defaults={"referrer": referrer, "came_at": at or clock.now()}
    )
    return referral


@transaction.atomic
def note_first_order(*, facts: OrderFacts) -> None:
    """A friend's first order has left: it is decided when nothing of it can come back."""
    if facts.left_at is None:
        return
    came = Referral.objects.select_for_update().filter(
        friend=facts.customer, state=ReferralState.CAME
    )
    for referral in came:
        referral.state, referral.order_ref = ReferralState.WAITING, facts.ref
        referral.due_at = facts.left_at + timedelta(days=programme().days_until_reward)
        referral.save(update_fields=["state", "order_ref", "due_at"])


def due_referrals(*, at: datetime | None = None) -> Iterator[Referral]:
    """Recommendations that can be decided now."""
    due = Referral.objects.filter(state=ReferralState.WAITING, due_at__lte=at or clock.now())
    return due.select_related("referrer", "friend").order_by("pk").iterator()


@transaction.atomic
def decide(*, referral: Referral, facts: FriendFacts, at: datetime | None = None) -> Referral:
    """Reward both, refuse, or leave it to staff; one that is decided already stays as it is."""
    now, rules = at or clock.now(), programme()
    referrer = referral.referrer
    if referrer is None or referral.friend is None:
        return _end(referral, RefusedBecause.BY_STAFF, now)
    locked_member(referrer, at=now)  # two friends of one customer are counted one by one
    locked = Referral.objects.select_for_update().get(pk=referral.pk)
    if locked.state != ReferralState.WAITING:
        return locked
    locked.signs = sorted(facts.signs)
    ending = judge(
        Friend(facts.is_new, facts.kept_minor, rewards_lately(referrer, at=now), facts.signs),
        Limits(rules.friend_spends_minor, rules.rewards_a_year),
        is_on=rules.has_referrals,
    )
    if ending == Ending.REWARD:
        return _reward(locked, rules, facts, now)
    if ending == Ending.LOOK:
        locked.state = ReferralState.TO_LOOK_AT
        locked.save(update_fields=["state", "signs"])
        return locked
    return _end(locked, RefusedBecause(ending.value), now)


@transaction.atomic
def decide_by_staff(
    *,
    referral: Referral,
    is_rewarded: bool,
    facts: FriendFacts,
    by: AbstractBaseUser | None,
    at: datetime | None = None,
) -> Referral:
    """Staff looked: both get their credit, whatever they share, or neither does.

    Raises:
        Refusal: it was decided already, or one of both is no customer any more.
    """
    now = at or clock.now()
    if referral.referrer is None or referral.friend is None:
        raise Refusal(_("One of both is no customer any more."))
    locked_member(referral.referrer, at=now)
    locked = Referral.objects.select_for_update().get(pk=referral.pk)
    if locked.state not in _OPEN:
        raise Refusal(_("It was decided already."))
    action = "referral.rewarded" if is_rewarded else "referral.refused"
    audit.write(actor=by, action=action, target=locked, changes={}, at=now)
    if is_rewarded:
        return _reward(locked, programme(), facts, now)
    return _end(locked, RefusedBecause.BY_STAFF, now)


def rewards_lately(referrer: Customer, *, at: datetime) -> int:
    """How many friends a customer was rewarded for in the last 365 days."""
    lately = Referral.objects.filter(referrer=referrer, state=ReferralState.REWARDED)
    return lately.filter(ended_at__gt=at - WINDOW, ended_at__lte=at).count()


def _end(referral: Referral, because: RefusedBecause, now: datetime) -> Referral:
    referral.state, referral.because, referral.ended_at = ReferralState.REFUSED, because, now
    referral.save(update_fields=["state", "because", "signs", "ended_at"])
    return referral


def _reward(referral: Referral, rules: Programme, facts: FriendFacts, now: datetime) -> Referral:
    """Credit for both, under the key of the recommendation; its row is locked."""
    to_referrer = facts.referrer_purse.holds(rules.referrer_reward_minor)
    to_friend = facts.friend_purse.holds(rules.friend_reward_minor)
    owners = ((referral.referrer, to_referrer, "referrer"), (referral.friend, to_friend, "friend"))
    accounts = {
        name: _credit_account(owner, money, now) for owner, money, name in owners if owner and money
    }
    lock_accounts(account.pk for account in accounts.values())
    for owner, money, name in owners:
        if owner and name in accounts:
            credit(
                account=accounts[name], amount=money.minor, kind=EntryKind.ISSUED,
                key=f"friend:{referral.public_id}:{name}", reference=referral.public_id, at=now,
            )  # fmt: skip
            tell_reward(
                customer=owner, credit=money, key=f"friend:{referral.public_id}:{name}", at=now
            )
    referral.referrer_minor, referral.referrer_currency = to_referrer.minor, to_referrer.currency
    referral.friend_minor, referral.friend_currency = to_friend.minor, to_friend.currency
    referral.state, referral.because, referral.ended_at = ReferralState.REWARDED, "", now
    referral.save()
    return referral


def _credit_account(owner: Customer, money: Money, now: datetime) -> Account:
    return open_account(
        kind=AccountKind.STORE_CREDIT, customer=owner, currency=money.currency, at=now
    )
