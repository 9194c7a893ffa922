"""Orders as rows, a line of an order each, in the columns in which another shop reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Max, Sum
from import_export.resources import Resource

from foundation.money import Money
from orders.models import Order, OrderLine, Payment, PaymentState, Refund, RefundState, Shipment
from shop.exchange.exports.goods import in_parts
from shop.exchange.exports.people import between
from shop.exchange.exports.tables import Chosen, ExportRow
from shop.exchange.orders.columns import OrderColumns

_OF_ORDER = {
    "number": "number", "placed_at": "placed_at", "state": "state", "payment": "payment_state",
    "fulfilment": "fulfilment_state", "email": "email", "name": "ship_name",
    "country": "ship_country", "currency": "currency", "order_total": "total_minor",
    "external_ref": "external_ref", "company": "ship_company", "line1": "ship_line1",
    "line2": "ship_line2", "postcode": "ship_postcode", "city": "ship_city",
    "region": "ship_region", "phone": "phone", "language": "language",
    "prices_include_tax": "prices_include_tax", "shipping": "shipping_minor",
    "shipping_tax": "shipping_tax_minor", "shipping_method": "shipping_method", "rate": "rate",
    "cancelled_at": "cancelled_at",
}  # fmt: skip
_OF_LINE = {
    "sku": "sku", "product": "name", "quantity": "quantity", "unit_price": "unit_price_minor",
    "line_total": "total_minor", "discount": "discount_minor",
    "tax_rate": "tax_rate_basis_points", "tax": "tax_minor", "returned": "returned",
}  # fmt: skip
_AMOUNTS = (
    "order_total", "shipping", "shipping_tax", "unit_price", "line_total", "discount", "tax",
    "refunded",
)  # fmt: skip


def order_columns(chosen: Chosen) -> Resource:
    return OrderColumns()


def order_rows(chosen: Chosen) -> Iterator[ExportRow]:
    """The lines of orders that were placed, in the order in which they were."""
    orders = between(Order.objects.filter(placed_at__isnull=False), "placed_at", chosen)
    if chosen.status:
        orders = orders.filter(state=chosen.status)
    lines = OrderLine.objects.filter(order__in=orders.order_by()).order_by(
        "order__placed_at", "order_id", "pk"
    )
    columns = [f"order__{name}" for name in _OF_ORDER.values()]
    rows = lines.values("order_id", *columns, *_OF_LINE.values())
    for some in in_parts(rows):
        yield from _completed(some)


def _completed(rows: Sequence[dict[str, Any]]) -> Iterator[ExportRow]:
    more = _Beside({row["order_id"] for row in rows})
    for row in rows:
        told = {name: row[f"order__{column}"] for name, column in _OF_ORDER.items()}
        told |= {name: row[column] for name, column in _OF_LINE.items()}
        told |= more.of(row["order_id"])
        for name in _AMOUNTS:
            if told.get(name) is not None:
                told[name] = str(Money(told[name], told["currency"]).amount)
        yield told


class _Beside:
    """What stands in other tables than orders and lines, for some orders."""

    def __init__(self, keys: set[int]) -> None:
        paid = Payment.objects.filter(order_id__in=keys, state=PaymentState.PAID)
        self.paid = dict(paid.values_list("order_id").annotate(Max("settled_at")))
        back = Refund.objects.filter(payment__order_id__in=keys, state=RefundState.DONE)
        sums = back.values_list("payment__order_id")
        self.back = {
            key: (minor, at)
            for key, minor, at in sums.annotate(Sum("amount_minor"), Max("settled_at"))
        }
        sent = Shipment.objects.filter(order_id__in=keys).order_by("shipped_at", "pk")
        self.sent = {
            key: (at, tracking)
            for key, at, tracking in sent.values_list("order_id", "shipped_at", "tracking")
        }

    def of(self, key: int) -> dict[str, Any]:
        """Payments in parts are told by the last, parcels too, refunds by their sum."""
        refunded, refunded_at = self.back.get(key, (None, None))
        shipped_at, tracking = self.sent.get(key, (None, None))
        return {
            "paid_at": self.paid.get(key),
            "refunded": refunded,
            "refunded_at": refunded_at,
            "shipped_at": shipped_at,
            "tracking": tracking,
        }
