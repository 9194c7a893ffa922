"""What is said of content that cannot stand as it is."""

from __future__ import annotations

from foundation.refusals import Refusal


class ContentRefused(Refusal):
    """A block or a line that cannot be sent; ``where`` names it as ``blocks.2.url`` does."""

    def __init__(self, message: str, *, where: str) -> None:
        super().__init__(message, field=where)
        self.where = where


class NothingToSay(Exception):
    """What a message was to tell of is gone: it is better not sent. The message says what."""
