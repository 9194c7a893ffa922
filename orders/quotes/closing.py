"""How a quote ends without an order: its buyer does not want it, or its day is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from events.context import NOBODY, EventContext
from foundation import clock
from orders.models import Quote, QuoteState
from orders.quotes.errors import QuoteRefused
from orders.quotes.facts import announce, locked, tell_outcome

REMIND_BEFORE = timedelta(days=3)
"""How long before an offer ends its buyer is reminded; of a shorter one nobody is."""


@transaction.atomic
def decline_quote(
    *, quote: Quote, reason: str = "", context: EventContext = NOBODY, at: datetime | None = None
) -> Quote:
    """The buyer takes a request back, or does not want the offer.

    Raises:
        QuoteRefused: it is closed, accepted, or waits for approval.
    """
    quote = locked(quote)
    if quote.state not in (QuoteState.REQUESTED, QuoteState.OFFERED):
        raise QuoteRefused(_("This quote is closed, or accepted already."))
    was_offered = quote.state == QuoteState.OFFERED
    quote.state, quote.reason = QuoteState.DECLINED, reason.strip()[:300]
    quote.closed_at = at or clock.now()
    quote.save(update_fields=["state", "reason", "closed_at"])
    if was_offered:
        tell_outcome(quote, won=False, context=context, at=at)
    announce(quote, "declined")
    return quote


def expire_quotes(*, at: datetime | None = None, limit: int = 1_000) -> int:
    """Close offers whose last day is over; returns how many. One that is accepted just now stays.

    Each in a transaction of its own: what is locked by its buyer is left for the next run.
    """
    now = at or clock.now()
    over = Quote.objects.filter(state=QuoteState.OFFERED, valid_until__lte=now)
    keys = list(over.order_by("valid_until").values_list("pk", flat=True)[:limit])
    return sum(_expire(pk, now) for pk in keys)


@transaction.atomic
def _expire(pk: int, now: datetime) -> int:
    rows = Quote.objects.select_for_update(skip_locked=True, of=("self",)).select_related(
        "customer__group"
    )
    quote = rows.filter(pk=pk, state=QuoteState.OFFERED, valid_until__lte=now).first()
    if quote is None:
        return 0
    quote.state, quote.closed_at = QuoteState.EXPIRED, now
    quote.save(update_fields=["state", "closed_at"])
    tell_outcome(quote, won=False, at=now)
    announce(quote, "expired", version=quote.version)
    return 1


@transaction.atomic
def remind_of_quotes(*, at: datetime | None = None, limit: int = 1_000) -> int:
    """Tell buyers of offers that end soon, each once; returns how many."""
    now = at or clock.now()
    soon = Quote.objects.select_for_update(skip_locked=True).filter(
        state=QuoteState.OFFERED,
        valid_until__gt=now,
        valid_until__lte=now + REMIND_BEFORE,
        reminded_at__isnull=True,
    )
    told = 0
    for quote in soon.order_by("valid_until")[:limit]:
        quote.reminded_at = now
        quote.save(update_fields=["reminded_at"])
        offered_at = quote.versions.get(number=quote.version).offered_at
        if offered_at is None or (quote.valid_until or now) - offered_at <= REMIND_BEFORE:
            continue
        announce(quote, "ends", version=quote.version)
        told += 1
    return told
