"""For races and faults: whatever befell the shop, its books must balance afterwards."""

from django.db.models import Sum

from orders.books import balance
from orders.models import Payment, PaymentState, RefundState
from orders.payments import trial_books
from orders.payments.base import Outcome


def books_balance() -> bool:
    """True, or an assertion that lists every difference."""
    findings = balance()
    assert not findings, "\n".join(map(str, findings))
    return True


def bank_agrees() -> bool:
    """Whether the test provider's own books, which no transaction of ours undoes, say the same.

    Only once nothing is pending: what was taken is what was paid, what went back is what we noted.
    """
    for payment in Payment.objects.filter(provider="test"):
        entry = trial_books.read(payment.key)
        took = entry.amount if entry and entry.outcome == Outcome.PAID else 0
        paid = payment.amount_minor if payment.state == PaymentState.PAID else 0
        assert took == paid, f"{payment.key}: {took} were taken, we say {payment.state}"
        done = payment.refunds.filter(state=RefundState.DONE).aggregate(sum=Sum("amount_minor"))
        back = entry.refunded if entry else 0
        assert back == (done["sum"] or 0) <= paid, f"{payment.key}: {back} went back"
    return True
