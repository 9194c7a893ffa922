"""What becomes of an attempt to order a renewal."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from events.outbox import publish
from foundation import clock
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.models import (
    Cart,
    HoldState,
    Interval,
    Order,
    PauseReason,
    PaymentState,
    Renewal,
    RenewalState,
    Subscription,
    SubscriptionState,
)
from orders.subscriptions.ending import rest
from orders.subscriptions.intervals import day_after
from orders.subscriptions.planning import stop
from orders.subscriptions.rows import locked, next_day, shut

WAITS = (1, 2, 4)
"""Days until a payment that was declined is tried again: on day 1, 3 and 7."""
_TRY_AGAIN = (CheckoutProblem.PRICE_CHANGED, CheckoutProblem.IN_PROGRESS)


def placed(renewal_id: int, order: Order, at: datetime | None) -> None:
    """The order stands: the next one is counted from here."""
    row, renewal = _rows(renewal_id)
    if renewal.state != RenewalState.PLACING:
        return
    renewal.order = order
    shut(renewal, RenewalState.PLACED, at=at)
    left_out = _left_out(row, order)
    if left_out:
        payload = {"subscription": row.pk, "renewal": renewal.pk, "lines": left_out}
        publish("subscription.left_out", payload)
    if row.state == SubscriptionState.ACTIVE:
        _go_on(row, at)


def came_to_nothing(
    renewal_id: int, claimed_at: datetime | None, problem: CheckoutError, at: datetime | None
) -> None:
    """No order: tried again later, or given up, as the reason asks for."""
    row, renewal = _rows(renewal_id)
    if renewal.state != RenewalState.PLACING or renewal.claimed_at != claimed_at:
        return  # somebody else has taken it over
    renewal.tries += 1
    put_off(renewal, message=problem.message)
    if row.state != SubscriptionState.ACTIVE:  # ended meanwhile
        shut(renewal, RenewalState.SKIPPED, message=problem.message, at=at)
    elif problem.code in _TRY_AGAIN:
        return
    elif problem.code == CheckoutProblem.DECLINED:
        _declined(row, renewal, problem.message, at)
    elif problem.code == CheckoutProblem.SOLD_OUT:
        _out_of_stock(row, renewal, at)
    else:
        _give_up(row, renewal, problem.message, at)


def died(row: Subscription, renewal: Renewal, order: Order, at: datetime | None) -> None:
    """An attempt whose process died left an order that was called off since.

    Where the provider declined it that counts; where it was never asked it is tried anew. What
    was paid too late for the stock was given back, and waits; what the shop refused is refused.
    """
    renewal.tries += 1
    payment = order.payments.order_by("-pk").first()
    message = payment.message if payment else ""
    put_off(renewal, message=message)
    if row.state != SubscriptionState.ACTIVE:
        shut(renewal, RenewalState.SKIPPED, message=message, at=at)
    elif order.hold == HoldState.REFUSED:
        _give_up(row, renewal, message, at)
    elif payment is not None and payment.state == PaymentState.PAID:
        _out_of_stock(row, renewal, at)
    elif message:
        _declined(row, renewal, message, at)


def put_off(renewal: Renewal, *, message: str = "") -> None:
    """Let it be tried again."""
    if renewal.cart_id is not None:
        cart, renewal.cart = renewal.cart_id, None
        Cart.objects.filter(pk=cart, order__isnull=True).delete()
    renewal.state, renewal.claimed_at = RenewalState.PLANNED, None
    renewal.message = message[:300]
    renewal.save(update_fields=["state", "claimed_at", "cart", "message", "tries"])


def waits_longer(row: Subscription, renewal: Renewal, at: datetime | None) -> bool:
    """Skip what waited for stock until the next was due; whether that was so."""
    today = clock.business_day(at)
    if renewal.state != RenewalState.WAITING or today < _following(row, renewal):
        return False
    shut(renewal, RenewalState.SKIPPED, message=renewal.message, at=at)
    row.next_on = next_day(row, today - timedelta(days=1))
    row.save(update_fields=["next_on"])
    return True


def _give_up(row: Subscription, renewal: Renewal, why: str, at: datetime | None) -> None:
    shut(renewal, RenewalState.FAILED, message=why, at=at)
    stop(row, why, at=at)


def _declined(row: Subscription, renewal: Renewal, why: str, at: datetime | None) -> None:
    renewal.declines += 1
    told = {
        "subscription": row.pk,
        "renewal": renewal.pk,
        "try": renewal.declines,
        "why": why[:300],
    }
    if renewal.declines > len(WAITS):
        renewal.save(update_fields=["declines"])
        shut(renewal, RenewalState.FAILED, message=why, at=at)
        rest(row, PauseReason.PAYMENT, at=at)
        publish("subscription.unpaid", told)
        return
    renewal.state = RenewalState.DECLINED
    renewal.try_on = clock.business_day(at) + timedelta(days=WAITS[renewal.declines - 1])
    renewal.save(update_fields=["state", "try_on", "declines"])
    publish("subscription.declined", told)


def _out_of_stock(row: Subscription, renewal: Renewal, at: datetime | None) -> None:
    """Look again tomorrow. Its mail has a key of the renewal: the buyer is told once."""
    renewal.state = RenewalState.WAITING
    renewal.try_on = clock.business_day(at) + timedelta(days=1)
    renewal.save(update_fields=["state", "try_on"])
    publish("subscription.waiting", {"subscription": row.pk, "renewal": renewal.pk})


def _left_out(row: Subscription, order: Order) -> list[int]:
    """The lines of a subscription that its order came without."""
    ordered = set(order.lines.values_list("variant", flat=True))
    lines = row.lines.values_list("pk", "variant")
    return [pk for pk, variant in lines if variant not in ordered]


def _go_on(row: Subscription, at: datetime | None) -> None:
    row.next_on = next_day(row, clock.business_day(at))
    row.save(update_fields=["next_on"])


def _following(row: Subscription, renewal: Renewal) -> date:
    return day_after(row.anchor_on, Interval(row.interval), renewal.due_on)


def _rows(renewal_id: int) -> tuple[Subscription, Renewal]:
    row = locked(Renewal.objects.values_list("subscription", flat=True).get(pk=renewal_id))
    return row, Renewal.objects.select_for_update().get(pk=renewal_id)
