"""Reading the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import (
    Case,
    Count,
    DateTimeField,
    ExpressionWrapper,
    F,
    QuerySet,
    Sum,
    Value,
    When,
)

from events.models import DailyDemand, Event
from events.names import EventName
from foundation import clock
from foundation.prepared import PreparedQuery


class ProductEvent(NamedTuple):
    """Something a person did with a product; a tuple, for each answer reads hundreds of them."""

    name: str
    product_id: int
    occurred_at: datetime
    order_ref: str = ""
    stars: int = 0


def recent_product_events(
    *,
    customer: UUID | None,
    visitor: UUID | None,
    names: Sequence[EventName],
    limit: int,
) -> list[ProductEvent]:
    """The latest product events of a customer and of a visitor, newest first.

    Two small index walks rather than one OR, which no index serves.
    """
    latest = _latest_product_events(tuple(names), limit)
    found: list[ProductEvent] = []
    for whose in ({"customer": customer}, {"visitor": visitor}):
        if None not in whose.values():
            found.extend(_with_stars(latest(**whose), whose))
    found.sort(key=attrgetter("occurred_at"), reverse=True)
    return found[:limit]


_SOMETIME = datetime(2000, 1, 1)
_SOMETIME_IN_UTC = _SOMETIME.replace(tzinfo=UTC)


class _Moment(DateTimeField):  # type: ignore[type-arg]
    """A moment in UTC, which SQLite tells without saying so.

    Django asks each one thrice where it lies; of hundreds, that takes longer than the query. A
    difference added is a fifth of what `replace` takes.
    """

    def get_internal_type(self) -> str:
        return type(self).__name__

    def from_db_value(self, value: datetime, _expression: object, _connection: object) -> datetime:
        return value if value.tzinfo else _SOMETIME_IN_UTC + (value - _SOMETIME)


_AT = ExpressionWrapper(F("occurred_at"), output_field=_Moment())


@cache
def _latest_product_events(names: tuple[EventName, ...], limit: int) -> PreparedQuery[Any]:
    """Those of one person; every recommendation asks for them, so the SQL is made once."""

    def rows(**whose: Any) -> QuerySet[Event, Any]:
        mine = Event.objects.filter(**whose, name__in=names, product_id__isnull=False)
        latest = mine.order_by("-occurred_at")
        return latest.values_list("name", "product_id", _AT, "order_ref")[:limit]

    return PreparedQuery(rows)


def _with_stars(
    rows: Sequence[tuple[str, int, datetime, str]], whose: dict[str, UUID | None]
) -> list[ProductEvent]:
    """The events of one person; what their reviews gave is asked for where there are any.

    Decoding the payload of every event would take longer than the query.
    """
    if not any(row[0] == EventName.REVIEW_WRITTEN for row in rows):
        return [ProductEvent(*row) for row in rows]
    reviews = Event.objects.filter(**whose, name=EventName.REVIEW_WRITTEN)
    stars = {
        (product, at): int(payload.get("rating") or 0)
        for product, at, payload in reviews.values_list("product_id", "occurred_at", "payload")
    }
    return [
        ProductEvent(*row, stars.get((row[1], row[2]), 0))
        if row[0] == EventName.REVIEW_WRITTEN
        else ProductEvent(*row)
        for row in rows
    ]


def orders_by_product(*, since: date) -> dict[int, int]:
    """How many orders held each product on the business days from ``since`` on."""
    rows = (
        DailyDemand.objects.filter(day__gte=since, orders__gt=0)
        .values("product_id")
        .annotate(total=Sum("orders"))
    )
    return {row["product_id"]: row["total"] for row in rows}


def activity_by_product(
    names: Sequence[EventName], *, window: timedelta, slices: int
) -> list[tuple[int, EventName, int, int]]:
    """How often each thing happened lately: (product id, event, slice of the window, times).

    Slice 0 is the latest. One statement over the index of names and times.
    """
    now = clock.now()
    width = window / slices
    cuts = [
        When(occurred_at__gte=now - width * (number + 1), then=Value(number))
        for number in range(slices)
    ]
    rows = (
        Event.objects.filter(
            name__in=names, occurred_at__gte=now - window, product_id__isnull=False
        )
        .annotate(slice=Case(*cuts, default=Value(slices - 1)))
        .values_list("product_id", "name", "slice")
        .annotate(times=Count("pk"))
        .order_by()
    )
    return [(product, EventName(name), cut, times) for product, name, cut, times in rows if product]


InteractionRow = tuple[str, int, float, str, str, int]


def interaction_rows(
    names: Sequence[EventName], *, until: datetime | None = None, batch: int = 50_000
) -> Iterator[list[InteractionRow]]:
    """Product events as batches of (name, product id, epoch seconds, person, order, stars).

    ``person`` is the customer's pseudonym, else the visitor's id, else empty; ids are hex without
    dashes. ``order`` is the order's reference, ``stars`` what a review gave, else 0.
    Plain SQL: half a million rows through the ORM cost ten times as much.
    """
    postgresql = connection.vendor == "postgresql"
    person = (
        "replace(coalesce(customer, visitor)::text, '-', '')"
        if postgresql
        else "coalesce(customer, visitor)"
    )
    epoch = (
        "extract(epoch from occurred_at)::float8"
        if postgresql
        else "(julianday(occurred_at) - 2440587.5) * 86400.0"
    )
    rating = "(payload->>'rating')::int" if postgresql else "json_extract(payload, '$.rating')"
    stars = f"CASE WHEN name = '{EventName.REVIEW_WRITTEN}' THEN coalesce({rating}, 0) ELSE 0 END"
    marks = ", ".join(["%s"] * len(names))
    # Names of tables and columns only; every value is a parameter.
    sql = (
        f"SELECT name, product_id, {epoch}, coalesce({person}, ''), order_ref, {stars} "  # noqa: S608
        f'FROM "{Event._meta.db_table}" '
        f"WHERE name IN ({marks}) AND product_id IS NOT NULL"
    )
    parameters: list[Any] = [str(name) for name in names]
    if until is not None:
        sql += " AND occurred_at < %s"
        parameters.append(connection.ops.adapt_datetimefield_value(until))
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(batch):
            yield rows


def latest_people(names: Sequence[EventName], *, limit: int) -> list[tuple[UUID, str]]:
    """Who did any of these lately, newest first: the person and the order's reference, if any."""
    rows = (
        Event.objects.filter(name__in=names)
        .order_by("-occurred_at")
        .values_list("customer", "visitor", "order_ref")[:limit]
    )
    return [
        (person, order_ref)
        for customer, visitor, order_ref in rows
        if (person := customer or visitor) is not None
    ]


def events_of_people(*, customer: UUID, visitors: Sequence[UUID]) -> list[dict[str, object]]:
    """All that the log holds of a customer and of the browsers they used, oldest first.

    What somebody else did in such a browser while logged in is theirs, and left out.
    """
    columns = (
        "id", "name", "occurred_at", "product_id", "variant_id", "order_ref", "quantity",
        "value_minor", "currency", "channel", "source", "medium", "campaign", "device", "country",
        "slot", "position", "payload",
    )  # fmt: skip
    found: dict[UUID, dict[str, object]] = {}
    before_login = {"customer__isnull": True, "visitor__in": list(visitors)}
    for people in ({"customer": customer}, before_login):
        for row in Event.objects.filter(**people).values(*columns):
            key = row.pop("id")
            found[key] = {"what": "event", **{name: v for name, v in row.items() if v}}
    return sorted(found.values(), key=lambda row: str(row["occurred_at"]))
