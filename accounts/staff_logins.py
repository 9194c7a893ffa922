"""Logins of staff are in the audit trail."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from events import audit
from events.audit import AuditAction


def keep_in_the_trail(
    sender: object, request: HttpRequest | None, user: AbstractBaseUser, **_kwargs: Any
) -> None:
    """Heard from Django at every login, whichever door it came through."""
    if getattr(user, "is_staff", False):
        audit.write(actor=user, action=AuditAction.LOGIN, target=user)
