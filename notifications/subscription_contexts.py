"""What mails about subscriptions are filled with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from foundation.money import Money
from notifications.context_base import MailContext, MailLine
from notifications.kinds import MailKind


class SubscriptionStep(StrEnum):
    """What a mail about a subscription tells."""

    BEGUN = "begun"
    COMING = "coming"
    DECLINED = "declined"
    UNPAID = "unpaid"
    WAITING = "waiting"
    UNPRICED = "unpriced"
    LEFT_OUT = "left_out"
    STOPPED = "stopped"
    ENDED = "ended"


@dataclass(frozen=True)
class SubscriptionNews(MailContext):
    """``day`` is that of the next order or attempt, ``total`` what it will cost at most.

    ``how_often`` is such as "every 4 weeks"; ``lines`` are all goods, or those left out; ``note``
    says why something failed.
    """

    kind = MailKind.SUBSCRIPTION
    name: str
    page_url: str
    step: SubscriptionStep
    how_often: str
    lines: tuple[MailLine, ...]
    total: Money | None = None
    day: date | None = None
    note: str = ""
