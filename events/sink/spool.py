"""The queue on disk: files of lines, a parcel each, synced before the sender goes on.

Each web process appends to a file of its own and begins another when it is long or was taken.
Who drains the folder (one process at a time) renames a file before it reads it, so that writers
never wait for the database. A file is removed when all of it is in the log; after a crash it is
read again, and the log passes over what it has.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from events.sink.queues import Backlog, Delivery, SinkAway, Taken
from foundation.ids import uuid7

logger = logging.getLogger(__name__)

LONGEST_FILE = 4 * 1024 * 1024
_WRITTEN, _TAKEN = ".parcels", ".taken"


class SpoolSink:
    """Appends parcels to a file of this process; threads take turns."""

    def __init__(self, folder: Path, *, longest_file: int = LONGEST_FILE) -> None:
        self._folder = folder
        self._longest = longest_file
        self._turn = threading.Lock()
        self._file: _OpenFile | None = None

    def put(self, parcel: bytes) -> None:
        try:
            with self._turn:
                self._append(parcel + b"\n")
        except OSError as error:
            raise SinkAway(f"spool: {error}") from error

    def _append(self, line: bytes) -> None:
        size = 0
        while not size:
            file = self._current()
            with _locked(file.descriptor):
                if not file.is_taken():
                    size = _write_whole(file.descriptor, line)
            if not size or size >= self._longest:
                self._forget_file()

    def _current(self) -> _OpenFile:
        """The file of this process; a forked one begins its own."""
        if self._file is None or self._file.pid != os.getpid():
            self._file = _OpenFile.create(self._folder)
        return self._file

    def _forget_file(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


@dataclass(slots=True)
class _OpenFile:
    path: Path
    descriptor: int
    pid: int

    @classmethod
    def create(cls, folder: Path) -> _OpenFile:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{uuid7().hex}{_WRITTEN}"
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL
        descriptor = os.open(path, flags, 0o600)
        _sync_folder(folder)
        return cls(path, descriptor, os.getpid())

    def is_taken(self) -> bool:
        """Whether the file under its name is another, or none: somebody reads this one."""
        try:
            return os.stat(self.path).st_ino != os.fstat(self.descriptor).st_ino
        except FileNotFoundError:
            return True

    def close(self) -> None:
        with suppress(OSError):
            os.close(self.descriptor)


class SpoolQueue:
    """Takes whole files out of the folder, the oldest first."""

    name = "spool"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: IO[bytes] | None = None

    def take(self) -> Taken | None:
        if not self._folder.is_dir() or not self._hold_folder():
            return None
        try:
            path = self._next_file()
            if path is None:
                return None
            deliveries = [Delivery(line) for line in _whole_lines(path)]
        except OSError as error:
            raise SinkAway(f"spool: {error}") from error
        return Taken(deliveries, lambda: path.unlink(missing_ok=True))

    def backlog(self) -> Backlog:
        try:
            files = _files(self._folder, _TAKEN) + _files(self._folder, _WRITTEN)
            sizes = {path: path.stat().st_size for path in files}
        except FileNotFoundError:  # settled between the look and the question
            return Backlog(0, "bytes", None)
        since = min((_begun(path) for path, size in sizes.items() if size), default=None)
        return Backlog(sum(sizes.values()), "bytes", since)

    def close(self) -> None:
        """Let another process drain the folder."""
        if self._held is not None:
            self._held.close()
            self._held = None

    def _hold_folder(self) -> bool:
        """Whether this process drains the folder; the kernel frees the lock of one that died."""
        if self._held is not None:
            return True
        try:
            lock = open(self._folder / "lock", "ab")  # noqa: SIM115  held while this lives
        except OSError as error:
            raise SinkAway(f"spool: {error}") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            return False
        self._held = lock
        return True

    def _next_file(self) -> Path | None:
        if left := _files(
            self._folder, _TAKEN
        ):  # of a process that died, or of a batch that failed
            return left[0]
        for path in _files(self._folder, _WRITTEN):
            if path.stat().st_size:
                return self._claim(path)
        return None

    def _claim(self, path: Path) -> Path:
        """Rename it under its lock: a writer is either done with its line or sees it gone."""
        descriptor = os.open(path, os.O_RDONLY)
        try:
            with _locked(descriptor):
                return path.rename(path.with_suffix(_TAKEN))
        finally:
            os.close(descriptor)


def _write_whole(descriptor: int, line: bytes) -> int:
    """All of a line or nothing, for half of one would spoil the next; returns the file's size."""
    size = os.fstat(descriptor).st_size
    try:
        if os.write(descriptor, line) < len(line):
            raise OSError("the disk is full")
        os.fdatasync(descriptor)
    except OSError:
        with suppress(OSError):
            os.ftruncate(descriptor, size)
        raise
    return size + len(line)


@contextmanager
def _locked(descriptor: int) -> Iterator[None]:
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def _files(folder: Path, ending: str) -> list[Path]:
    """Names begin with the moment at which they were made."""
    return sorted(folder.glob(f"*{ending}"))


def _whole_lines(path: Path) -> list[bytes]:
    """Its parcels. A last line without end was never answered for: its writer died in it."""
    *lines, rest = path.read_bytes().split(b"\n")
    if rest:
        logger.warning("spool: half a line at the end of %s", path.name)
    return [line for line in lines if line]


def _begun(path: Path) -> datetime:
    milliseconds = int(path.name[:12], 16)
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _sync_folder(folder: Path) -> None:
    """A new name is safe only when the folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
