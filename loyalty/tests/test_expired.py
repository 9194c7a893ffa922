"""Gift cards and credit that end: told of by month, booked out the night after, held ones later."""

from datetime import date

import pytest

from foundation.clock import day_bounds
from foundation.money import Money
from loyalty.expired import Expiring, expire_money, expiring_money
from loyalty.ledger import credit, hold, release, renew
from loyalty.models import Account, AccountKind, Entry, EntryKind
from loyalty.tests.factories import make_account, make_gift_card
from tests.racing import balance

pytestmark = pytest.mark.django_db
LAST = date(2026, 12, 31)


def ending(minor: int, *, last: date = LAST, currency: str = "EUR") -> Account:
    account = make_gift_card(minor, currency=currency).account
    Account.objects.filter(pk=account.pk).update(expires_on=last)
    account.refresh_from_db()
    return account


def left(account: Account) -> int:
    account.refresh_from_db()
    return account.balance


def test_it_is_booked_out_when_its_last_day_has_passed_and_once():
    account = ending(5_000)
    begin, end = day_bounds(LAST)
    assert expire_money(at=begin) == 0
    assert left(account) == 5_000
    assert expire_money(at=end) == 1
    assert left(account) == 0
    entry = Entry.objects.get(kind=EntryKind.EXPIRED)
    assert (entry.account, entry.amount, entry.written_at) == (account, -5_000, end)
    assert expire_money(at=end) == 0
    assert balance()


def test_credit_that_ends_too_and_nothing_that_does_not():
    credit_account = make_account(700, expires_on=LAST)
    for_ever = make_account(800)
    points = make_account(900, kind=AccountKind.POINTS, expires_on=LAST)
    assert expire_money(at=day_bounds(LAST)[1]) == 1
    assert [left(row) for row in (credit_account, for_ever, points)] == [0, 800, 900]


def test_what_an_order_holds_is_booked_out_when_it_came_to_nothing():
    account = ending(5_000)
    hold(account=account, amount=1_200, key="order", at=day_bounds(LAST)[0])
    after = day_bounds(LAST)[1]
    assert expire_money(at=after) == 1
    assert left(account) == 1_200
    release(key="order", at=after)
    assert expire_money(at=after) == 1
    assert left(account) == 0


def test_what_comes_back_on_one_that_has_ended_can_be_spent_again():
    account = ending(5_000)
    after = day_bounds(LAST)[1]
    expire_money(at=after)
    renew(account=account, until=date(2029, 12, 31), at=after)
    credit(account=account, amount=300, kind=EntryKind.GIVEN_BACK, key="back", at=after)
    assert expire_money(at=after) == 0
    assert left(account) == 300
    assert account.expires_on == date(2029, 12, 31)


def test_one_whose_time_is_not_over_keeps_its_day():
    account = ending(5_000)
    renew(account=account, until=date(2029, 12, 31), at=day_bounds(LAST)[0])
    account.refresh_from_db()
    assert account.expires_on == LAST


def test_what_ends_is_told_of_by_month_and_currency():
    ending(1_000)
    ending(2_000, last=date(2026, 12, 5))
    ending(3_000, currency="CHF")
    ending(4_000, last=date(2027, 3, 31))
    ending(5_000, last=date(2026, 11, 30))
    assert expiring_money(at=day_bounds(date(2026, 12, 1))[0]) == [
        Expiring(date(2026, 12, 1), 1, Money(3_000, "CHF")),
        Expiring(date(2026, 12, 1), 2, Money(3_000, "EUR")),
        Expiring(date(2027, 3, 1), 1, Money(4_000, "EUR")),
    ]
