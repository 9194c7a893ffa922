"""Orders that staff put together for a buyer: priced as in the shop, then paid or placed."""

from orders.drafts.edit import (
    DraftLine,
    create_draft,
    discard_draft,
    set_details,
    set_discount,
    set_lines,
    set_shipping,
)
from orders.drafts.place import open_payment, place_as_paid, place_on_invoice, reopen_draft

__all__ = [
    "DraftLine",
    "create_draft",
    "discard_draft",
    "open_payment",
    "place_as_paid",
    "place_on_invoice",
    "reopen_draft",
    "set_details",
    "set_discount",
    "set_lines",
    "set_shipping",
]
