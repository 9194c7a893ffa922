"""Where the disk index lives: folders of indexes, a pointer to the one in use, a writer's lock.

A rebuild fills a new folder; renaming the pointer onto its place is the one moment in which all
readers change over. Whoever dies before it leaves what was there.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from uuid import uuid4

from search.engines.base import EngineDown
from search.engines.embedded.schema import VERSION, Layout

POINTER = "current"
LOCK = "writer.lock"
LAYOUT = "layout.json"
LOOK_AGAIN_SECONDS = 0.02

Stamp = tuple[int, ...]


class IndexFolder:
    """The folder of an engine, which any number of processes share."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def current(self) -> Path | None:
        """The index in use; None where there is none."""
        try:
            name = (self.path / POINTER).read_text().strip()
        except FileNotFoundError:
            return None
        return self.path / name

    def stamp(self, index: Path) -> Stamp:
        """Changes with every commit and every swap; two looks at the disk."""
        pointer, meta = os.stat(self.path / POINTER), os.stat(index / "meta.json")
        return (pointer.st_ino, pointer.st_mtime_ns, meta.st_ino, meta.st_mtime_ns)

    def make(self) -> Path:
        """A new folder that nobody reads yet."""
        index = self.path / f"index-{uuid4().hex[:12]}"
        index.mkdir(parents=True)
        return index

    def swap_in(self, index: Path) -> None:
        """Have everybody read this index from now on; all older ones but the last go.

        Readers that are just opening the one before find it still there.
        """
        before = self.current()
        _write_whole(self.path / POINTER, index.name)
        for other in self.path.glob("index-*"):
            if other not in (index, before):
                shutil.rmtree(other, ignore_errors=True)

    @contextmanager
    def writing(self, patience: float) -> Iterator[None]:
        """Be the only writer; a dead one's lock is gone with its process.

        Raises:
            EngineDown: another has been writing for ``patience`` seconds; says who.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        with open(self.path / LOCK, "a+", encoding="utf-8") as lock:
            self._wait_for(lock.fileno(), patience)
            lock.truncate(0)
            lock.write(f"process {os.getpid()} on {socket.gethostname()}")
            lock.flush()
            try:
                yield
            finally:
                lock.truncate(0)

    def _wait_for(self, lock: int, patience: float) -> None:
        until = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise EngineDown(f"the index is being written by {self.writer()}") from None
                time.sleep(LOOK_AGAIN_SECONDS)
            else:
                return

    def writer(self) -> str:
        """Who is writing; empty where nobody is."""
        try:
            with open(self.path / LOCK, encoding="utf-8") as lock:
                holder = lock.read().strip()
                fcntl.flock(lock.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return ""
        except BlockingIOError:
            return holder or "another process"
        return ""


def keep_layout(index: Path, layout: Layout) -> None:
    _write_whole(index / LAYOUT, json.dumps(asdict(layout)))


def layout_of(index: Path) -> Layout:
    """What an index was made for.

    Raises:
        EngineDown: by another version of the shop; it must be built anew.
    """
    kept = json.loads((index / LAYOUT).read_text())
    if kept["version"] != VERSION:
        raise EngineDown(f"the index has form {kept['version']}, this shop reads {VERSION}")
    return Layout(tuple(kept["languages"]), tuple(kept["currencies"]))


def _write_whole(path: Path, text: str) -> None:
    """Never half a file: written beside, synced, renamed."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    with open(beside, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
