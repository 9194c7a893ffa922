"""Which orders have something that the journal does not hold yet: asked by date and by source.

Every fact is named in the journal by its source (``orders.accounting.facts``). So what is not
posted is what no entry names: an index is asked for each fact of a stretch of time, and orders
of which all is posted are never read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import CharField, Exists, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from events.names import Channel
from foundation import clock
from loyalty.models import Entry as ValueEntry
from orders.disputes import UNDECIDED
from orders.models import (
    Dispute,
    Invoice,
    InvoiceKind,
    JournalEntry,
    Order,
    Payment,
    PaymentState,
    Refund,
    RefundState,
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a moment on and before another; None: from the first one on, without an end."""

    since: datetime | None = None
    before: datetime | None = None

    def holds(self, column: str) -> Q:
        """Whether a column lies in it."""
        held = Q(**{f"{column}__isnull": False})
        if self.since is not None:
            held &= Q(**{f"{column}__gte": self.since})
        if self.before is not None:
            held &= Q(**{f"{column}__lt": self.before})
        return held


def orders_to_post(begins_on: date | None) -> QuerySet[Order]:
    """Orders that belong in the journal: of this shop's own books, and not of older ones."""
    orders = Order.objects.exclude(channel=Channel.IMPORT)
    if begins_on is None:
        return orders
    start, _end = clock.day_bounds(begins_on)
    return orders.filter(Q(placed_at__gte=start) | Q(placed_at__isnull=True, created_at__gte=start))


def orders_with_news(stretch: Stretch) -> set[int]:
    """Keys of orders with a fact of that time which no entry tells of, or not for good.

    Orders that were cancelled, whose refund came back or whose payment is disputed are among
    them in any case: what is posted of those may read otherwise now.
    """
    return {key for keys in _news(stretch) for key in keys if key is not None}


def unposted_values() -> QuerySet[ValueEntry]:
    """Movements of accounts of value that no entry of the journal tells of.

    They never read otherwise but where a rate of their day was told late: Sundays see to that.
    """
    entries = _entries("value-", Cast(OuterRef("pk"), CharField()))
    return ValueEntry.objects.filter(~Exists(entries))


def _news(stretch: Stretch) -> Iterator[QuerySet[Model, int]]:
    placed = Order.objects.filter(stretch.holds("placed_at"))
    yield placed.filter(_open("sale-")).values_list("pk", flat=True)
    yield Order.objects.filter(stretch.holds("cancelled_at")).values_list("pk", flat=True)
    paid = Payment.objects.filter(_open("payment-"), state=PaymentState.PAID)
    yield paid.filter(stretch.holds("settled_at")).values_list("order_id", flat=True)
    undated = paid.filter(stretch.holds("created_at"), settled_at__isnull=True)
    yield undated.values_list("order_id", flat=True)
    refunds = Refund.objects.filter(stretch.holds("settled_at"))
    changed = Q(state=RefundState.FAILED) | Q(state=RefundState.DONE) & _open("refund-")
    yield refunds.filter(changed).values_list("payment__order_id", flat=True)
    notes = Invoice.objects.filter(stretch.holds("issued_at"), kind=InvoiceKind.CREDIT_NOTE)
    yield notes.filter(_open("credit-", OuterRef("number"))).values_list("order_id", flat=True)
    moved = Q(state__in=UNDECIDED) | stretch.holds("opened_at") | stretch.holds("closed_at")
    yield Dispute.objects.filter(moved).values_list("payment__order_id", flat=True)


def _open(prefix: str, name: OuterRef | Cast | None = None) -> Q:
    """Whether a row's fact, by its public id or ``name``, is not posted once and for all.

    No entry names it, or several do: then it read otherwise in between, and may again.
    """
    entries = _entries(prefix, name or OuterRef("public_id"))
    return Q(~Exists(entries)) | Q(Exists(entries.filter(turn__gt=1)))


def _entries(prefix: str, name: OuterRef | Cast) -> QuerySet[JournalEntry]:
    source = Concat(Value(prefix), name, output_field=CharField())
    return JournalEntry.objects.filter(source=source)
