"""The night reads what is new, closing reads its days, and neither misses what the whole finds."""

from datetime import timedelta

import pytest

from foundation import clock
from foundation.money import Money
from loyalty.ledger import correct, open_account
from loyalty.models import AccountKind
from loyalty.tests.factories import make_customer
from orders.accounting.closing import close_period
from orders.accounting.posting import policy, post_journal
from orders.accounting.roles import PostingKind
from orders.disputes import note_dispute
from orders.models import AccountingPolicy, DisputeState, JournalEntry, Order, PaymentState
from orders.payments.base import DisputeNews
from orders.refunds import carry_out_refunds, refund_order
from orders.tests.factories import make_dispute
from orders.tests.placed import make_order

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=30)


def read() -> int:
    """How many orders posting reads."""
    done: list[int] = []
    post_journal(advance=done.append)
    return sum(done)


@pytest.fixture
def old():
    """An order of a month ago, of which all is posted; the books were written on its day."""
    order = make_order("20.00")
    then = order.placed_at - LONG_AGO
    Order.objects.filter(pk=order.pk).update(placed_at=then, created_at=then)
    order.payments.update(settled_at=then, created_at=then)
    post_journal()
    order.refresh_from_db()
    return order


def kinds(order):
    return list(
        JournalEntry.objects.filter(order=order).order_by("number").values_list("kind", flat=True)
    )


def test_what_is_posted_is_not_read_again(old):
    assert read() == 0
    make_order("5.00")
    assert read() == 1
    assert read() == 0


def test_a_new_fact_of_an_old_order_is_found_by_its_own_day(old):
    refund_order(order=old, key="k1", amount=Money(700, "EUR"))
    carry_out_refunds()
    assert read() == 1
    assert set(kinds(old)[2:]) == {PostingKind.CREDIT_NOTE, PostingKind.REFUND}
    assert read() == 0


def test_an_inquiry_of_long_ago_that_becomes_a_dispute_is_found(old):
    payment = old.payments.get()
    dispute = make_dispute(payment, state=DisputeState.INQUIRY)
    type(dispute).objects.update(opened_at=old.placed_at)
    post_journal()
    assert PostingKind.DISPUTE not in kinds(old)
    news = DisputeNews(
        reference=dispute.reference,
        key=payment.key,
        state=DisputeState.OPEN,
        reason=dispute.reason,
        amount=Money(dispute.amount_minor, dispute.currency),
    )
    note_dispute(payment=payment, news=news)
    post_journal()
    assert kinds(old)[-1] == PostingKind.DISPUTE


def test_what_is_told_late_is_found_by_closing_its_days_and_by_the_whole(old):
    other = make_order("5.00")
    for order in (old, other):
        refund_order(order=order, key=f"k-{order.pk}", amount=Money(100, "EUR"))
    carry_out_refunds()
    then = old.placed_at + timedelta(days=1)
    old.payments.get().refunds.update(settled_at=then)
    old.invoices.update(issued_at=then)
    assert read() == 1, "the night looks at the last days"
    assert kinds(old) == [PostingKind.SALE, PostingKind.PAYMENT]
    close_period(until=clock.business_day(then), by=None)
    assert set(kinds(old)[2:]) == {PostingKind.CREDIT_NOTE, PostingKind.REFUND}
    assert post_journal(whole=True) == 0


def test_closing_reads_the_days_that_it_closes_and_no_others(old):
    make_order("5.00")
    close_period(until=clock.business_day(old.placed_at), by=None)
    assert JournalEntry.objects.exclude(order=old).count() == 0
    assert read() == 1


def test_a_fact_without_a_day_of_its_own_has_that_of_its_payment(old):
    order = make_order("5.00")
    order.payments.update(settled_at=None, state=PaymentState.PAID)
    assert read() == 1
    assert set(kinds(order)) == {PostingKind.SALE, PostingKind.PAYMENT}


def test_credit_that_is_posted_is_not_read_again():
    account = open_account(kind=AccountKind.STORE_CREDIT, customer=make_customer(), currency="EUR")
    correct(account=account, amount=500, reason="Sorry", by=None, key="k1")
    assert post_journal() == 1
    policy_before = policy().posted_until
    assert post_journal() == 0
    assert post_journal(whole=True) == 0
    assert policy().posted_until >= policy_before


def test_an_order_of_older_books_is_never_read(old):
    AccountingPolicy.objects.update(begins_on=clock.business_day())
    refund_order(order=old, key="k1", amount=Money(700, "EUR"))
    carry_out_refunds()
    assert read() == 0
