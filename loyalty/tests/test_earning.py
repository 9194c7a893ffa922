"""What orders earn, when it can be spent, and what is taken back of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models import Sum

from foundation import clock
from loyalty.ledger import NotEnough, open_account, spend
from loyalty.models import AccountKind, Earning, EarningState, Entry, EntryKind, Membership
from loyalty.points.earning import credit_due, note_left, settle
from loyalty.points.expiring import expire_points, next_expiry
from loyalty.points.worth import spendable_points
from loyalty.tests.factories import make_customer
from loyalty.tests.member_rows import make_facts, make_programme, make_tier

pytestmark = pytest.mark.django_db
A_WHILE = timedelta(days=15)


def account_of(customer):
    return open_account(kind=AccountKind.POINTS, customer=customer)


def credited(customer, *, kept=10_000, now=None):
    """An order that left and whose points were credited; its facts and when."""
    facts = make_facts(customer, kept=kept, left_at=now or clock.now())
    note_left(facts=facts, at=facts.left_at)
    later = facts.left_at + A_WHILE
    credit_due(facts=facts, at=later)
    return facts, later


def test_points_wait_until_the_order_can_no_longer_be_withdrawn_from():
    make_programme()
    facts = make_facts()
    note_left(facts=facts)
    assert credit_due(facts=facts, at=clock.now() + timedelta(days=13)) is None
    assert spendable_points(facts.customer) == 0
    credit_due(facts=facts, at=clock.now() + A_WHILE)
    credit_due(facts=facts, at=clock.now() + 2 * A_WHILE)
    assert spendable_points(facts.customer) == 100


@pytest.mark.parametrize("told", [{"left_at": None}, {"kept": 0}])
def test_nothing_is_promised_before_it_left_or_where_nothing_was_paid(told):
    make_programme()
    assert note_left(facts=make_facts(**told)) is None
    assert not Earning.objects.exists()


def test_a_shop_that_promised_nothing_owes_nothing():
    make_programme(is_active=False)
    assert note_left(facts=make_facts()) is None
    make_programme(is_active=True)
    assert note_left(facts=make_facts()) is not None


def test_told_twice_it_is_promised_once():
    make_programme()
    facts = make_facts()
    note_left(facts=facts)
    note_left(facts=facts)
    assert Earning.objects.get().points == 100


def test_a_part_that_comes_back_while_points_wait_is_promised_no_more():
    make_programme()
    facts = make_facts()
    note_left(facts=facts)
    back = replace(facts, kept_minor=7_550)
    settle(facts=back)
    credit_due(facts=back, at=clock.now() + A_WHILE)
    assert spendable_points(facts.customer) == 75


def test_an_order_that_comes_back_whole_while_points_wait_earns_nothing():
    make_programme()
    facts = make_facts()
    note_left(facts=facts)
    settle(facts=replace(facts, kept_minor=0))
    assert Earning.objects.get().state == EarningState.VOID
    credit_due(facts=replace(facts, kept_minor=0), at=clock.now() + A_WHILE)
    assert not Entry.objects.exists()


def test_credited_points_are_taken_back_in_proportion():
    make_programme()
    customer = make_customer()
    facts, later = credited(customer)
    settle(facts=replace(facts, kept_minor=2_500), at=later)
    settle(facts=replace(facts, kept_minor=2_500), at=later)
    assert account_of(customer).balance == 25
    settle(facts=replace(facts, kept_minor=0), at=later)
    assert account_of(customer).balance == 0
    assert [e.amount for e in Entry.objects.all()] == [100, -75, -25]


def test_what_was_spent_already_is_owed_and_filled_by_what_is_earned_next():
    make_programme()
    customer = make_customer()
    facts, later = credited(customer)
    spend(account=account_of(customer), amount=80, key="an order")
    settle(facts=replace(facts, kept_minor=0), at=later)
    assert account_of(customer).balance == 0
    assert Membership.objects.get().shortfall == 80
    credited(customer, kept=5_000, now=later)
    assert account_of(customer).balance == 0
    assert Membership.objects.get().shortfall == 30
    credited(customer, kept=5_000, now=later)
    assert account_of(customer).balance == 20
    assert Membership.objects.get().shortfall == 0
    assert Entry.objects.aggregate(sum=Sum("amount"))["sum"] == 20


def test_what_an_order_holds_is_not_taken_back_but_owed():
    from loyalty.ledger import hold

    make_programme()
    customer = make_customer()
    facts, later = credited(customer)
    hold(account=account_of(customer), amount=70, key="being paid")
    settle(facts=replace(facts, kept_minor=0), at=later)
    account = account_of(customer)
    assert (account.balance, account.held) == (70, 70)
    assert Membership.objects.get().shortfall == 70


def test_an_order_that_is_not_paid_is_asked_again_tomorrow():
    make_programme()
    facts = make_facts(is_paid=False)
    note_left(facts=facts)
    later = clock.now() + A_WHILE
    assert credit_due(facts=facts, at=later) is None
    assert credit_due(facts=replace(facts, is_paid=True), at=later) is None
    assert credit_due(facts=replace(facts, is_paid=True), at=later + timedelta(days=1)) is not None


def test_an_order_keeps_the_rules_of_the_day_on_which_it_left():
    make_programme(points_per_unit=2)
    facts = make_facts()
    note_left(facts=facts)
    make_programme(points_per_unit=1)
    settle(facts=replace(facts, kept_minor=5_000))
    assert Earning.objects.get().points == 100


def test_a_tier_is_reached_by_spending_and_multiplies_from_the_next_order_on():
    make_programme()
    tier = make_tier(spend_from=15_000, multiplier_percent=150)
    customer = make_customer()
    assert note_left(facts=make_facts(customer)).points == 100
    assert note_left(facts=make_facts(customer)).points == 100
    assert Membership.objects.get().tier == tier
    assert note_left(facts=make_facts(customer)).points == 150


def test_points_expire_after_their_last_day_and_those_that_are_older_are_spent_first():
    make_programme(months_until_expiry=2)
    customer = make_customer()
    _facts, first = credited(customer)
    _facts, second = credited(customer, now=first + timedelta(days=20))
    spend(account=account_of(customer), amount=30, key="an order")
    assert next_expiry(account_of(customer), at=second)[1] == 70
    day, _points = next_expiry(account_of(customer), at=second)
    over = clock.day_bounds(day)[1]
    assert expire_points(at=over - timedelta(hours=1)) == 0
    assert expire_points(at=over + timedelta(hours=1)) == 70
    assert expire_points(at=over + timedelta(hours=2)) == 0
    assert account_of(customer).balance == 100
    assert Entry.objects.filter(kind=EntryKind.EXPIRED).get().amount == -70


def test_points_that_an_order_holds_expire_when_they_are_free_again():
    from loyalty.ledger import hold, release

    make_programme(months_until_expiry=1)
    customer = make_customer()
    _facts, later = credited(customer)
    hold(account=account_of(customer), amount=60, key="being paid")
    over = later + timedelta(days=40)
    assert expire_points(at=over) == 40
    release(key="being paid")
    assert expire_points(at=over + timedelta(days=1)) == 60
    assert account_of(customer).balance == 0


def test_points_that_never_expire_stay():
    make_programme(months_until_expiry=None)
    customer = make_customer()
    _facts, later = credited(customer)
    assert expire_points(at=later + timedelta(days=5000)) == 0
    assert next_expiry(account_of(customer), at=later) is None


def test_nobody_spends_more_than_was_credited():
    make_programme()
    customer = make_customer()
    credited(customer)
    with pytest.raises(NotEnough):
        spend(account=account_of(customer), amount=101, key="too much")
