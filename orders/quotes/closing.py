"""How a quote ends without an order, or one that nobody pays is called off."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from events.context import NOBODY, EventContext
from events.outbox import publish
from foundation import clock
from inventory.services import release_reservation
from orders.errors import NotPossible
from orders.models import Order, OrderState, Payment, PaymentState, Quote, QuoteState
from orders.quotes.errors import QuoteRefused
from orders.quotes.facts import announce, locked, tell_outcome
from orders.quotes.offer import withdraw_quote

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


@transaction.atomic
def call_off_order(*, order: Order, reason: str = "", at: datetime | None = None) -> Order:
    """Cancel the order of an accepted offer that its buyer does not pay; the buyer is told.

    Nothing was paid for it, and no stock is kept.

    Raises:
        NotPossible: it is no such order, or is being paid just now.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if not waits_unpaid(order):
        raise NotPossible(_("Only an order of a quote that waits to be paid can be called off."))
    if order.payments.exclude(state=PaymentState.DECLINED).exists():
        raise NotPossible(_("The buyer is paying this order just now. Try again later."))
    order.state, order.cancelled_at = OrderState.CANCELLED, at or clock.now()
    order.cancel_reason, order.context = reason[:200], {}
    order.save(update_fields=["state", "cancelled_at", "cancel_reason", "context"])
    release_reservation(key=order.public_id)
    publish("order.cancelled", {"order": order.pk, "reason": reason[:200], "refund": 0})
    return order


def withdraw_unanswerable(*, at: datetime | None = None, limit: int = 200) -> int:
    """Close what is open of companies that were switched off; their buyers are told why by mail.

    Returns how many quotes. What waits for an approval is given back before, by a job of its own.
    """
    open_ones = Quote.objects.filter(
        company__is_active=False, state__in=(QuoteState.REQUESTED, QuoteState.OFFERED)
    )
    closed = 0
    for quote in open_ones.order_by("pk")[:limit]:
        with translation.override(quote.language or settings.LANGUAGE_CODE):
            reason = _("Your company does not buy here any more.")
        try:
            withdraw_quote(quote=quote, reason=reason, at=at)
        except QuoteRefused:  # its buyer was faster
            continue
        closed += 1
    return closed


def call_off_unpaid(*, at: datetime | None = None, limit: int = 200) -> int:
    """End orders of offers that nobody paid in time; their buyers are told. Returns how many.

    One that is being paid just now is left for a later run.
    """
    now = at or clock.now()
    if not settings.QUOTE_PAY_DAYS:
        return 0
    over = Order.objects.filter(
        state=OrderState.PENDING,
        quote__closed_at__lte=now - timedelta(days=settings.QUOTE_PAY_DAYS),
    ).exclude(payments__in=Payment.objects.exclude(state=PaymentState.DECLINED))
    ended = 0
    for order in over.order_by("pk")[:limit]:
        with translation.override(order.language or settings.LANGUAGE_CODE):
            reason = _("It was not paid in time.")
        try:
            call_off_order(order=order, reason=reason, at=now)
        except NotPossible:  # its buyer was faster
            continue
        ended += 1
    return ended


def pay_until(order: Order) -> date | None:
    """The last day on which the order of an offer can be paid; None where no day is set."""
    days: int = settings.QUOTE_PAY_DAYS
    if order.state != OrderState.PENDING or not days:
        return None
    quote = Quote.objects.filter(order=order, closed_at__isnull=False).first()
    if quote is None or quote.closed_at is None:
        return None
    return clock.business_day(quote.closed_at + timedelta(days=days))


def waits_unpaid(order: Order) -> bool:
    """Whether an order came of an offer and is not placed before it is paid."""
    return order.state == OrderState.PENDING and Quote.objects.filter(order=order).exists()


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
