"""Ordering what is due, once, whatever dies in between.

A renewal is claimed in one transaction, ordered outside any, as every order is, and closed in
another. Its order carries a key of the renewal: whoever finds a claim that hangs finds the order
by it, or that there is none.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Q
from django.utils import translation

from events.context import EventContext
from events.names import Channel
from foundation import clock
from foundation.failpoints import fail_point
from foundation.money import Money
from foundation.transactions import retry_once
from orders.checkout.errors import CheckoutError
from orders.checkout.place import place_order
from orders.models import (
    Cart,
    Order,
    OrderState,
    Renewal,
    RenewalState,
    ShippingMethod,
    Subscription,
    SubscriptionState,
)
from orders.subscriptions.details import details_of
from orders.subscriptions.errors import SubscriptionRefused, Unpriced
from orders.subscriptions.outcomes import came_to_nothing, died, placed, put_off, waits_longer
from orders.subscriptions.planning import stop, tell_price, wait_for_price
from orders.subscriptions.reckoning import (
    buys_for_the_same,
    fill_cart,
    lines_for_sale,
    method_of,
    offer_for,
    without_the_short,
)
from orders.subscriptions.rows import language_of, locked, shut

logger = logging.getLogger(__name__)
PATIENCE = timedelta(minutes=5)
"""After that long, whoever was ordering is taken to have died."""
SAVED = "saved"
_BY_ITSELF = EventContext(channel=Channel.RENEWAL)
_CAN_BE_TRIED = (RenewalState.PLANNED, RenewalState.DECLINED, RenewalState.WAITING)


@dataclass(frozen=True, slots=True)
class _Claim:
    """A renewal that is ours to order: what, how, and for how much."""

    renewal: Renewal
    subscription: Subscription
    cart: Cart
    method: ShippingMethod
    total: Money


def renew_due(*, at: datetime | None = None, limit: int = 500) -> int:
    """Order what is due and see to what hangs; returns how many renewals were looked at.

    One that fails in a way nobody foresaw is logged and tried in the next run; the others go on.
    """
    now = at or clock.now()
    due = Q(state__in=_CAN_BE_TRIED, try_on__lte=clock.business_day(at))
    hanging = Q(state=RenewalState.PLACING, claimed_at__lte=now - PATIENCE)
    keys = Renewal.objects.filter(due | hanging).order_by("try_on", "pk")
    pks = list(keys.values_list("pk", flat=True)[:limit])
    for pk in pks:
        try:
            renew(renewal_id=pk, at=at)
        except Exception:  # whatever it is, the others are not kept waiting by it
            logger.exception("renewal %s", pk)
    return len(pks)


def renew(*, renewal_id: int, at: datetime | None = None) -> Renewal:
    """Order one renewal, where it is due; called twice at once it is ordered once.

    Call it outside any transaction.
    """
    claim = retry_once(partial(_claim, renewal_id, at))
    if claim is not None:
        fail_point("renewal.claimed")
        _order(claim, at)
    return Renewal.objects.get(pk=renewal_id)


def _claim(pk: int, at: datetime | None) -> _Claim | None:
    """Take a renewal that is due; None where there is nothing to order of it now."""
    now, today = at or clock.now(), clock.business_day(at)
    row = locked(Renewal.objects.values_list("subscription", flat=True).get(pk=pk))
    renewal = Renewal.objects.select_for_update().get(pk=pk)
    if renewal.state == RenewalState.PLACING:
        if renewal.claimed_at is not None and renewal.claimed_at > now - PATIENCE:
            return None
        if not _has_died(row, renewal, at):
            return None
    is_due = renewal.state in _CAN_BE_TRIED and renewal.try_on <= today
    if not is_due or row.state != SubscriptionState.ACTIVE or waits_longer(row, renewal, at):
        return None
    try:
        with translation.override(language_of(row)):
            return _prepared(row, renewal, at)
    except Unpriced as missing:
        wait_for_price(renewal, missing.message, today=today)
        return None
    except SubscriptionRefused as refusal:
        renewal.state, renewal.closed_at = RenewalState.FAILED, now
        renewal.message = refusal.message[:300]
        renewal.save(update_fields=["state", "closed_at", "message"])
        stop(row, refusal.message, at=at)
        return None


def _prepared(row: Subscription, renewal: Renewal, at: datetime | None) -> _Claim | None:
    """The order to make; None where it became dearer than its buyer was told.

    Nor before its day, on which one may be looked at that waits for a price.
    """
    method, lines, today = method_of(row), lines_for_sale(row, at=at), clock.business_day(at)
    cart = fill_cart(row, without_the_short(row, lines, at=at))
    try:
        total = offer_for(row, cart, at=at).summary.total
    except SubscriptionRefused:
        cart.delete()
        raise
    is_dearer = renewal.told_minor is None or total.minor > renewal.told_minor
    if is_dearer or renewal.due_on > today:
        cart.delete()
        tell_price(renewal, total, today=today)
        return None
    renewal.state, renewal.claimed_at, renewal.cart = RenewalState.PLACING, at or clock.now(), cart
    renewal.save(update_fields=["state", "claimed_at", "cart"])
    return _Claim(renewal, row, cart, method, total)


def _order(claim: _Claim, at: datetime | None) -> None:
    """Order what was claimed; why it came to nothing is told in its buyer's language."""
    renewal = claim.renewal
    with translation.override(language_of(claim.subscription)):
        try:
            order = _place(claim, at)
        except CheckoutError as problem:
            retry_once(partial(came_to_nothing, renewal.pk, renewal.claimed_at, problem, at))
            return
    fail_point("renewal.ordered")
    if order.state == OrderState.PLACED:
        retry_once(partial(placed, renewal.pk, order, at))


def _place(claim: _Claim, at: datetime | None) -> Order:
    row = claim.subscription
    return place_order(
        cart=claim.cart,
        details=details_of(row),
        shipping_method=claim.method,
        provider=row.provider,
        payment_choice=SAVED if row.mandate else row.provider,
        saved=row.mandate.token if row.mandate else "",
        idempotency_key=key_of(claim.renewal),
        seen_total=claim.total,
        customer=row.customer,
        language=language_of(row),
        context=_BY_ITSELF,
        is_approved=_was_approved(row, claim.total),
        at=at,
    )


def _was_approved(row: Subscription, total: Money) -> bool:
    """An approver who let the first order through let those through that cost no more."""
    first = row.first_order
    if first is None or first.currency != total.currency or not buys_for_the_same(row):
        return False
    return total.minor <= first.total_minor


def key_of(renewal: Renewal) -> str:
    """The key of an attempt: one that failed has used its up."""
    return f"renewal-{renewal.public_id}-{renewal.tries}"


def _has_died(row: Subscription, renewal: Renewal, at: datetime | None) -> bool:
    """Whether a hanging attempt made no order; if it did, what became of that is noted.

    One that was placed counts, although its buyer has cancelled it since.
    """
    order = Order.objects.filter(idempotency_key=key_of(renewal)).first()
    if order is None:
        put_off(renewal)
        if row.state != SubscriptionState.ACTIVE:  # ended meanwhile
            shut(renewal, RenewalState.SKIPPED, at=at)
        return True
    if order.placed_at is not None:
        placed(renewal.pk, order, at)
    elif order.state == OrderState.CANCELLED:
        died(row, renewal, order, at)
    return False  # one that waits is settled by those who ask its provider
