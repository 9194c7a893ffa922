"""Writing the log: single events with what they tell, batches, and history in bulk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from events.context import NOBODY, EventContext
from events.models import Event
from events.names import EventName
from events.partitions import ensure_day_partitions
from foundation import clock
from foundation.bulk import insert_rows
from foundation.ids import uuid7
from foundation.money import Money


@dataclass(frozen=True, slots=True)
class Fact:
    """What happened, apart from who did it (``EventContext``)."""

    name: EventName
    product_id: int | None = None
    variant_id: int | None = None
    order_ref: str = ""
    quantity: int | None = None
    value: Money | None = None
    slot: str = ""
    position: int | None = None
    propensity: float | None = None
    model_version: str = ""
    payload: dict[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    received_at: datetime | None = None
    event_id: UUID | None = None


def record(fact: Fact, *, context: EventContext = NOBODY) -> Event:
    """Append one event. Without consent to personalisation it names nobody."""
    event = build_event(fact, context=context)
    event.save(force_insert=True)
    return event


def record_many(facts: Sequence[Fact], *, context: EventContext = NOBODY) -> int:
    """Append a batch in one statement; events whose id is in the log already are passed over."""
    events = [build_event(fact, context=context) for fact in facts]
    Event.objects.bulk_create(events, ignore_conflicts=True)
    return len(events)


def build_event(fact: Fact, *, context: EventContext) -> Event:
    return Event(**dict(zip(HISTORY_FIELDS, event_row(fact, context=context), strict=True)))


HISTORY_FIELDS = (
    "id", "name", "occurred_at", "received_at", "visitor", "session", "customer", "product_id",
    "variant_id", "order_ref", "quantity", "value_minor", "currency", "channel", "source",
    "medium", "campaign", "device", "country", "consent", "slot", "position", "propensity",
    "model_version", "payload",
)  # fmt: skip


def event_row(fact: Fact, *, context: EventContext) -> tuple[Any, ...]:
    """The values of an event in the order of ``HISTORY_FIELDS``, for records one and many."""
    occurred = fact.at or clock.now()
    who = context.minimised()
    value = fact.value
    return (
        fact.event_id or uuid7(occurred), fact.name, occurred, fact.received_at or occurred,
        who.visitor, who.session, who.customer, fact.product_id, fact.variant_id, fact.order_ref,
        fact.quantity, value.minor if value is not None else None,
        value.currency if value is not None else "", who.channel, who.source, who.medium,
        who.campaign, who.device, who.country, who.consent, fact.slot, fact.position,
        fact.propensity, fact.model_version, fact.payload,
    )  # fmt: skip


def record_history(
    rows: Iterable[Sequence[Any]],
    *,
    first: datetime,
    last: datetime,
    advance: Callable[[int], None] | None = None,
) -> int:
    """Append past events given as rows in the order of ``HISTORY_FIELDS``; returns how many.

    ``first`` and ``last`` bound their times: the day partitions are made before the rows come.
    """
    ensure_day_partitions(first=first.date(), last=last.date())
    return insert_rows(Event, HISTORY_FIELDS, rows, advance=advance)
