"""What the shop writes to people about, and how each kind may be treated."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailKind(models.TextChoices):
    ORDER_CONFIRMATION = "order_confirmation", _("Order confirmation")
    ORDER_READDRESSED = "order_readdressed", _("Order goes elsewhere")
    ORDER_RELEASED = "order_released", _("Order goes its way")
    ORDER_SHIPPED = "order_shipped", _("Order shipped")
    ORDER_CANCELLED = "order_cancelled", _("Order cancelled")
    DOWNLOADS = "downloads", _("Downloads")
    REFUND = "refund", _("Refund")
    RETURN_UPDATE = "return_update", _("News of a return")
    PAYMENT_LINK = "payment_link", _("Payment link")
    QUOTE_UPDATE = "quote_update", _("News of a quote")
    SUBSCRIPTION = "subscription", _("News of a subscription")
    PICK_UP = "pick_up", _("Ready to collect")
    COMPANY_INVITATION = "company_invitation", _("Invitation to a company")
    APPROVAL = "approval", _("News of an approval")
    PASSWORD_RESET = "password_reset", _("Password reset")
    ADDRESS_CONFIRMATION = "address_confirmation", _("Address confirmation")
    ACCOUNT_NOTICE = "account_notice", _("Account notice")
    LOGIN_CODE = "login_code", _("Code for a login")
    NEW_LOGIN = "new_login", _("Login from a new browser")
    ALERT_CONFIRMATION = "alert_confirmation", _("Confirmation of an alert")
    BACK_IN_STOCK = "back_in_stock", _("Back in stock")
    REVIEW_REQUEST = "review_request", _("Review request")
    LOYALTY = "loyalty", _("News of points and friends")
    DASHBOARD_REPORT = "dashboard_report", _("Report of the numbers")
    MESSAGE = "message", _("Message of staff")
    ANSWER = "answer", _("Answer to a question")
    GIFT_CARD = "gift_card", _("Gift card")
    CAMPAIGN = "campaign", _("News and offers")


class MailState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    SUPPRESSED = "suppressed", _("Not sent")


class SuppressionReason(models.TextChoices):
    """Why nothing that can be declined goes to an address any more."""

    BOUNCED = "bounced", _("Mail came back")
    COMPLAINED = "complained", _("Reported as spam")
    STAFF = "staff", _("Written down by staff")


class ReportKind(models.TextChoices):
    """What a mail provider tells of a mail after it took it."""

    SOFT_BOUNCE = "soft_bounce", _("Came back for now")
    HARD_BOUNCE = "hard_bounce", _("Came back for good")
    COMPLAINT = "complaint", _("Reported as spam")


OPEN_STATES: Final = (MailState.QUEUED, MailState.SENDING)

# Whoever reads one of these may act as its reader: nothing of it is kept or shown once it is gone.
SECRET_KINDS: Final = frozenset(
    {
        MailKind.GIFT_CARD,
        MailKind.PASSWORD_RESET,
        MailKind.ADDRESS_CONFIRMATION,
        MailKind.ACCOUNT_NOTICE,
        MailKind.LOGIN_CODE,
        MailKind.NEW_LOGIN,
        MailKind.ALERT_CONFIRMATION,
        MailKind.COMPANY_INVITATION,
    }
)

# Nobody needs these to use what they bought: each carries a link that ends them.
OPTIONAL_KINDS: Final = frozenset(
    {MailKind.BACK_IN_STOCK, MailKind.REVIEW_REQUEST, MailKind.LOYALTY, MailKind.CAMPAIGN}
)
