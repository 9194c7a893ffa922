"""What an order takes from accounts: kept while it is paid, spent when it is placed, else freed.

Each tender is a payment of its own beside the bank's, with a hold in the ledger under its key.
"""

from __future__ import annotations

from datetime import datetime

from foundation import clock
from loyalty import ledger
from loyalty.models import AccountKind, Hold
from orders.building import first_key
from orders.models import Order, Payment, PaymentState
from orders.tenders.plan import Tender, TenderPlan

TENDERS = tuple(kind.value for kind in AccountKind)
"""Names of the providers that pay out of accounts of the shop's own."""


def hold_tenders(*, order: Order, plan: TenderPlan, at: datetime | None = None) -> list[Payment]:
    """Keep what a plan takes, in the transaction that drafts the order.

    Raises:
        LedgerRefused: an account has less by now, or cannot be spent any more.
    """
    by_account = sorted(plan.tenders, key=lambda tender: tender.account.pk)
    ledger.lock_accounts(tender.account.pk for tender in by_account)
    return [_hold(order, tender, at) for tender in by_account]


def _hold(order: Order, tender: Tender, at: datetime | None) -> Payment:
    payment = Payment.objects.create(
        order=order,
        provider=tender.kind.value,
        provider_ref=tender.name,
        key=f"{first_key(order)}-{tender.kind.value}-{tender.account.pk}",
        state=PaymentState.HELD,
        amount_minor=tender.amount.minor,
        currency=order.currency,
        created_at=order.created_at,
    )
    ledger.hold(
        account=tender.account,
        amount=tender.units,
        key=payment.key,
        reference=order.public_id,
        at=at,
    )
    return payment


def take_tenders(*, order: Order, at: datetime | None = None) -> None:
    """The order is placed: what was kept for it is spent. The caller holds the order's row."""
    for payment in _held(order):
        if ledger.take(key=payment.key, at=at) is None:
            raise LookupError(f"payment {payment.key} keeps nothing")
        payment.state, payment.settled_at = PaymentState.PAID, at or clock.now()
        payment.save(update_fields=["state", "settled_at"])


def release_tenders(*, order: Order, message: str = "", at: datetime | None = None) -> int:
    """The order came to nothing: what was kept for it is free again; of how many payments."""
    held = _held(order)
    for payment in held:
        ledger.release(key=payment.key, at=at)
        payment.state, payment.settled_at = PaymentState.DECLINED, at or clock.now()
        payment.message = message[:200]
        payment.save(update_fields=["state", "settled_at", "message"])
    return len(held)


def _held(order: Order) -> list[Payment]:
    """The payments that keep something, their accounts locked in the order of the accounts."""
    payments = {
        payment.key: payment
        for payment in order.payments.select_for_update().filter(
            state=PaymentState.HELD, provider__in=TENDERS
        )
    }
    holds = list(Hold.objects.filter(key__in=payments).order_by("account_id"))
    ledger.lock_accounts(held.account_id for held in holds)
    return [payments[held.key] for held in holds]
