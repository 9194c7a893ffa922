"""Paying out of accounts of the shop's own: no bank is asked, the ledger says what became.

They are never chosen as the way to pay: they stand beside it (``orders.tenders``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from foundation.money import Money
from loyalty.gift_cards import last_day
from loyalty.ledger import credit, lock_accounts, renew
from loyalty.models import AccountKind, Entry, EntryKind, Hold
from loyalty.points.worth import expiry_of_given_back, points_given_back
from orders.models import Payment, RefundState
from orders.payments.base import (
    ChargeRequest,
    ChargeResult,
    Outcome,
    Payer,
    PaymentChoice,
    RefundDeclined,
    outside_transactions,
)
from orders.payments.by_hand import ByHand


class StoredValue(ByHand):
    """An account of the ledger; what goes back is an entry, once a refund's key."""

    def __init__(self, kind: AccountKind) -> None:
        self.name = kind.value

    def choices(self, payer: Payer) -> Sequence[PaymentChoice]:
        return ()

    @outside_transactions
    def charge(self, request: ChargeRequest) -> ChargeResult:
        return ChargeResult(Outcome.DECLINED, request.key)

    @outside_transactions
    def refund(self, *, key: str, refund_key: str, amount: Money, reference: str = "") -> str:
        """Back to the account that paid, whether it is blocked or not; the entry's key.

        Raises:
            RefundDeclined: it was of somebody who was forgotten since.
        """
        with transaction.atomic():
            return self._give_back(key, f"refund-{refund_key}", refund_key, amount)

    def _give_back(self, key: str, entry_key: str, refund_key: str, amount: Money) -> str:
        held = Hold.objects.get(key=key)
        account = lock_accounts([held.account_id])[held.account_id]
        if account.customer_id is None and account.kind != AccountKind.GIFT_CARD:
            raise RefundDeclined(_("The customer was erased, and their account with them."))
        units = self._units(held, refund_key, amount)
        if units and not Entry.objects.filter(key=entry_key).exists():
            # Else the night after would take what the customer just got back.
            renew(account=account, until=last_day())
            credit(
                account=account,
                amount=units,
                kind=EntryKind.GIVEN_BACK,
                key=entry_key,
                reference=held.reference,
                expires_on=self._good_until(),
            )
        return entry_key[:120]

    def _units(self, held: Hold, refund_key: str, amount: Money) -> int:
        return amount.minor

    def _good_until(self) -> date | None:
        return None


class PaidInPoints(StoredValue):
    """Points go back as points: their parts sum to what was taken, however it is parted."""

    def __init__(self) -> None:
        super().__init__(AccountKind.POINTS)

    def _units(self, held: Hold, refund_key: str, amount: Money) -> int:
        payment = Payment.objects.get(key=held.key)
        noted = payment.refunds.exclude(state=RefundState.FAILED)
        own = noted.get(key=refund_key)
        # By what was noted first, not by entries: a part too small for a whole point has none.
        before = noted.filter(pk__lt=own.pk).aggregate(sum=Sum("amount_minor"))["sum"] or 0
        return points_given_back(
            held.amount, paid=payment.amount_minor, before=before, back=amount.minor
        )

    def _good_until(self) -> date | None:
        return expiry_of_given_back()
