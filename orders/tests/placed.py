"""Orders that were placed, to see what becomes of them."""

from typing import Any

from catalog.tests.factories import make_product
from orders.documents.issue import issue_invoice
from orders.models import Order
from orders.tests.factories import check_out, make_cart


def make_order(*prices: str, quantity: int = 1, stock: int | None = 50, **changes: Any) -> Order:
    """A paid order with a line for each price and its invoice, as the outbox would have made it."""
    products = [make_product(price=price, stock=stock) for price in prices or ("20.00",)]
    order = check_out(make_cart(*products, quantity=quantity), **changes)
    issue_invoice(order=order)
    return Order.objects.get(pk=order.pk)


def line_ids(order: Order) -> list[int]:
    return list(order.lines.order_by("pk").values_list("pk", flat=True))
