"""Points for orders of before the programme began, where staff decide so."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from events import audit, jobs
from foundation import clock
from foundation.refusals import Refusal
from loyalty.models import Earning, Programme
from loyalty.points.earning import note_left
from loyalty.programme import programme
from orders.models import Order, OrderState
from shop.rewards.facts import facts_of_orders

PAST: Final = "loyalty.past_orders"
LONGEST: Final = timedelta(days=366)
"""As far back as tiers look, and no further: every point is a debt."""
BATCH: Final = 200


class PastRefused(Refusal):
    """A day from which orders cannot be looked at, or nobody earns at the moment."""


@transaction.atomic
def ask_for_past_orders(*, since: date, by: User | None, at: datetime | None = None) -> int:
    """Have a job promise points for orders placed since a day; how many it will look at.

    Raises:
        PastRefused: the programme rests, or the day is to come or too long ago.
    """
    now = at or clock.now()
    today = clock.business_day(now)
    if not programme().is_active:
        raise PastRefused(_("Nobody earns points at the moment: switch that on first."))
    if not today - LONGEST <= since <= today:
        raise PastRefused(_("A day of the last year, please."), field="since")
    found = without_points(since).count()
    audit.write(
        actor=by,
        action=PAST,
        target=Programme.objects.get(pk=Programme.ONLY),
        changes={"since": since.isoformat(), "orders": found},
        at=at,
    )
    jobs.enqueue(PAST, key=f"{PAST}@{now.isoformat()}", payload={"since": since.isoformat()})
    return found


def without_points(since: date) -> QuerySet[Order]:
    """Customers' orders placed since a day of which no points were ever noted."""
    noted = Earning.objects.filter(order_ref=OuterRef("public_id"))
    return Order.objects.filter(
        ~Exists(noted),
        state=OrderState.PLACED,
        placed_at__gte=clock.day_bounds(since)[0],
        customer__isnull=False,
        customer__erased_at__isnull=True,
        company__isnull=True,
    )


@jobs.handles(PAST)
def note_past(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Promise the points; killed and begun again it goes on with the orders that are left."""
    rows, last, noted = without_points(date.fromisoformat(payload["since"])), 0, 0
    while keys := list(
        rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        noted += sum(note_left(facts=facts) is not None for facts in facts_of_orders(keys))
        last = keys[-1]
        report(f"{noted:,}")
    return {"orders": noted}
