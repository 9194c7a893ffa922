"""Friends whom customers recommend: who came by whose link, and what both get for it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
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


def due_referrals(*, at: datetime | None = None) -> list[Referral]:
    """Recommendations that can be decided now."""
    due = Referral.objects.filter(state=ReferralState.WAITING, due_at__lte=at or clock.now())
    return list(due.select_related("referrer", "friend").order_by("pk"))


@transaction.atomic
def decide(*, referral: Referral, facts: FriendFacts, at: datetime | None = None) -> Referral:
    """Reward both, refuse, or leave it to staff; one that is decided already stays as it is."""
    now, rules = at or clock.now(), programme()
    ending, accounts = _ending(referral, rules, facts, now), None
    if ending == Ending.REWARD:
        accounts = _locked_accounts(referral, facts, now)
        # Two friends of one customer are counted one by one: the lock may have been waited for.
        ending = _ending(referral, rules, facts, now)
    locked = Referral.objects.select_for_update().get(pk=referral.pk)
    if locked.state != ReferralState.WAITING:
        return locked
    locked.signs = sorted(facts.signs)
    if accounts is not None and ending == Ending.REWARD:
        return _reward(locked, rules, facts, accounts, now)
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
    accounts = _locked_accounts(referral, facts, now) if is_rewarded else None
    locked = Referral.objects.select_for_update().get(pk=referral.pk)
    if locked.state not in _OPEN:
        raise Refusal(_("It was decided already."))
    action = "referral.refused" if accounts is None else "referral.rewarded"
    audit.write(actor=by, action=action, target=locked, changes={}, at=now)
    if accounts is None:
        return _end(locked, RefusedBecause.BY_STAFF, now)
    return _reward(locked, programme(), facts, accounts, now)


def rewards_lately(referrer: Customer, *, at: datetime) -> int:
    """How many friends a customer was rewarded for in the last 365 days."""
    # No later bound: who waited for a lock began before the reward that was given meanwhile.
    lately = Referral.objects.filter(referrer=referrer, state=ReferralState.REWARDED)
    return lately.filter(ended_at__gt=at - WINDOW).count()


def _ending(referral: Referral, rules: Programme, facts: FriendFacts, now: datetime) -> Ending:
    """What the rules say; who was erased since is nobody's friend."""
    if referral.referrer is None or referral.friend is None:
        return Ending.NOT_NEW
    rewarded = rewards_lately(referral.referrer, at=now)
    return judge(
        Friend(facts.is_new, facts.kept_minor, rewarded, facts.signs),
        Limits(rules.friend_spends_minor, rules.rewards_a_year),
        is_on=rules.has_referrals,
    )


def _locked_accounts(referral: Referral, facts: FriendFacts, now: datetime) -> list[Account]:
    """The store credit of referrer and friend, locked at once with the referrer's points.

    Whoever needs several accounts locks them in one order: a checkout may hold some of these.
    """
    owners = ((referral.referrer, facts.referrer_purse), (referral.friend, facts.friend_purse))
    credits = [
        open_account(kind=AccountKind.STORE_CREDIT, customer=owner, currency=purse.currency, at=now)
        for owner, purse in owners
    ]
    points = open_account(kind=AccountKind.POINTS, customer=referral.referrer, at=now)
    lock_accounts(account.pk for account in (*credits, points))
    return credits


def _end(referral: Referral, because: RefusedBecause, now: datetime) -> Referral:
    referral.state, referral.because, referral.ended_at = ReferralState.REFUSED, because, now
    referral.save(update_fields=["state", "because", "signs", "ended_at"])
    return referral


def _reward(
    referral: Referral,
    rules: Programme,
    facts: FriendFacts,
    accounts: list[Account],
    now: datetime,
) -> Referral:
    """Credit for both, under the key of the recommendation; its row and accounts are locked."""
    to_referrer = facts.referrer_purse.holds(rules.referrer_reward_minor)
    to_friend = facts.friend_purse.holds(rules.friend_reward_minor)
    for account, money, name in zip(
        accounts, (to_referrer, to_friend), ("referrer", "friend"), strict=True
    ):
        if money:
            _give(referral, account, money, name, now)
    referral.referrer_minor, referral.referrer_currency = to_referrer.minor, to_referrer.currency
    referral.friend_minor, referral.friend_currency = to_friend.minor, to_friend.currency
    referral.state, referral.because, referral.ended_at = ReferralState.REWARDED, "", now
    referral.save()
    return referral


def _give(referral: Referral, account: Account, money: Money, name: str, now: datetime) -> None:
    key = f"friend:{referral.public_id}:{name}"
    credit(
        account=account, amount=money.minor, kind=EntryKind.ISSUED, key=key,
        reference=referral.public_id, at=now,
    )  # fmt: skip
    if account.customer is not None:
        tell_reward(customer=account.customer, credit=money, key=key, at=now)
