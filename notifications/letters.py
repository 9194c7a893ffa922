"""Mails that were written to files because no mail server is set: they are forgotten, too."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.utils import getaddresses
from pathlib import Path

from django.conf import settings

from foundation.ids import new_public_id

_BETWEEN = b"\n" + b"-" * 79 + b"\n"


def forget_letters_to(address: str) -> int:
    """Take the mails to an address out of the files; returns how many there were."""
    return sum(_forget_in(path, address.casefold()) for path in _files())


def forget_letters_before(moment: datetime) -> int:
    """Remove the files that were last written before a moment; returns how many."""
    old = [path for path in _files() if path.stat().st_mtime < moment.timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _files() -> Iterator[Path]:
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    if folder and Path(folder).is_dir():
        yield from sorted(path for path in Path(folder).iterdir() if path.is_file())


def _forget_in(path: Path, address: str) -> int:
    letters = path.read_bytes().split(_BETWEEN)
    kept = [letter for letter in letters if not _is_to(letter, address)]
    gone = len(letters) - len(kept)
    if not gone:
        return 0
    if not any(letter.strip() for letter in kept):
        path.unlink(missing_ok=True)
        return gone
    draft = path.with_name(f".{path.name}.{new_public_id()}")
    draft.write_bytes(_BETWEEN.join(kept))
    os.replace(draft, path)
    return gone


def _is_to(letter: bytes, address: str) -> bool:
    message = message_from_bytes(letter, policy=policy.default)
    readers = getaddresses(str(line) for line in message.get_all("To", []))
    return any(reader.casefold() == address for _name, reader in readers)
