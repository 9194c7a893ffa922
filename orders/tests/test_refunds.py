"""Money that goes back: in part, never more than came, once a key."""

import pytest
from django.db.models import Sum

from foundation.money import Money
from orders.models import Invoice, InvoiceKind, OrderPaymentState, Refund, RefundState
from orders.payments.base import ProviderUnreachable, RefundDeclined, providers
from orders.refunds import RefundRefused, carry_out_refunds, refund_order, retry_refund
from orders.tests.books import books_balance
from orders.tests.placed import make_order
from tests.racing import race, without_row_locks

EUR = "EUR"
db = pytest.mark.django_db


@db
def test_a_part_goes_back_with_a_credit_note():
    order = make_order("20.00")
    refund_order(order=order, key="k1", amount=Money(700, EUR), reason="Scratched")
    assert carry_out_refunds() == 1
    order.refresh_from_db()
    assert order.payment_state == OrderPaymentState.PARTLY_REFUNDED
    note = Invoice.objects.get(kind=InvoiceKind.CREDIT_NOTE)
    assert (note.total_minor, note.refund.reason) == (700, "Scratched")
    assert books_balance()


@db
def test_what_was_paid_elsewhere_is_given_back_by_hand():
    order = make_order("20.00")
    order.payments.update(provider="elsewhere")
    refund_order(order=order, key="k1", amount=Money(700, EUR))
    assert carry_out_refunds() == 1
    refund = Refund.objects.get()
    assert (refund.state, refund.provider_ref) == (RefundState.DONE, f"transfer-{refund.key}")


@db
def test_the_same_key_is_one_refund():
    order = make_order("20.00")
    first = refund_order(order=order, key="k1", amount=Money(700, EUR))
    assert refund_order(order=order, key="k1", amount=Money(700, EUR)) == first
    assert Refund.objects.count() == 1


@db
@pytest.mark.parametrize("minor", [0, -5, 2491])
def test_nothing_and_more_than_was_paid_are_refused(minor):
    order = make_order("20.00")
    with pytest.raises(RefundRefused):
        refund_order(order=order, key="k1", amount=Money(minor, EUR))
    assert not Refund.objects.exists()


@db
def test_a_provider_that_refuses_leaves_a_failed_refund_to_try_again(monkeypatch):
    order = make_order("20.00")
    [refund] = refund_order(order=order, key="k1", amount=Money(700, EUR))
    provider = providers.get(refund.payment.provider)
    give_back = provider.refund

    def refuse(**_asked):
        raise RefundDeclined("the card is closed")

    monkeypatch.setattr(type(provider), "refund", lambda self, **asked: refuse(**asked))
    assert carry_out_refunds() == 0
    refund.refresh_from_db()
    assert (refund.state, refund.message) == (RefundState.FAILED, "the card is closed")
    monkeypatch.setattr(type(provider), "refund", lambda self, **asked: give_back(**asked))
    retry_refund(refund=refund)
    assert carry_out_refunds() == 1
    assert books_balance()


@db
def test_a_silent_provider_is_asked_again_later(monkeypatch):
    order = make_order("20.00")
    [refund] = refund_order(order=order, key="k1", amount=Money(700, EUR))

    def silent(self, **_asked):
        raise ProviderUnreachable("no answer")

    monkeypatch.setattr(type(providers.get(refund.payment.provider)), "refund", silent)
    assert carry_out_refunds() == 0
    refund.refresh_from_db()
    assert (refund.state, refund.attempts) == (RefundState.DUE, 1)
    assert refund.due_at > refund.created_at


def _noted() -> int:
    return Refund.objects.aggregate(sum=Sum("amount_minor"))["sum"] or 0


def _fifty(order):
    amount = Money(order.total_minor // 3, EUR)
    return race(lambda index: refund_order(order=order, key=f"r{index}", amount=amount), threads=50)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_give_back_no_more_than_was_paid():
    order = make_order("20.00")
    results = _fifty(order)
    assert _noted() <= order.total_minor
    assert sum(isinstance(result, list) for result in results) == 3
    assert sum(isinstance(result, RefundRefused) for result in results) == 47


@pytest.mark.slow
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_twin_without_row_locks_gives_back_too_much(monkeypatch):
    order = make_order("20.00")
    without_row_locks(monkeypatch)
    _fifty(order)
    assert _noted() > order.total_minor, "the race proves nothing without it"


@db
def test_a_key_of_another_order_gives_nothing_back_and_says_so():
    first, second = make_order("20.00"), make_order("20.00")
    refund_order(order=first, key="k1", amount=Money(700, EUR))
    with pytest.raises(RefundRefused):
        refund_order(order=second, key="k1", amount=Money(700, EUR))
    assert Refund.objects.count() == 1


@db
def test_a_provider_that_breaks_on_one_refund_keeps_no_other_waiting(monkeypatch):
    broken, other = make_order("20.00"), make_order("20.00")
    for order in (broken, other):
        refund_order(order=order, key=f"of-{order.pk}")
    provider = providers.get("test")
    give_back = provider.refund

    def break_once(self, *, key, **asked):
        if key == broken.payments.get().key:
            raise KeyError("an answer without its status")
        return give_back(key=key, **asked)

    monkeypatch.setattr(type(provider), "refund", break_once)
    assert carry_out_refunds() == 1
    assert Refund.objects.get(payment__order=broken).state == RefundState.DUE
