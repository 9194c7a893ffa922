"""Mails that a higher app writes: filled at the moment of sending, and refused there if need be.

An app registers a ``Writer`` for a kind. What it is told (sent, declined, came back) it is told in
the transaction in which that is written here.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from foundation.registries import Registry
from notifications.kinds import MailKind, MailState, ReportKind
from notifications.models import Mail

if TYPE_CHECKING:
    from notifications.rendering import Rendered


class Unwanted(Exception):
    """The mail is not to be sent after all.

    The message says why, for staff; ``code`` says it in one word for the kind's writer.
    """

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class NotYet(Exception):
    """The mail is to wait; nothing failed."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"waits until {until:%Y-%m-%d %H:%M}")
        self.until = until


class Writer(Protocol):
    """What an app does with the mails of a kind of its own."""

    def check(self, mail: Mail, *, at: datetime) -> None:
        """Asked right before sending.

        Raises:
            Unwanted: it may not be sent any more.
            NotYet: it may be sent later.
        """

    def write(self, mail: Mail, *, at: datetime) -> Rendered:
        """What it says now; changes nothing.

        Raises:
            Unwanted: there is nothing to say.
        """

    def closed(self, mail: Mail, *, state: MailState, code: str, at: datetime) -> None:
        """It was sent, failed or was not wanted; ``code`` as of ``Unwanted``."""

    def declined(self, mail_id: UUID, *, at: datetime) -> None:
        """Its reader wants no more of this kind."""

    def reported(self, mail_id: UUID, *, kind: ReportKind, at: datetime) -> None:
        """It came back, or was called spam."""


writers: Registry[Writer] = Registry("writers of mails")
"""By kind."""


def writer_of(kind: str) -> Writer | None:
    """Who writes the mails of a kind; None for those that have templates of their own here."""
    return writers.get(MailKind(kind))
