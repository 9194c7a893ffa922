"""What orders hold of a person, and for how long the law has it kept.

Books must be kept for years with the names and addresses on their invoices, whatever else is
forgotten. So an erasure removes at once what no invoice shows (e-mail, phone, notes, carts, the
secret of the order's page), and name and address when ``SHOP_KEEP_BUYERS_YEARS`` are over: the
nightly ``forget_buyers`` sees to it. Amounts, goods and tax stay for good: they name nobody.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Customer
from foundation import clock
from foundation.ids import new_token
from foundation.registries import PersonalData, privacy
from orders.documents.content import without_buyer
from orders.models import (
    Cart,
    CartState,
    CounterReturn,
    Dispute,
    DownloadGrant,
    FulfilmentState,
    GiftNote,
    Invoice,
    Order,
    OrderNote,
    OrderPaymentState,
    OrderState,
    PickUp,
    Refund,
    RefundState,
    ReturnRequest,
    ReturnState,
)

_TO_SEND = (FulfilmentState.UNFULFILLED, FulfilmentState.PARTIAL)
_RETURN_OPEN = (ReturnState.REQUESTED, ReturnState.APPROVED, ReturnState.RECEIVED)
_AT_ONCE = ("email", "phone", "customer_note")
_ON_INVOICES = (
    "ship_name", "ship_company", "ship_line1", "ship_line2", "ship_postcode", "ship_city",
    "ship_region", "vat_number",
)  # fmt: skip


def register() -> None:
    """Called when the app is ready."""
    privacy.register("orders", PersonalData(_export, _erase, objections))


def orders_of_person(customer_id: int) -> QuerySet[Order]:
    """A customer's orders, with those made as a guest under their (verified) address."""
    email = Customer.objects.filter(pk=customer_id).values_list("email", flat=True).first()
    theirs = Q(customer=customer_id)
    if email:
        theirs |= Q(customer__isnull=True, email__iexact=email)
    return Order.objects.filter(theirs)


def objections(customer_id: int) -> list[str]:
    """What is open yet, a sentence for each order."""
    waiting = Q(state=OrderState.PENDING) | Q(
        Q(fulfilment_state__in=_TO_SEND) | Q(payment_state=OrderPaymentState.DUE),
        state=OrderState.PLACED,
    )
    coming_back = Q(returns__state__in=_RETURN_OPEN)
    owed = Q(payments__refunds__state=RefundState.DUE)
    open_orders = orders_of_person(customer_id).filter(waiting | coming_back | owed).distinct()
    return [
        _("Order %(number)s is not settled yet. Your data can be erased once it is.")
        % {"number": order.number or order.public_id}
        for order in open_orders.order_by("pk")
    ]


def _export(customer_id: int) -> list[dict[str, object]]:
    orders = orders_of_person(customer_id)
    columns = [
        field.attname
        for field in Order._meta.concrete_fields
        if field.attname not in {"id", "token", "cart_id", "customer_id", "fingerprint",
                                 "idempotency_key", "context"}
    ]  # fmt: skip
    rows: list[dict[str, object]] = [
        {
            "what": "order",
            **row,
            "lines": list(
                order.lines.values("sku", "name", "quantity", "unit_price_minor", "total_minor")
            ),
            "payments": list(
                order.payments.values("provider", "state", "amount_minor", "currency", "created_at")
            ),
            "disputes": list(
                Dispute.objects.filter(payment__order=order)
                .order_by("pk")
                .values("state", "reason", "amount_minor", "currency", "opened_at", "closed_at")
            ),
            "gift": list(
                GiftNote.objects.filter(order=order).values("to_name", "message", "send_on")
            ),
            "downloads": list(
                DownloadGrant.objects.filter(line__order=order)
                .order_by("pk")
                .values("file__title", "used", "granted_at", "last_used_at", "expires_at")
            ),
            "collected": list(
                PickUp.objects.filter(order=order).values(
                    "ready_at", "collected_at", "collected_by"
                )
            ),
            "returns": list(order.returns.values("state", "customer_note", "requested_at")),
            "notes": list(order.notes.filter(is_for_customer=True).values("text", "written_at")),
            "invoices": list(order.invoices.values("number", "kind", "issued_at", "content")),
        }
        for order, row in zip(
            orders.order_by("pk"), orders.order_by("pk").values(*columns), strict=True
        )
    ]
    carts = Cart.objects.filter(customer=customer_id, state=CartState.OPEN)
    return rows + [
        {
            "what": "cart",
            "updated_at": cart.updated_at,
            "lines": list(cart.lines.values("variant__sku", "quantity", "added_at")),
        }
        for cart in carts
    ]


@transaction.atomic
def _erase(customer_id: int) -> int:
    orders = orders_of_person(customer_id)
    keys = list(orders.values_list("pk", flat=True))
    # A guest's orders lose their address here: from now on their customer's row tells of it.
    Order.objects.filter(pk__in=keys, customer__isnull=True).update(customer=customer_id)
    for order in Order.objects.filter(pk__in=keys).only("pk"):
        Order.objects.filter(pk=order.pk).update(
            token=new_token(), context={}, **dict.fromkeys(_AT_ONCE, "")
        )
    OrderNote.objects.filter(order__in=keys).update(text="")
    GiftNote.objects.filter(Q(order__in=keys) | _gifts_to(customer_id)).delete()
    ReturnRequest.objects.filter(order__in=keys).update(customer_note="", staff_note="")
    Refund.objects.filter(payment__order__in=keys).update(message="")
    PickUp.objects.filter(order__in=keys).update(collected_by="", code="")
    CounterReturn.objects.filter(order__in=keys).update(reason="")
    carts, _by_model = Cart.objects.filter(customer=customer_id, order__isnull=True).delete()
    _forget_buyers(Order.objects.filter(pk__in=keys), at=clock.now())
    return len(keys) + carts


def _gifts_to(customer_id: int) -> Q:
    """What others had sent to them; a card that is not issued yet then goes to who bought it."""
    email = Customer.objects.filter(pk=customer_id).values_list("email", flat=True).first()
    return Q(to_email__iexact=email) if email else Q(pk__in=())


def forget_buyers(*, at: datetime | None = None) -> int:
    """Remove names and addresses of erased customers from orders that are old enough."""
    erased = Order.objects.filter(customer__erased_at__isnull=False)
    return _forget_buyers(erased, at=at or clock.now())


@transaction.atomic
def _forget_buyers(orders: QuerySet[Order], *, at: datetime) -> int:
    """Those of ``orders`` whose keeping is over, or which were never books: not placed at all."""
    limit = at - timedelta(days=365.25 * settings.SHOP_KEEP_BUYERS_YEARS)
    over = Q(placed_at__lt=limit) | Q(placed_at__isnull=True)
    named = orders.filter(over).exclude(ship_name="", ship_line1="", billing={})
    keys = list(named.values_list("pk", flat=True))
    for invoice in Invoice.objects.filter(order__in=keys):
        invoice.content = without_buyer(invoice.content)
        invoice.save(update_fields=["content"])
    Order.objects.filter(pk__in=keys).update(billing={}, **dict.fromkeys(_ON_INVOICES, ""))
    return len(keys)
