"""Customers as rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from import_export.resources import Resource

from accounts.models import Address, Customer
from shop.exchange.exports.goods import AT_ONCE
from shop.exchange.exports.tables import Chosen, ExportRow
from shop.exchange.people.columns import ADDRESS, CustomerColumns


def customer_columns(chosen: Chosen) -> Resource:
    return CustomerColumns()


def customer_rows(chosen: Chosen) -> Iterator[ExportRow]:
    """Every customer who was not erased, with the address that is theirs by default."""
    customers = between(Customer.objects.filter(erased_at__isnull=True), "created_at", chosen)
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


def between(rows: QuerySet[Any], column: str, chosen: Chosen) -> QuerySet[Any]:
    """Rows of the days that were chosen, by the shop's clock."""
    if chosen.first:
        rows = rows.filter(**{f"{column}__gte": _midnight(chosen.first)})
    if chosen.last:
        rows = rows.filter(**{f"{column}__lt": _midnight(chosen.last + timedelta(days=1))})
    return rows


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))
