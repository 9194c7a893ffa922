"""A medium that notes who is spoken to, for tests of what comes before it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from marketing.kinds import Medium, Reason


class NotingSender:
    """Takes every message, or answers with ``reason``; ``fails`` raises, as a broken medium may."""

    def __init__(self, reason: Reason = Reason.NONE, *, fails: bool = False) -> None:
        self.reason, self.fails = reason, fails
        self.spoken_to: list[int] = []

    def queue(self, *, message, customer, variant, at) -> Reason:
        if self.fails:
            raise RuntimeError("the medium is broken")
        if self.reason is Reason.NONE:
            self.spoken_to.append(customer.pk)
        return self.reason


@contextmanager
def speaking_by(sender: NotingSender, *, medium: Medium | None = None) -> Iterator[NotingSender]:
    """All media, or one of them, are ``sender`` for a while."""

    def found(asked: Medium) -> NotingSender | None:
        return sender if medium in (None, asked) else None

    with (
        patch("marketing.campaigns.saying.sender_of", found),
        patch("marketing.campaigns.checks.sender_of", found),
    ):
        yield sender
