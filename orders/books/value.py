"""Gift cards, credit and points: balances against entries, and what orders took against both."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from loyalty.models import Account, Hold, HoldState
from orders.books.finding import Book, Finding
from orders.models import Payment, PaymentState
from orders.tenders.holding import TENDERS

_STATE_OF = {
    PaymentState.HELD: HoldState.HELD,
    PaymentState.PAID: HoldState.SPENT,
    PaymentState.DECLINED: HoldState.RELEASED,
}


def check_value() -> Iterator[Finding]:
    """Whether accounts hold what their entries say, and orders paid with what was held for them."""
    yield from _balances()
    yield from _kept()
    yield from _tenders()


def _balances() -> Iterator[Finding]:
    rows = (
        Account.objects.annotate(entered=Coalesce(Sum("entries__amount"), 0))
        .exclude(entered=F("balance"))
        .values_list("public_id", "balance", "entered")
    )
    for name, balance, entered in rows:
        yield _found(f"account {name}", f"says {balance}, its entries sum to {entered}")


def _kept() -> Iterator[Finding]:
    standing = Coalesce(Sum("holds__amount", filter=Q(holds__state=HoldState.HELD)), 0)
    rows = (
        Account.objects.annotate(standing=standing)
        .exclude(standing=F("held"))
        .values_list("public_id", "held", "standing")
    )
    for name, held, standing_sum in rows:
        yield _found(f"account {name}", f"keeps {held}, its holds sum to {standing_sum}")


def _tenders() -> Iterator[Finding]:
    holds = dict(Hold.objects.values_list("key", "state"))
    paid = Payment.objects.filter(provider__in=TENDERS).values_list("key", "state")
    for key, state in paid.iterator(chunk_size=5000):
        if holds.get(key) != _STATE_OF.get(PaymentState(state)):
            yield _found(f"payment {key}", f"is {state}, its hold is {holds.get(key)}")


def _found(about: str, message: str) -> Finding:
    return Finding(Book.VALUE, about, message)
