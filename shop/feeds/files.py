"""Files that others fetch at a secret address: exchanged at once, handed out as they are."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import uuid4

from django.http import FileResponse, Http404, HttpResponseBase
from django.utils.http import http_date

PARTIAL = ".part"
LEFT_AFTER = 86_400.0
"""Seconds after which nobody writes a file any more that was begun."""


@contextmanager
def replacing(path: Path) -> Iterator[IO[str]]:
    """Write a file anew under a name of its own; it takes the old one's place when all is there.

    Where writing fails the old file stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _forget_partials(path)
    # A name of its own: what staff ask for meets the hour's, and two would write into one file.
    partial = path.with_name(f"{path.name}.{uuid4().hex}{PARTIAL}")
    try:
        with partial.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _forget_partials(path: Path) -> None:
    """Take away what workers that were killed have left half-written."""
    oldest = time.time() - LEFT_AFTER
    for left in path.parent.glob(f"{path.name}.*{PARTIAL}"):
        with suppress(FileNotFoundError):
            if left.stat().st_mtime < oldest:
                left.unlink()


def hand_out(path: Path, *, content_type: str, written_at: datetime | None) -> HttpResponseBase:
    """A file as it was written last.

    Raises:
        Http404: it was never written.
    """
    try:
        stream = path.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(stream, content_type=content_type)
    if written_at:
        response["Last-Modified"] = http_date(written_at.timestamp())
    return kept_private(response)


def kept_private(response: HttpResponseBase) -> HttpResponseBase:
    """An answer for whoever knows the address, and for nobody's search engine."""
    response["Cache-Control"] = "private, max-age=300"
    response["X-Robots-Tag"] = "noindex"
    response["X-Content-Type-Options"] = "nosniff"
    return response
