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
from typing import Any

from foundation.money import Money
from notifications.context_base import ContextIncomplete, MailContext, MailLine, plain
from notifications.kinds import MailKind
from notifications.order_contexts import (
    DownloadsReady,
    GiftCardMail,
    OrderCancelled,
    OrderConfirmation,
    OrderReaddressed,
    OrderReleased,
    OrderShipped,
    PaymentLink,
    PickUpMail,
    PickUpStep,
    QuoteStep,
    QuoteUpdate,
    RefundDone,
    ReturnStep,
    ReturnUpdate,
)
from notifications.subscription_contexts import SubscriptionNews, SubscriptionStep

__all__ = [
    "CONTEXTS",
    "AccountNotice",
    "AddressConfirmation",
    "AlertConfirmation",
    "Answer",
    "ApprovalStep",
    "ApprovalUpdate",
    "BackInStock",
    "CampaignMail",
    "CompanyInvitationMail",
    "ContextIncomplete",
    "DashboardReport",
    "DownloadsReady",
    "GiftCardMail",
    "LoginCode",
    "LoyaltyNews",
    "LoyaltyTopic",
    "MailLine",
    "Message",
    "NewLogin",
    "OrderCancelled",
    "OrderConfirmation",
    "OrderReaddressed",
    "OrderReleased",
    "OrderShipped",
    "PasswordReset",
    "PaymentLink",
    "PickUpMail",
    "PickUpStep",
    "QuoteStep",
    "QuoteUpdate",
    "RefundDone",
    "ReturnStep",
    "ReturnUpdate",
    "ReviewRequest",
    "SubscriptionNews",
    "SubscriptionStep",
    "check_context",
    "with_defaults",
]


@dataclass(frozen=True)
class CompanyInvitationMail(MailContext):
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
class ApprovalUpdate(MailContext):
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
class PasswordReset(MailContext):
    kind = MailKind.PASSWORD_RESET
    reset_url: str


@dataclass(frozen=True)
class AddressConfirmation(MailContext):
    kind = MailKind.ADDRESS_CONFIRMATION
    confirm_url: str
    is_signup: bool = False


@dataclass(frozen=True)
class AccountNotice(MailContext):
    """What the account library wrote by itself, such as that a password was changed."""

    kind = MailKind.ACCOUNT_NOTICE
    title: str
    text: str


@dataclass(frozen=True)
class LoginCode(MailContext):
    """Proof that a login is by the reader of this address; good for ``minutes``."""

    kind = MailKind.LOGIN_CODE
    code: str
    minutes: int


@dataclass(frozen=True)
class NewLogin(MailContext):
    """The account was entered from a browser that is new to the shop.

    ``when`` is written in the reader's language, by the shop's clock; ``browser`` may be "".
    """

    kind = MailKind.NEW_LOGIN
    when: str
    not_me_url: str
    browser: str = ""


@dataclass(frozen=True)
class AlertConfirmation(MailContext):
    """Somebody who is not logged in gave this address: is it theirs?"""

    kind = MailKind.ALERT_CONFIRMATION
    product_name: str
    product_url: str
    confirm_url: str
    options: str = ""


@dataclass(frozen=True)
class BackInStock(MailContext):
    kind = MailKind.BACK_IN_STOCK
    product_name: str
    product_url: str
    options: str = ""
    picture_url: str = ""
    price: Money | None = None


@dataclass(frozen=True)
class ReviewRequest(MailContext):
    """Each line's ``url`` opens the review form of its product."""

    kind = MailKind.REVIEW_REQUEST
    number: str
    name: str
    lines: tuple[MailLine, ...]


class LoyaltyTopic(StrEnum):
    """What news of points and friends is about."""

    EXPIRING = "expiring"
    TIER = "tier"
    FRIEND = "friend"


@dataclass(frozen=True)
class LoyaltyNews(MailContext):
    """Points that expire, a tier that was reached, credit for a friend: what ``topic`` says.

    ``last_day`` is the last day of ``points`` that expire.
    """

    kind = MailKind.LOYALTY
    topic: LoyaltyTopic
    name: str
    page_url: str
    points: int = 0
    last_day: date | None = None
    tier: str = ""
    perk: str = ""
    credit: Money | None = None


@dataclass(frozen=True)
class DashboardReport(MailContext):
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
class Message(MailContext):
    """What a member of staff wrote; ``code`` is of a coupon, ``offer`` its promotion."""

    kind = MailKind.MESSAGE
    name: str
    title: str
    text: str
    code: str = ""
    offer: str = ""


@dataclass(frozen=True)
class Answer(MailContext):
    """What staff answered in a conversation; ``talk_url`` opens it, so that one can write back.

    ``name`` may be "": then nobody is addressed by it.
    """

    kind = MailKind.ANSWER
    name: str
    subject: str
    text: str
    talk_url: str


@dataclass(frozen=True)
class CampaignMail(MailContext):
    """A campaign's message by its number; a higher app writes it when it is sent.

    A test to a member of staff names the ``variant`` instead, and no message.
    """

    kind = MailKind.CAMPAIGN
    message: str = ""
    variant: int = 0


CONTEXTS: dict[MailKind, type[MailContext]] = {
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
        PickUpMail,
        GiftCardMail,
        QuoteUpdate,
        SubscriptionNews,
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
        LoyaltyNews,
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
            field.name, None if field.default is dataclasses.MISSING else plain(field.default)
        )
        for field in dataclasses.fields(CONTEXTS[kind])  # type: ignore[arg-type]
    }
