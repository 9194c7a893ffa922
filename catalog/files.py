"""Where files lie that only their buyers may have: below the data directory, never served."""

from __future__ import annotations

from django.conf import settings
from django.core.files.storage import FileSystemStorage


def protected_storage() -> FileSystemStorage:
    """The storage of files that no address leads to; a view that has checked sends them."""
    return FileSystemStorage(location=settings.DATA_DIR / "protected", base_url=None)
