"""The night's plan, as a job of the ledger."""

from __future__ import annotations

from typing import Any

from events import jobs
from forecasting.replenishment.orders import order_alone
from forecasting.replenishment.plans import make_plan

PLAN = "forecasting.plan"


@jobs.handles(PLAN)
def plan_inventory(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Make the plan and order what policies may order alone; repeated, it changes nothing more."""
    summary = make_plan(report=report)
    orders = order_alone()
    return {
        "day": summary.day.isoformat(),
        "lines": summary.lines,
        "to_order": summary.to_order,
        "to_send": summary.to_send,
        "markdowns": summary.markdowns,
        "ordered_alone": [str(order) for order in orders],
    }
