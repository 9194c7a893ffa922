"""A balance is the sum of its entries, never below zero, and each key moves it once."""

from datetime import timedelta

import pytest
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from events.models import AuditEntry
from foundation import clock
from loyalty.ledger import (
    LedgerRefused,
    NotEnough,
    correct,
    credit,
    hold,
    open_account,
    release,
    set_spendable,
    spend,
    take,
)
from loyalty.models import Account, AccountKind, Entry, EntryKind, Hold, HoldState
from loyalty.tests.factories import make_account, make_customer

pytestmark = pytest.mark.django_db


def _state(account: Account) -> tuple[int, int]:
    account.refresh_from_db()
    return account.balance, account.held


def test_a_customer_has_one_account_of_a_kind_and_currency():
    customer = make_customer()
    first, again = (
        open_account(kind=AccountKind.STORE_CREDIT, customer=customer, currency="EUR")
        for _ in range(2)
    )
    other = open_account(kind=AccountKind.STORE_CREDIT, customer=customer, currency="GBP")
    assert first == again != other


def test_points_have_no_currency_and_money_has_one():
    with pytest.raises(ValueError, match="currency"):
        open_account(kind=AccountKind.POINTS, customer=make_customer(), currency="EUR")
    with pytest.raises(ValueError, match="currency"):
        open_account(kind=AccountKind.GIFT_CARD)
    with pytest.raises(ValueError, match="belong"):
        open_account(kind=AccountKind.STORE_CREDIT, currency="EUR")


def test_what_is_spent_is_gone_and_more_is_refused():
    account = make_account(1_000)
    spend(account=account, amount=700, key="one")
    with pytest.raises(NotEnough) as refused:
        spend(account=account, amount=301, key="two")
    assert refused.value.free == 300
    assert _state(account) == (300, 0)


def test_the_same_key_moves_once():
    account = make_account(1_000)
    assert spend(account=account, amount=700, key="one") == spend(
        account=account, amount=700, key="one"
    )
    credit(account=account, amount=50, kind=EntryKind.GIVEN_BACK, key="back")
    credit(account=account, amount=50, kind=EntryKind.GIVEN_BACK, key="back")
    assert _state(account) == (350, 0)


def test_a_key_of_another_movement_is_refused():
    account, other = make_account(1_000), make_account(1_000)
    spend(account=account, amount=100, key="one")
    for wrong, amount in ((account, 101), (other, 100)):
        with pytest.raises(LedgerRefused):
            spend(account=wrong, amount=amount, key="one")
    assert _state(other) == (1_000, 0)


@pytest.mark.parametrize("amount", [0, -5])
def test_nothing_and_less_cannot_be_moved(amount):
    account = make_account(1_000)
    with pytest.raises(LedgerRefused):
        spend(account=account, amount=amount, key="one")
    with pytest.raises(LedgerRefused):
        credit(account=account, amount=amount, kind=EntryKind.ISSUED, key="two")
    with pytest.raises(LedgerRefused):
        hold(account=account, amount=amount, key="three")


def test_what_is_held_is_nobody_elses_and_is_taken_once():
    account = make_account(1_000)
    hold(account=account, amount=800, key="order")
    with pytest.raises(NotEnough):
        spend(account=account, amount=201, key="one")
    with pytest.raises(NotEnough):
        hold(account=account, amount=201, key="other")
    assert take(key="order") == take(key="order")
    assert _state(account) == (200, 0)
    assert not release(key="order")


def test_what_is_released_is_free_again_and_cannot_be_taken():
    account = make_account(1_000)
    hold(account=account, amount=800, key="order")
    assert release(key="order")
    assert not release(key="order")
    assert take(key="order") is None
    assert _state(account) == (1_000, 0)
    assert not release(key="never held")


def test_a_hold_is_made_once_and_not_again_after_its_end():
    account = make_account(1_000)
    assert hold(account=account, amount=800, key="order") == hold(
        account=account, amount=800, key="order"
    )
    assert _state(account) == (1_000, 800)
    release(key="order")
    with pytest.raises(LedgerRefused):
        hold(account=account, amount=800, key="order")


def test_what_is_blocked_or_expired_is_not_spent_but_keeps_its_promises():
    blocked, expired = make_account(1_000), make_account(1_000)
    hold(account=blocked, amount=400, key="before")
    set_spendable(account=blocked, is_spendable=False, reason="lost")
    yesterday = clock.business_day() - timedelta(days=1)
    Account.objects.filter(pk=expired.pk).update(expires_on=yesterday)
    for account in (blocked, expired):
        with pytest.raises(LedgerRefused):
            spend(account=account, amount=1, key=f"spend-{account.pk}")
        with pytest.raises(LedgerRefused):
            hold(account=account, amount=1, key=f"hold-{account.pk}")
    take(key="before")
    credit(account=blocked, amount=400, kind=EntryKind.GIVEN_BACK, key="back")
    spend(account=expired, amount=1_000, kind=EntryKind.EXPIRED, key="gone")
    assert _state(blocked) == (1_000, 0)
    assert _state(expired) == (0, 0)


def test_staff_correct_with_a_reason_that_is_kept_and_never_below_what_is_held():
    account, by = make_account(1_000), User.objects.create_user("s@example.com", "a password")
    hold(account=account, amount=600, key="order")
    with pytest.raises(LedgerRefused) as refused:
        correct(account=account, amount=5, reason="  ", by=by, key="a")
    assert refused.value.field == "reason"
    with pytest.raises(NotEnough):
        correct(account=account, amount=-401, reason="too much", by=by, key="b")
    correct(account=account, amount=-400, reason="issued twice", by=by, key="c")
    assert _state(account) == (600, 600)
    entry = Entry.objects.get(key="c")
    assert (entry.reason, entry.by) == ("issued twice", by)
    assert AuditEntry.objects.filter(action="account.corrected").count() == 1


_DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["credit", "spend", "hold", "take", "release", "correct"]),
        st.integers(-300, 300),
        st.integers(0, 4),
    ),
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(deeds=_DEEDS)
def test_whatever_is_done_the_balance_is_the_sum_and_never_negative(deeds):
    account = make_account(200)
    for deed, amount, key in deeds:
        _try(account, deed, amount, str(key))
        balance, held = _state(account)
        entries = account.entries.aggregate(sum=Sum("amount"))["sum"] or 0
        standing = account.holds.filter(state=HoldState.HELD).aggregate(sum=Sum("amount"))["sum"]
        assert balance == entries
        assert held == (standing or 0)
        assert 0 <= held <= balance


def _try(account: Account, deed: str, amount: int, key: str) -> None:
    name = f"{account.pk}-{deed}-{key}"
    hold_key = f"{account.pk}-hold-{key}"
    try:
        match deed:
            case "credit":
                credit(account=account, amount=amount, kind=EntryKind.ISSUED, key=name)
            case "spend":
                spend(account=account, amount=amount, key=name)
            case "hold":
                hold(account=account, amount=amount, key=hold_key)
            case "take":
                take(key=hold_key)
            case "release":
                release(key=hold_key)
            case _:
                correct(account=account, amount=amount, reason="so", by=None, key=name)
    except (LedgerRefused, Hold.DoesNotExist):
        return
