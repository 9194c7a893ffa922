"""By what customers are spoken to: a sender for each medium, registered by whoever builds it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from accounts.models import Customer
from foundation.registries import Registry
from marketing.kinds import Medium, Reason
from marketing.models import Message, Variant


class Sender(Protocol):
    """Puts a message on its way, by rows in the caller's transaction alone."""

    def queue(
        self, *, message: Message, customer: Customer, variant: Variant, at: datetime
    ) -> Reason:
        """``Reason.NONE`` where it is on its way; else why it cannot be.

        Nothing goes out here: what is queued is sent by a worker, who asks for consent once more
        and then writes ``state`` and ``sent_at`` of the message.
        """


media: Registry[Sender] = Registry("media of campaigns")


def sender_of(medium: Medium) -> Sender | None:
    """Who sends by a medium; None where nobody does."""
    return media.get(medium)
