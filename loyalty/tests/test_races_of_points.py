"""Fifty at one customer's points: earned once, never below nothing, and no point is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.db.models import Sum

from foundation import clock
from loyalty.algorithms.friends import Sign
from loyalty.friends import FriendFacts, Purse, decide, friend_code, note_first_order, note_friend
from loyalty.ledger import NotEnough, spend
from loyalty.models import (
    Account,
    AccountKind,
    Earning,
    EarningState,
    Entry,
    EntryKind,
    Membership,
    Referral,
    ReferralState,
)
from loyalty.points.earning import credit_due, note_left, settle
from loyalty.points.expiring import expire_points
from loyalty.tests.factories import make_customer
from loyalty.tests.member_rows import make_facts, make_programme
from tests.racing import outcomes, race, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
THREADS = 50
OLD = timedelta(days=80)
EACH = 5


def points_account():
    return Account.objects.get(kind=AccountKind.POINTS)


def is_right():
    """Whether the ledger sums up, nothing is negative, and every point earned is accounted for."""
    account, member = points_account(), Membership.objects.get()
    of = dict(Entry.objects.values_list("kind").annotate(Sum("amount")))
    credited = Earning.objects.filter(state=EarningState.CREDITED)
    earned = credited.aggregate(sum=Sum("points"))["sum"] or 0
    spent = of.get(EntryKind.SPENT, 0) + of.get(EntryKind.EXPIRED, 0)
    return (
        account.balance == sum(of.values())
        and account.balance >= account.held >= 0
        and account.balance - member.shortfall == earned + spent
    )


def orders_of(customer, *, count, left_at):
    facts = [make_facts(customer, left_at=left_at) for _each in range(count)]
    for each in facts:
        note_left(facts=each, at=left_at)
    return facts


def fight():
    """Points are spent, taken back, credited and expire at the same time, ten threads at each.

    Ten orders are credited; as many wait. All credited ones come back while others spend.
    """
    make_programme(months_until_expiry=1)
    customer, now = make_customer(), clock.now()
    old = orders_of(customer, count=10, left_at=now - OLD)
    for facts in old:
        credit_due(facts=facts, at=now - OLD + timedelta(days=15))
    new = orders_of(customer, count=10, left_at=now - timedelta(days=15))
    account = points_account()
    turns = [
        lambda turn: settle(facts=replace(old[turn], kept_minor=2_000)),
        lambda turn: spend(account=account, amount=90, key=f"order {turn}"),
        lambda turn: credit_due(facts=new[turn]),
        lambda turn: expire_points(),
        lambda turn: settle(facts=replace(new[turn], kept_minor=5_000)),
    ]
    return race(lambda index: turns[index % EACH](index // EACH), threads=THREADS)


def test_fifty_that_credit_one_order_credit_it_once():
    make_programme()
    [facts] = orders_of(make_customer(), count=1, left_at=clock.now() - timedelta(days=15))
    results = race(lambda _index: credit_due(facts=facts), threads=THREADS)
    assert outcomes(results, refused=()) == THREADS
    assert points_account().balance == Entry.objects.get().amount == 100


def test_fifty_that_take_back_one_order_take_it_back_once():
    make_programme()
    [facts] = orders_of(make_customer(), count=1, left_at=clock.now() - timedelta(days=15))
    credit_due(facts=facts)
    spend(account=points_account(), amount=40, key="an order")
    race(lambda _index: settle(facts=replace(facts, kept_minor=0)), threads=THREADS)
    assert points_account().balance == 0
    assert Membership.objects.get().shortfall == 40
    assert is_right()


def test_fifty_that_promise_one_order_promise_it_once():
    make_programme()
    facts = make_facts()
    results = race(lambda _index: note_left(facts=facts), threads=THREADS)
    assert outcomes(results, refused=()) == THREADS
    assert Earning.objects.get().points == 100


def test_points_are_never_negative_while_they_are_spent_taken_back_and_expire():
    outcomes(fight(), refused=NotEnough)
    assert is_right()


@pytest.mark.postgresql  # SQLite has no row locks to take away
def test_twin_without_row_locks_breaks_the_ledger(monkeypatch):
    without_row_locks(monkeypatch)
    results = fight()
    is_stopped = any(isinstance(result, IntegrityError) for result in results)
    assert is_stopped or not is_right()


def test_many_friends_decided_at_once_are_rewarded_as_often_as_a_year_allows():
    make_programme(has_referrals=True, friend_spends_minor=0, rewards_a_year=3)
    referrer = make_customer()
    code, left_at = friend_code(customer=referrer), clock.now() - timedelta(days=40)
    for _each in range(10):
        friend = make_customer()
        note_friend(code=code, friend=friend)
        note_first_order(facts=make_facts(friend, left_at=left_at))
    referrals = list(Referral.objects.order_by("pk"))
    told = FriendFacts(True, 5_000, frozenset[Sign](), Purse("EUR"), Purse("EUR"))
    # Each of the ten is decided by five at once.
    results = race(lambda index: decide(referral=referrals[index % 10], facts=told), threads=50)
    assert outcomes(results, refused=()) == 50
    assert Referral.objects.filter(state=ReferralState.REWARDED).count() == 3
    assert Account.objects.get(customer=referrer, kind=AccountKind.STORE_CREDIT).balance == 3_000
