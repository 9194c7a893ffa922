"""No order is stuck: what is held has a reviewer or a deadline, and what is over has neither.

A machine that died, or a database that was away, between holding an order and putting it into the
queue leaves it held with nobody to decide; and a reviewer can be quicker than the order is placed,
so that the door had nothing to let go yet. A job looks for those each minute.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from foundation import clock
from orders.holds import held_orders, release_hold
from orders.models import HoldState, Order, OrderState
from risk.algorithms.vocabulary import Door, Outcome, Result
from risk.kinds import CaseState
from risk.models import Assessment, Case
from risk.reviewing.carrying_out import tell_again
from risk.reviewing.services import open_case, withdraw
from risk.rules.book import policy_of
from risk.scoring.serving import judge_again
from shop.doors.checkout import base_amount, marks_of_order

WAIT: Final = timedelta(minutes=1)
A_ROUND: Final = 100


def sweep(*, at: datetime | None = None) -> int:
    """Put held orders that nobody is to decide into the queue, or do what was decided of them; end
    cases of what is over.

    Returns how many of either.
    """
    now = at or clock.now()
    lost = _unattended(now).select_related("customer").prefetch_related("discounts")[:A_ROUND]
    for order in lost:
        _see_to(order, now)
    over = list(_over()[:A_ROUND])
    for subject in over:
        withdraw(door=Door.CHECKOUT, subject=subject, at=now)
    return len(lost) + len(over)


def _unattended(now: datetime) -> QuerySet[Order]:
    """Orders that were held by a screen, which names a day, and that no case is open for: it is
    missing, was withdrawn, or was carried out when the order was not yet held."""
    attended = Case.objects.filter(
        assessment__door=Door.CHECKOUT,
        assessment__subject=OuterRef("public_id"),
        carried_out_at=None,
    )
    held = held_orders().filter(hold_due_at__isnull=False, held_at__lte=now - WAIT)
    return held.exclude(Exists(attended))


def _see_to(order: Order, now: datetime) -> None:
    cases = Case.objects.filter(assessment__door=Door.CHECKOUT, assessment__subject=order.public_id)
    decided = cases.exclude(outcome="").first()
    if decided is None:
        _judge_anew(order, now)
    else:
        tell_again(decided.pk, at=now)


def _judge_anew(order: Order, now: datetime) -> None:
    """Hold it for a reviewer, or let it go where there is no reason to; that the scorer does not
    answer is one only at its deadline."""
    decision = judge_again(
        door=Door.CHECKOUT,
        subject=order.public_id,
        marks=marks_of_order(order),
        facts={},
        result=Result.PASSED,
        amount=base_amount(order, order.total_minor),
        customer_id=order.customer_id,
        at=now,
    )
    if decision.outcome == Outcome.ALLOW:
        if decision.failure is None or _is_due(order, now):
            release_hold(order=order, at=now)
    elif decision.assessment_id is not None:  # judged as before, no case was opened
        assessment = Assessment.objects.get(pk=decision.assessment_id)
        open_case(assessment=assessment, policy=policy_of(Door.CHECKOUT), at=now)


def _is_due(order: Order, now: datetime) -> bool:
    return order.hold_due_at is not None and order.hold_due_at <= now


def _over() -> QuerySet[Case, str]:
    """Subjects of open cases whose orders were cancelled, or decided on their own page."""
    order = Order.objects.filter(public_id=OuterRef("assessment__subject"))
    ended = order.filter(
        Q(state=OrderState.CANCELLED) | Q(hold__in=(HoldState.RELEASED, HoldState.REFUSED))
    )
    open_cases = Case.objects.filter(state=CaseState.OPEN, assessment__door=Door.CHECKOUT)
    return open_cases.filter(Exists(ended)).values_list("assessment__subject", flat=True)
