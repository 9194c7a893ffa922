"""Orders of the past in bulk: what they were, how they are written, and what came back of them."""

from orders.history.facts import (
    PastOrder,
    PastPayment,
    PastRefund,
    PastReturn,
    StoredOrder,
)
from orders.history.returning import record_returns
from orders.history.writing import record_history

__all__ = [
    "PastOrder",
    "PastPayment",
    "PastRefund",
    "PastReturn",
    "StoredOrder",
    "record_history",
    "record_returns",
]
