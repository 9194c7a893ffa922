"""What mails of a kind carry: files that an app makes when the mail is sent.

They are made from the mail's context, so that nothing large is kept in its row, and whoever may
no longer read it when it leaves does not get it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from foundation.registries import Registry
from notifications.kinds import MailKind
from notifications.models import Mail
from notifications.writers import Unwanted

__all__ = ["Attachment", "Make", "Unwanted", "attachments", "attachments_of"]


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content: bytes
    media_type: str


Make = Callable[[Mail], list[Attachment]]
attachments: Registry[Make] = Registry("attachments of mails")
"""By kind. A maker raises ``Unwanted`` where the mail should stay unsent."""


def attachments_of(mail: Mail) -> list[Attachment]:
    """The files that this mail carries.

    Raises:
        Unwanted: it is not to be sent.
    """
    make = attachments.get(MailKind(mail.kind))
    return make(mail) if make else []
