"""Fetching a data file over http(s) into a temporary file, with a limit to its size."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from foundation.progress import Steps
from shop.imports.online_retail.table import NotOnlineRetail

LARGEST = 200 * 1024 * 1024
CHUNK = 1 << 18
TIMEOUT = 30


def is_url(source: str) -> bool:
    return urlsplit(source).scheme in {"http", "https"}


@contextmanager
def fetched(url: str, *, steps: Steps, largest: int = LARGEST) -> Iterator[Path]:
    """The file behind an address, for as long as the block lasts.

    Raises:
        NotOnlineRetail: it cannot be had, breaks off, or is larger than ``largest`` bytes.
    """
    folder = Path(tempfile.mkdtemp(prefix="shelfwise-import-"))
    try:
        path = folder / (Path(urlsplit(url).path).name or "download")
        _fetch(url, path, steps, largest)
        yield path
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fetch(url: str, path: Path, steps: Steps, largest: int) -> None:
    request = Request(url, headers={"User-Agent": "Shelfwise import"})  # noqa: S310  http(s) only: is_url
    try:
        with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            length = _length(answer)
            _refuse_large(url, length or 0, largest)
            with steps.step("Downloading (bytes)", length) as advance, path.open("wb") as file:
                received = 0
                while chunk := answer.read(CHUNK):
                    received += len(chunk)
                    _refuse_large(url, received, largest)
                    file.write(chunk)
                    advance(len(chunk))
    except (URLError, HTTPException, OSError) as error:
        raise NotOnlineRetail(f"{url} cannot be downloaded: {error}.") from error
    if length is not None and received < length:
        raise NotOnlineRetail(f"{url} broke off after {received} of {length} bytes.")


def _length(answer: HTTPResponse) -> int | None:
    given = answer.headers.get("Content-Length", "")
    return int(given) if given.isdigit() else None


def _refuse_large(url: str, size: int, largest: int) -> None:
    if size > largest:
        raise NotOnlineRetail(
            f"{url} is larger than {largest // 1024 // 1024} MB: that is not Online Retail."
        )
