"""What each kind of mail is filled with. Callers build one of these and hand over ``as_json()``.

Amounts are ``Money`` and days are dates here: the mail writes them in its reader's language. All
addresses of pages and pictures are absolute (see ``notifications.links``). Names and texts come as
they are; templates escape them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from foundation.money import Money
from notifications.kinds import MailKind


class ContextIncomplete(ValueError):
    """A mail was asked for without a field that its kind needs, or with one that it has not."""


class _MailContext:
    kind: ClassVar[MailKind]

    def as_json(self) -> dict[str, Any]:
        """The context as ``send_mail`` and the database take it."""
        return {
            field.name: _plain(getattr(self, field.name))
            for field in dataclasses.fields(self)  # type: ignore[arg-type]
        }


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    return value


@dataclass(frozen=True, slots=True)
class MailLine:
    """Some units of one variant. ``options`` is such as "Forest, M"."""

    name: str
    quantity: int
    options: str = ""
    url: str = ""
    picture_url: str = ""
    total: Money | None = None


@dataclass(frozen=True)
class OrderConfirmation(_MailContext):
    """``tax_is_included`` says whether the tax is part of the total's amounts or added to them.

    ``delivery_to`` is the lines of an address; ``payment_note`` is what is still to be done, such
    as paying an invoice; ``held_note`` that we look at the order before it leaves.
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


@dataclass(frozen=True)
class OrderReaddressed(_MailContext):
    """``delivery_to`` is the lines of the new address."""

    kind = MailKind.ORDER_READDRESSED
    number: str
    name: str
    order_url: str
    delivery_to: tuple[str, ...]


@dataclass(frozen=True)
class OrderReleased(_MailContext):
    """An order that we had a look at goes its way."""

    kind = MailKind.ORDER_RELEASED
    number: str
    name: str
    order_url: str
    delivery_estimate: str = ""


@dataclass(frozen=True)
class OrderShipped(_MailContext):
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
class OrderCancelled(_MailContext):
    """``refund`` is what goes back; None where nothing was paid."""

    kind = MailKind.ORDER_CANCELLED
    number: str
    name: str
    order_url: str
    lines: tuple[MailLine, ...]
    reason: str = ""
    refund: Money | None = None


@dataclass(frozen=True)
class RefundDone(_MailContext):
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
class ReturnUpdate(_MailContext):
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
class PaymentLink(_MailContext):
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
class GiftCardMail(_MailContext):
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
class QuoteUpdate(_MailContext):
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
class DownloadsReady(_MailContext):
    """The titles of files that were bought; they are fetched from the order's page."""

    kind = MailKind.DOWNLOADS
    number: str
    name: str
    order_url: str
    files: tuple[str, ...]
    good_until: date


@dataclass(frozen=True)
class CompanyInvitationMail(_MailContext):
    """Somebody is asked to buy for a company; ``invited_by`` is "" where the shop's staff ask."""

    kind = MailKind.COMPANY_INVITATION
    company: str
    role: str
    invited_by: str
    join_url: str
    valid_until: date


class ApprovalStep(StrEnum):
    """What an approval's mail tells of: one is waited for, or it was given or denied."""

    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"


@dataclass(frozen=True)
class ApprovalUpdate(_MailContext):
    """Who of a company asked for what, or what became of it.

    ``name`` is the reader's, ``member`` that of who asked, ``note`` the word that they or the
    approver wrote.
    """

    kind = MailKind.APPROVAL
    step: ApprovalStep
    name: str
    member: str
    company: str
    total: Money
    page_url: str
    po_number: str = ""
    note: str = ""


@dataclass(frozen=True)
class PasswordReset(_MailContext):
    kind = MailKind.PASSWORD_RESET
    reset_url: str


@dataclass(frozen=True)
class AddressConfirmation(_MailContext):
    kind = MailKind.ADDRESS_CONFIRMATION
    confirm_url: str
    is_signup: bool = False


@dataclass(frozen=True)
class AccountNotice(_MailContext):
    """What the account library wrote by itself, such as that a password was changed."""

    kind = MailKind.ACCOUNT_NOTICE
    title: str
    text: str


@dataclass(frozen=True)
class LoginCode(_MailContext):
    """Proof that a login is by the reader of this address; good for ``minutes``."""

    kind = MailKind.LOGIN_CODE
    code: str
    minutes: int


@dataclass(frozen=True)
class NewLogin(_MailContext):
    """The account was entered from a browser that is new to the shop.

    ``when`` is written in the reader's language, by the shop's clock; ``browser`` may be "".
    """

    kind = MailKind.NEW_LOGIN
    when: str
    not_me_url: str
    browser: str = ""


@dataclass(frozen=True)
class AlertConfirmation(_MailContext):
    """Somebody who is not logged in gave this address: is it theirs?"""

    kind = MailKind.ALERT_CONFIRMATION
    product_name: str
    product_url: str
    confirm_url: str
    options: str = ""


@dataclass(frozen=True)
class BackInStock(_MailContext):
    kind = MailKind.BACK_IN_STOCK
    product_name: str
    product_url: str
    options: str = ""
    picture_url: str = ""
    price: Money | None = None


@dataclass(frozen=True)
class ReviewRequest(_MailContext):
    """Each line's ``url`` opens the review form of its product."""

    kind = MailKind.REVIEW_REQUEST
    number: str
    name: str
    lines: tuple[MailLine, ...]


@dataclass(frozen=True)
class DashboardReport(_MailContext):
    """A page of the numbers for a member of staff; the page itself is attached to the mail.

    ``schedule`` is the row that asked for it, ``first`` and ``last`` the days that it tells of.
    """

    kind = MailKind.DASHBOARD_REPORT
    schedule: int
    title: str
    page_url: str
    first: date
    last: date


@dataclass(frozen=True)
class Message(_MailContext):
    """What a member of staff wrote; ``code`` is of a coupon, ``offer`` its promotion."""

    kind = MailKind.MESSAGE
    name: str
    title: str
    text: str
    code: str = ""
    offer: str = ""


@dataclass(frozen=True)
class Answer(_MailContext):
    """What staff answered in a conversation; ``talk_url`` opens it, so that one can write back.

    ``name`` may be "": then nobody is addressed by it.
    """

    kind = MailKind.ANSWER
    name: str
    subject: str
    text: str
    talk_url: str


@dataclass(frozen=True)
class CampaignMail(_MailContext):
    """A campaign's message by its number; a higher app writes it when it is sent.

    A test to a member of staff names the ``variant`` instead, and no message.
    """

    kind = MailKind.CAMPAIGN
    message: str = ""
    variant: int = 0


CONTEXTS: dict[MailKind, type[_MailContext]] = {
    context.kind: context
    for context in (
        OrderConfirmation,
        OrderReaddressed,
        OrderReleased,
        OrderShipped,
        OrderCancelled,
        DownloadsReady,
        RefundDone,
        ReturnUpdate,
        PaymentLink,
        GiftCardMail,
        QuoteUpdate,
        CompanyInvitationMail,
        ApprovalUpdate,
        PasswordReset,
        AddressConfirmation,
        AccountNotice,
        LoginCode,
        NewLogin,
        AlertConfirmation,
        BackInStock,
        ReviewRequest,
        DashboardReport,
        Message,
        Answer,
        CampaignMail,
    )
}


def check_context(kind: MailKind, context: Mapping[str, Any]) -> None:
    """Refuse a context in which a field is missing or unknown, where it is written.

    Raises:
        ContextIncomplete: with the names of the fields.
    """
    fields = {field.name: field for field in dataclasses.fields(CONTEXTS[kind])}  # type: ignore[arg-type]
    needed = {name for name, field in fields.items() if field.default is dataclasses.MISSING}
    missing, unknown = needed - context.keys(), context.keys() - fields.keys()
    if missing or unknown:
        raise ContextIncomplete(f"{kind}: missing {sorted(missing)}, unknown {sorted(unknown)}")


def with_defaults(kind: MailKind, context: Mapping[str, Any]) -> dict[str, Any]:
    """The context with what its kind has by default, for rows of an older version."""
    return {
        field.name: context.get(
            field.name, None if field.default is dataclasses.MISSING else _plain(field.default)
        )
        for field in dataclasses.fields(CONTEXTS[kind])  # type: ignore[arg-type]
    }
