"""What loyalty does by itself, as jobs of the ledger; repeated, each finds less to do."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from events import jobs
from loyalty.expired import expire_money
from loyalty.nightly import greet_birthdays, look_at_members
from loyalty.points.earning import credit_due
from loyalty.points.expiring import expire_points, warn_of_expiry
from loyalty.points.waiting import due_orders
from orders.models import Order
from shop.rewards.facts import facts_of_orders
from shop.rewards.friends import decide_due

CREDIT: Final = "loyalty.credit"
NIGHT: Final = "loyalty.night"


@jobs.handles(CREDIT)
def credit_points(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Credit what orders earned whose time is over, and what friends' first orders bring."""
    return {"orders": credit_all_due(), "friends": decide_due()}


@jobs.handles(NIGHT)
def see_to_members(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Points and money that expire, where everybody stands, birthdays."""
    return {
        "expired": expire_points(),
        "accounts_expired": expire_money(),
        "warned": warn_of_expiry(),
        "members": look_at_members(),
        "birthdays": greet_birthdays(),
    }


def credit_all_due(*, at: datetime | None = None) -> int:
    """Credit every order's points that are due, by what is true of the order now; how many."""
    credited = 0
    for refs in due_orders(at=at):
        keys = Order.objects.filter(public_id__in=refs).values_list("pk", flat=True)
        for facts in facts_of_orders(list(keys)):
            credited += credit_due(facts=facts, at=at) is not None
    return credited
