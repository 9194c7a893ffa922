"""Addresses as a mail needs them: absolute, and in the language of its reader."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import translation


def absolute(path: str) -> str:
    """An address of the shop from a path; what is absolute already stays."""
    if path.startswith(("http://", "https://")):
        return path
    return f"{settings.SHOP_BASE_URL.rstrip('/')}/{path.lstrip('/')}"


def page(name: str, *args: Any, language: str) -> str:
    """A page by its URL name, as ``page("storefront:order", token, language="de")``."""
    with translation.override(language):
        return absolute(reverse(name, args=args))


def picture(name: str | None) -> str:
    """A file of the media storage; ``""`` without one."""
    return absolute(default_storage.url(name)) if name else ""
