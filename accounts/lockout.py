"""Whose password is being guessed: what django-axes counts failures by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

LONGEST_NAME = 255


def name_tried(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """The e-mail address of a login, whichever form it was typed into.

    The staff login calls it ``username``, allauth's ``login``, ``email`` or ``username``; counting
    by one of these names alone would leave the other door without a lock.
    """
    given = {**request.POST.dict(), **(credentials or {})}
    name = next((given[key] for key in ("username", "login", "email") if given.get(key)), "")
    return str(name).strip().lower()[:LONGEST_NAME]
