"""Every change of plans and policies, gathered from where the verbs live."""

from forecasting.replenishment.comparing import ask_comparison, run_comparison
from forecasting.replenishment.orders import (
    PlanRefused,
    approve_lines,
    dismiss,
    draft_orders,
    draft_transfers,
    order_alone,
    reopen,
    send_orders,
)
from forecasting.replenishment.plans import PlanSummary, make_plan
from forecasting.replenishment.policy_book import PolicyRefused, delete_policy, save_policy

__all__ = [
    "PlanRefused",
    "PlanSummary",
    "PolicyRefused",
    "approve_lines",
    "ask_comparison",
    "delete_policy",
    "dismiss",
    "draft_orders",
    "draft_transfers",
    "make_plan",
    "order_alone",
    "reopen",
    "run_comparison",
    "save_policy",
    "send_orders",
]
