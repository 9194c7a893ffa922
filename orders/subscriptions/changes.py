"""What a buyer, or staff for them, may change of a subscription."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from orders.carts import MOST_OF_ONE
from orders.models import (
    Interval,
    Mandate,
    OutOfStockChoice,
    Renewal,
    RenewalState,
    Subscription,
    SubscriptionState,
)
from orders.subscriptions.details import details_of, kept
from orders.subscriptions.errors import SubscriptionRefused, Unpriced
from orders.subscriptions.planning import tell_price
from orders.subscriptions.reckoning import reckon
from orders.subscriptions.rows import locked, movable_renewal, next_day, shut

_CHANGEABLE = (SubscriptionState.ACTIVE, SubscriptionState.PAUSED)


@dataclass(frozen=True, slots=True)
class NewAddress:
    """Where the goods go from now on."""

    name: str
    line1: str
    postcode: str
    city: str
    country: str
    company: str = ""
    line2: str = ""
    region: str = ""
    phone: str = ""


@transaction.atomic
def skip_next(*, subscription: Subscription, at: datetime | None = None) -> Renewal:
    """Leave the next one out; the rhythm stays.

    Raises:
        SubscriptionRefused: it is not active, or is being ordered just now.
    """
    row = locked(subscription.pk)
    if row.state != SubscriptionState.ACTIVE or row.next_on is None:
        raise SubscriptionRefused(_("Only an active subscription has a next one to skip."))
    renewal = movable_renewal(row)
    if renewal is None:
        renewal = Renewal(
            subscription=row, due_on=row.next_on, try_on=row.next_on, currency=row.currency,
            created_at=at or clock.now(),
        )  # fmt: skip
        renewal.save()
    shut(renewal, RenewalState.SKIPPED, at=at)
    row.next_on = next_day(row, clock.business_day(at))
    row.save(update_fields=["next_on"])
    return renewal


@transaction.atomic
def set_rhythm(
    *,
    subscription: Subscription,
    interval: Interval,
    if_out: OutOfStockChoice | None = None,
    at: datetime | None = None,
) -> Subscription:
    """Have it come more often or more seldom; ``if_out`` says what happens out of stock.

    One that is announced comes as it was announced.

    Raises:
        SubscriptionRefused: it is not offered that often, has ended, or is being ordered.
    """
    row = _changeable(subscription)
    if interval not in intervals_for(row):
        raise SubscriptionRefused(_("It does not come that often. Choose again."), field="interval")
    row.if_out = if_out or row.if_out
    if interval != row.interval:
        _turn_to(row, interval, at)
    row.save(update_fields=["interval", "anchor_on", "next_on", "if_out"])
    return row


def _turn_to(row: Subscription, interval: Interval, at: datetime | None) -> None:
    renewal = movable_renewal(row)
    row.interval = interval
    if renewal is not None:
        row.anchor_on = renewal.due_on
    elif row.state == SubscriptionState.ACTIVE:
        row.next_on = next_day(row, clock.business_day(at))


def intervals_for(row: Subscription) -> list[Interval]:
    """How often all of it is offered, and how often it comes now."""
    offered = [
        set(intervals)
        for intervals in row.lines.filter(
            variant__product__subscription_offer__is_active=True
        ).values_list("variant__product__subscription_offer__intervals", flat=True)
    ]
    common = set.intersection(*offered) if offered else set()
    return [value for value in Interval if value in common or value == row.interval]


@transaction.atomic
def set_quantities(
    *, subscription: Subscription, quantities: Mapping[int, int], at: datetime | None = None
) -> Subscription:
    """Have other quantities come, by key of a line; zero takes a line out.

    Raises:
        SubscriptionRefused: nothing would be left, too many, or it is being ordered.
    """
    row = _changeable(subscription)
    lines = {line.pk: line for line in row.lines.all()}
    wanted = {pk: quantities.get(pk, line.quantity) for pk, line in lines.items()}
    if any(not 0 <= units <= MOST_OF_ONE for units in wanted.values()):
        raise SubscriptionRefused(
            _("At most %(most)d of one item fit in an order.") % {"most": MOST_OF_ONE},
            field="quantity",
        )
    if not any(wanted.values()):
        raise SubscriptionRefused(_("Nothing would be left: end it instead."), field="quantity")
    for pk, units in wanted.items():
        if units == 0:
            lines[pk].delete()
        elif units != lines[pk].quantity:
            lines[pk].quantity = units
            lines[pk].save(update_fields=["quantity"])
    _retell(row, at)
    return row


@transaction.atomic
def set_address(
    *,
    subscription: Subscription,
    address: NewAddress,
    is_seen: bool = True,
    at: datetime | None = None,
) -> Subscription:
    """Send it elsewhere from now on.

    Args:
        is_seen: its buyer does it, and sees what it costs then; else they are told, where that
            is more than they know of.

    Raises:
        SubscriptionRefused: it cannot be delivered there the way that was chosen.
    """
    row = _changeable(subscription)
    changed = replace(
        details_of(row),
        name=address.name, company=address.company, line1=address.line1, line2=address.line2,
        postcode=address.postcode, city=address.city, region=address.region,
        country=address.country, phone=address.phone,
    )  # fmt: skip
    row.details = kept(changed)
    row.save(update_fields=["details"])
    _retell(row, at, is_seen=is_seen)
    return row


@transaction.atomic
def set_means(
    *, subscription: Subscription, mandate: Mandate, at: datetime | None = None
) -> Subscription:
    """Charge another means of the buyer's; what was declined is tried with it today.

    Raises:
        SubscriptionRefused: it is another's, or was withdrawn; or it is being ordered just now.
    """
    row = _changeable(subscription)
    own = Mandate.objects.select_for_update().filter(customer=row.customer_id, ended_at=None)
    if own.filter(pk=mandate.pk).first() is None:
        raise SubscriptionRefused(_("That means of payment is not yours to use."), field="means")
    renewal = movable_renewal(row)
    row.mandate, row.provider = mandate, mandate.provider
    row.save(update_fields=["mandate", "provider"])
    if renewal is not None and renewal.state == RenewalState.DECLINED:
        renewal.try_on = clock.business_day(at)
        renewal.save(update_fields=["try_on"])
    return row


def _changeable(subscription: Subscription) -> Subscription:
    row = locked(subscription.pk)
    if row.state not in _CHANGEABLE:
        raise SubscriptionRefused(_("This subscription has ended, or has not begun yet."))
    return row


def _retell(row: Subscription, at: datetime | None, *, is_seen: bool = True) -> None:
    """What is announced costs something else now: its buyer sees it where they changed it.

    Where they did not, nothing dearer is ordered before they were told. While something of it
    has no price it cannot be told: it waits, and is told once it has one.

    Raises:
        SubscriptionRefused: it cannot be ordered so, or is being ordered just now.
    """
    renewal = movable_renewal(row)
    try:
        total = reckon(row, at=at).summary.total
    except Unpriced:
        return
    if renewal is None:
        return
    if is_seen:
        renewal.told_minor = total.minor
        renewal.save(update_fields=["told_minor"])
    elif renewal.told_minor is None or total.minor > renewal.told_minor:
        tell_price(renewal, total, today=clock.business_day(at))
