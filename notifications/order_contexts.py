"""What mails of orders are filled with, and of what is bought beside goods: see ``contexts``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from foundation.money import Money
from notifications.context_base import MailContext, MailLine
from notifications.kinds import MailKind


@dataclass(frozen=True)
class OrderConfirmation(MailContext):
    """``tax_is_included`` says whether the tax is part of the total's amounts or added to them.

    ``delivery_to`` is the lines of an address; ``payment_note`` is what is still to be done, such
    as paying an invoice; ``held_note`` that we look at the order before it leaves. ``sold_at`` is
    the store that sold and handed it over: then this is a receipt.
    """

    kind = MailKind.ORDER_CONFIRMATION
    number: str
    name: str
    order_url: str
    placed_on: date
    lines: tuple[MailLine, ...]
    subtotal: Money
    discount: Money
    shipping: Money
    tax: Money
    total: Money
    tax_is_included: bool
    shipping_method: str
    delivery_to: tuple[str, ...]
    delivery_estimate: str = ""
    payment_note: str = ""
    held_note: str = ""
    sold_at: str = ""


@dataclass(frozen=True)
class OrderReaddressed(MailContext):
    """``delivery_to`` is the lines of the new address."""

    kind = MailKind.ORDER_READDRESSED
    number: str
    name: str
    order_url: str
    delivery_to: tuple[str, ...]


@dataclass(frozen=True)
class OrderReleased(MailContext):
    """An order that we had a look at goes its way."""

    kind = MailKind.ORDER_RELEASED
    number: str
    name: str
    order_url: str
    delivery_estimate: str = ""


@dataclass(frozen=True)
class OrderShipped(MailContext):
    """A parcel left. ``more_follows``: it does not hold all of the order."""

    kind = MailKind.ORDER_SHIPPED
    number: str
    name: str
    order_url: str
    lines: tuple[MailLine, ...]
    delivery_to: tuple[str, ...]
    carrier: str = ""
    tracking_number: str = ""
    tracking_url: str = ""
    more_follows: bool = False


@dataclass(frozen=True)
class OrderCancelled(MailContext):
    """``refund`` is what goes back; None where nothing was paid."""

    kind = MailKind.ORDER_CANCELLED
    number: str
    name: str
    order_url: str
    lines: tuple[MailLine, ...]
    reason: str = ""
    refund: Money | None = None


@dataclass(frozen=True)
class RefundDone(MailContext):
    """Money went back the way it came."""

    kind = MailKind.REFUND
    number: str
    name: str
    order_url: str
    amount: Money
    reason: str = ""


class ReturnStep(StrEnum):
    """How far a return is, as the mail tells it."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    RECEIVED = "received"
    CLOSED = "closed"


@dataclass(frozen=True)
class ReturnUpdate(MailContext):
    """``note`` is what staff wrote; ``send_to`` is the lines of the address to send it to."""

    kind = MailKind.RETURN_UPDATE
    number: str
    return_number: str
    name: str
    order_url: str
    step: ReturnStep
    lines: tuple[MailLine, ...]
    note: str = ""
    send_to: tuple[str, ...] = ()


@dataclass(frozen=True)
class PaymentLink(MailContext):
    """An order that staff drafted waits for its payment."""

    kind = MailKind.PAYMENT_LINK
    number: str
    name: str
    pay_url: str
    lines: tuple[MailLine, ...]
    total: Money
    valid_until: date | None = None
    note: str = ""


@dataclass(frozen=True)
class GiftCardMail(MailContext):
    """A gift card with its code; ``message`` is its giver's, ``check_url`` tells what is left."""

    kind = MailKind.GIFT_CARD
    name: str
    code: str
    worth: Money
    check_url: str
    message: str = ""
    good_until: date | None = None


class QuoteStep(StrEnum):
    """How far a quote is, as the mail tells it."""

    RECEIVED = "received"
    OFFERED = "offered"
    ENDS = "ends"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class QuoteUpdate(MailContext):
    """``version`` is the offer that the mail is about; ``note`` is what staff wrote."""

    kind = MailKind.QUOTE_UPDATE
    number: str
    name: str
    quote_url: str
    step: QuoteStep
    lines: tuple[MailLine, ...]
    version: int = 1
    total: Money | None = None
    valid_until: date | None = None
    note: str = ""


@dataclass(frozen=True)
class DownloadsReady(MailContext):
    """The titles of files that were bought; they are fetched from the order's page."""

    kind = MailKind.DOWNLOADS
    number: str
    name: str
    order_url: str
    files: tuple[str, ...]
    good_until: date


class PickUpStep(StrEnum):
    """What a mail tells of an order that is to be collected."""

    READY = "ready"
    REMINDER = "reminder"


@dataclass(frozen=True)
class PickUpMail(MailContext):
    """``code`` is shown at the counter; ``store`` is the lines of its address."""

    kind = MailKind.PICK_UP
    number: str
    name: str
    order_url: str
    step: PickUpStep
    code: str
    store: tuple[str, ...]
    kept_until: date
    lines: tuple[MailLine, ...]
