"""Money that goes back: noted first, then carried out by the provider, outside any transaction."""

from orders.refunds.carry_out import carry_out_refunds
from orders.refunds.dues import mark_paid, reduce_dues, void_dues
from orders.refunds.request import (
    OF_SURPLUS,
    OF_UNITS_NOT_SENT,
    RefundRefused,
    order_refundable,
    refund_order,
    refundable,
    request_refund,
    retry_refund,
)

__all__ = [
    "OF_SURPLUS",
    "OF_UNITS_NOT_SENT",
    "RefundRefused",
    "carry_out_refunds",
    "mark_paid",
    "order_refundable",
    "reduce_dues",
    "refund_order",
    "refundable",
    "request_refund",
    "retry_refund",
    "void_dues",
]
