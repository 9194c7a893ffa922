"""Goods that come back: asked for, approved, received, inspected, and paid for."""

from orders.returns.counter import return_line
from orders.returns.decide import approve_return, receive_return, refuse_return
from orders.returns.inspect import Finding, complete_return, refund_return
from orders.returns.request import WantedReturn, request_return, withdraw_return
from orders.returns.selectors import (
    ReturnableLine,
    proposed_refund,
    return_deadline,
    returnable_lines,
    returns_of,
)

__all__ = [
    "Finding",
    "ReturnableLine",
    "WantedReturn",
    "approve_return",
    "complete_return",
    "proposed_refund",
    "receive_return",
    "refund_return",
    "refuse_return",
    "request_return",
    "return_deadline",
    "return_line",
    "returnable_lines",
    "returns_of",
    "withdraw_return",
]
