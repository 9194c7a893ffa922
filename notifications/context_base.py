"""What the contexts of all mails share: amounts and days as they are, told as plain JSON."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from foundation.money import Money
from notifications.kinds import MailKind


class ContextIncomplete(ValueError):
    """A mail was asked for without a field that its kind needs, or with one that it has not."""


class MailContext:
    kind: ClassVar[MailKind]

    def as_json(self) -> dict[str, Any]:
        """The context as ``send_mail`` and the database take it."""
        return {
            field.name: plain(getattr(self, field.name))
            for field in dataclasses.fields(self)  # type: ignore[arg-type]
        }


def plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)
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
