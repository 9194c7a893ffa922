"""The words of marketing: what kinds of campaign there are and how far things are."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class CampaignKind(models.TextChoices):
    ONE_OFF = "one_off", _("One mailing")
    FLOW = "flow", _("Flow")


class Trigger(models.TextChoices):
    """What lets a customer enter a flow."""

    WELCOME = "welcome", _("Welcome")
    ABANDONED_CART = "abandoned_cart", _("Abandoned cart")
    ABANDONED_BROWSE = "abandoned_browse", _("Looked and left")
    WIN_BACK = "win_back", _("Win-back by churn risk")
    REPLENISHMENT = "replenishment", _("Replenishment by purchase cycle")
    BACK_IN_STOCK = "back_in_stock", _("Back in stock")
    PRICE_DROP = "price_drop", _("Price drop")
    POST_PURCHASE = "post_purchase", _("After a purchase")
    BIRTHDAY = "birthday", _("Birthday")
    REVIEW_REQUEST = "review_request", _("Review request")


class CampaignState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")


class Medium(models.TextChoices):
    """By what a customer is spoken to."""

    EMAIL = "email", _("E-mail")
    PUSH = "push", _("Web push")
    INBOX = "inbox", _("Inbox of the shop")


class EnrolmentState(models.TextChoices):
    ACTIVE = "active", _("On the way")
    DONE = "done", _("Through")
    LEFT = "left", _("Left")


class MessageState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENT = "sent", _("Sent")
    SKIPPED = "skipped", _("Not sent")
    FAILED = "failed", _("Failed")


class Reason(models.TextChoices):
    """Why somebody was not spoken to, or left a flow before its end."""

    NONE = "", _("None")
    NO_CONSENT = "no_consent", _("No consent to marketing")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    SUPPRESSED = "suppressed", _("Address suppressed")
    CAPPED = "capped", _("Spoken to often enough")
    NO_ADDRESS = "no_address", _("No address or device")
    ERASED = "erased", _("Erased")
    HELD_OUT = "held_out", _("Held out")
    ORDERED = "ordered", _("Ordered meanwhile")
    NOT_IN_AUDIENCE = "not_in_audience", _("No longer in the audience")
    NOTHING_TO_SAY = "nothing_to_say", _("Nothing to say any more")
    NO_UPLIFT = "no_uplift", _("An offer would change nothing")
    ENDED = "ended", _("The campaign ended")
    FAILED = "failed", _("Could not be sent")


RUNNABLE: Final = (CampaignState.RUNNING, CampaignState.PAUSED)

# They start from what somebody did or what a model says of them: both consents are asked for.
PERSONAL_TRIGGERS: Final = frozenset(
    {Trigger.ABANDONED_BROWSE, Trigger.WIN_BACK, Trigger.REPLENISHMENT}
)
