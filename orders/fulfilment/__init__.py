"""From the warehouse to the door: parcels, what they hold, and that they arrived."""

from orders.fulfilment.delivery import correct_tracking, mark_delivered
from orders.fulfilment.selectors import LineToSend, lines_to_send
from orders.fulfilment.shipping import ship_order, ship_units

__all__ = [
    "LineToSend",
    "correct_tracking",
    "lines_to_send",
    "mark_delivered",
    "ship_order",
    "ship_units",
]
