"""Customers with a past: orders as rows, so that hundreds take no checkout."""

from datetime import datetime, timedelta
from itertools import count

from accounts.models import Customer
from accounts.tests.factories import make_customer
from events.context import EventContext
from events.names import Consent, EventName
from events.services import Fact, record
from foundation import clock
from orders.models import Order, OrderLine, OrderState

_numbers = count(1)


def make_buyer(*, consent=Consent.PERSONALISATION, **fields) -> Customer:
    return make_customer(consent=consent, **fields)


def bought(
    customer: Customer | None,
    *,
    days_ago: float = 0.0,
    at: datetime | None = None,
    paid_minor: int = 1190,
    tax_minor: int = 190,
    quantity: int = 1,
    product_id: int | None = None,
    state=OrderState.PLACED,
    **line,
) -> Order:
    """An order of one line, as it stands in the books."""
    number = next(_numbers)
    order = Order.objects.create(
        number=f"B{number}",
        customer=customer,
        state=state,
        currency="EUR",
        base_currency="EUR",
        subtotal_minor=paid_minor,
        total_minor=paid_minor,
        tax_minor=tax_minor,
        placed_at=at or clock.now() - timedelta(days=days_ago),
    )
    OrderLine.objects.create(
        order=order, sku=f"SKU-{number}", name="Mug", quantity=quantity,
        product_id_then=product_id, unit_price_minor=paid_minor // quantity, tax_minor=tax_minor,
        total_minor=paid_minor, **{"shipped": quantity, **line},
    )  # fmt: skip
    return order


def did(customer: Customer | None, name: EventName, *, days_ago: float, **fact) -> None:
    """Something a customer did, as the log keeps it."""
    visitor = fact.pop("visitor", None)
    record(
        Fact(name, at=clock.now() - timedelta(days=days_ago), **fact),
        context=EventContext(
            customer=customer.pseudonym if customer else None,
            visitor=visitor,
            consent=Consent.PERSONALISATION,
        ),
    )
