"""The audit trail: what staff did, to which row, when. Entries are only ever added.

It keeps numbers and the names of fields, no personal data: what looks like some is withheld.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.http import HttpRequest

from events.models import AuditEntry
from foundation import clock

LONGEST_TEXT = 200
MOST_PARTS = 200
WITHHELD = "(withheld)"
_PERSONAL = frozenset(
    {"email", "name", "phone", "line1", "line2", "postcode", "city", "address", "vat_id", "author"}
)
_ENTRY_WRITTEN = "_audit_entry_written"


class AuditAction(StrEnum):
    """What the house itself writes; apps add words of their own, such as ``refund``."""

    ADD = "add"
    CHANGE = "change"
    DELETE = "delete"
    REQUEST = "request"
    LOGIN = "login"
    ROLE_CHANGED = "role.changed"
    PERMISSION_CHANGED = "permission.changed"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105  (a name, not a secret)
    TOKEN_CREATED = "token.created"  # noqa: S105
    TOKEN_REVOKED = "token.revoked"  # noqa: S105
    DATA_EXPORTED = "data.exported"
    DATA_ERASED = "data.erased"
    PRICE_CHANGED = "price.changed"
    STOCK_CHANGED = "stock.changed"


def write(
    *,
    actor: AbstractBaseUser | AnonymousUser | None,
    action: str,
    target: Model | str,
    changes: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> AuditEntry:
    """Add an entry, in the caller's transaction.

    Args:
        actor: the login that did it; None for the shop itself (a command, a job).
        target: the row, or a text ``"app.model"`` or ``"app.model:key"`` where there is none.
        changes: what was changed, ready for JSON; values under names of personal data and
            anything that looks like an e-mail address are withheld.
    """
    model, key = _named(target)
    return AuditEntry.objects.create(
        happened_at=at or clock.now(),
        actor=actor.pk if actor is not None else None,
        action=action,
        model=model,
        object_id=key[:64],
        changes=_impersonal(changes or {}),
    )


def by_staff(
    request: HttpRequest, action: str, target: Model | str, /, **changes: Any
) -> AuditEntry:
    """Add an entry for what a request does; call it in the transaction of the deed."""
    entry = write(actor=request.user, action=action, target=target, changes=changes)
    setattr(_plain(request), _ENTRY_WRITTEN, True)
    return entry


def has_entry(request: HttpRequest) -> bool:
    """Whether this request has written an entry, so that nobody needs to add a general one."""
    return bool(getattr(_plain(request), _ENTRY_WRITTEN, False))


def _plain(request: Any) -> Any:
    """Django's request below the one of REST framework."""
    return getattr(request, "_request", request)


def _named(target: Model | str) -> tuple[str, str]:
    if isinstance(target, str):
        model, _colon, key = target.partition(":")
        return model, key
    return target._meta.label_lower, str(target.pk if target.pk is not None else "")


def _impersonal(value: Any, name: str = "") -> Any:
    """``value`` without personal data and of bounded size, ready for JSON."""
    if name in _PERSONAL:
        return WITHHELD
    if isinstance(value, Mapping):
        return {str(key): _impersonal(inner, str(key)) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_impersonal(inner) for inner in list(value)[:MOST_PARTS]]
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    return WITHHELD if "@" in text else text[:LONGEST_TEXT]
