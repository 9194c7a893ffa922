"""Where files lie that only their buyers may have: below the data directory, never served."""

from __future__ import annotations

from typing import NoReturn

from django.conf import settings
from django.core.files.storage import FileSystemStorage


class ProtectedStorage(FileSystemStorage):
    """Files without an address: a view that has checked who asks sends them."""

    @property
    def base_location(self) -> str:
        return str(settings.DATA_DIR / "protected")

    @property
    def location(self) -> str:
        return self.base_location

    def url(self, name: str | None) -> NoReturn:
        """No address leads there.

        Raises:
            ValueError: always, as Django's storages without addresses do.
        """
        raise ValueError("This file is not accessible via a URL.")


def protected_storage() -> ProtectedStorage:
    """The storage of files that are sold."""
    return ProtectedStorage()
