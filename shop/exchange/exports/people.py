"""Customers and orders as rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from import_export.fields import Field
from import_export.resources import Resource

from accounts.models import Address, Customer
from foundation.money import Money
from orders.models import Order, OrderLine
from shop.exchange.cells import Moment, Words
from shop.exchange.exports.goods import AT_ONCE
from shop.exchange.exports.tables import Chosen, ExportRow
from shop.exchange.people.columns import ADDRESS, CustomerColumns


def customer_columns(chosen: Chosen) -> Resource:
    return CustomerColumns()


def customer_rows(chosen: Chosen) -> Iterator[ExportRow]:
    """Every customer who was not erased, with the address that is theirs by default."""
    customers = _between(Customer.objects.filter(erased_at__isnull=True), "created_at", chosen)
    rows = customers.order_by("pk").values(
        "pk", "email", "name", "country", "language", "external_ref", "group__code",
        "company__name", "created_at",
    )  # fmt: skip
    some: list[dict[str, Any]] = []
    for row in rows.iterator(chunk_size=AT_ONCE):
        some.append(row)
        if len(some) == AT_ONCE:
            yield from _with_addresses(some)
            some = []
    yield from _with_addresses(some)


def _with_addresses(rows: list[dict[str, Any]]) -> Iterator[ExportRow]:
    places = Address.objects.filter(customer_id__in=[row["pk"] for row in rows], is_default=True)
    own = {place["customer_id"]: place for place in places.values("customer_id", *ADDRESS)}
    for row in rows:
        yield {
            **row,
            "group": row["group__code"],
            "company": row["company__name"],
            **{name: own.get(row["pk"], {}).get(name) for name in ADDRESS},
        }


class OrderColumns(Resource):
    """A line of an order a row; what is said of the order stands in each of them."""

    number = Field("order__number", "order")
    placed_at = Field("order__placed_at", "placed_at", widget=Moment())
    state = Field("order__state", "state")
    payment = Field("order__payment_state", "payment")
    fulfilment = Field("order__fulfilment_state", "fulfilment")
    email = Field("order__email", "email", widget=Words())
    name = Field("order__ship_name", "name", widget=Words())
    country = Field("order__ship_country", "country")
    currency = Field("order__currency", "currency")
    sku = Field("sku", "sku", widget=Words())
    title = Field("name", "product", widget=Words())
    quantity = Field("quantity", "quantity")
    unit_price = Field("unit_price_minor", "unit_price")
    line_total = Field("total_minor", "line_total")
    order_total = Field("order__total_minor", "order_total")

    def get_export_headers(self, selected_fields: Any = None) -> list[str]:
        return [str(field.column_name) for field in self.get_export_fields(selected_fields)]


_AMOUNTS = ("unit_price_minor", "total_minor", "order__total_minor")


def order_columns(chosen: Chosen) -> Resource:
    resource = OrderColumns()
    for field in resource.fields.values():
        # A row is flat: the double underscore is part of its key, no way into something else.
        field.get_value = _flat(field.attribute)
    return resource


def _flat(key: str) -> Any:
    return lambda row: row[key]


def order_rows(chosen: Chosen) -> Iterator[ExportRow]:
    """The lines of orders that were placed, in the order in which they were."""
    orders = _between(Order.objects.filter(placed_at__isnull=False), "placed_at", chosen)
    if chosen.status:
        orders = orders.filter(state=chosen.status)
    lines = OrderLine.objects.filter(order__in=orders.order_by()).order_by(
        "order__placed_at", "order_id", "pk"
    )
    keys = [field.attribute for field in OrderColumns().fields.values()]
    for row in lines.values(*keys).iterator(chunk_size=AT_ONCE):
        currency = row["order__currency"]
        yield {**row, **{key: str(Money(row[key], currency).amount) for key in _AMOUNTS}}


def _between(rows: QuerySet[Any], column: str, chosen: Chosen) -> QuerySet[Any]:
    """Rows of the days that were chosen, by the shop's clock."""
    if chosen.first:
        rows = rows.filter(**{f"{column}__gte": _midnight(chosen.first)})
    if chosen.last:
        rows = rows.filter(**{f"{column}__lt": _midnight(chosen.last + timedelta(days=1))})
    return rows


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))
