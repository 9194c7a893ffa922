"""Money that goes back as store credit."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from loyalty.ledger import credit, open_account
from loyalty.models import AccountKind, EntryKind
from orders.models import Order, Refund
from orders.payments.base import RefundDeclined


@transaction.atomic
def give_as_credit(*, refund: Refund) -> str:
    """Put a refund on the customer's account, once its key; what the entry is called.

    Raises:
        RefundDeclined: the customer was forgotten since.
    """
    order = Order.objects.select_related("customer").get(payments=refund.payment_id)
    if order.customer is None or order.customer.erased_at is not None:
        raise RefundDeclined(_("The customer was erased, and their account with them."))
    account = open_account(
        kind=AccountKind.STORE_CREDIT, customer=order.customer, currency=refund.currency
    )
    key = f"refund-{refund.key}"
    credit(
        account=account,
        amount=refund.amount_minor,
        kind=EntryKind.GIVEN_BACK,
        key=key,
        reference=order.public_id,
    )
    return key[:120]
