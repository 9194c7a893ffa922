"""Tables of arrays that one process writes and all processes of a machine read.

The worker writes the whole table anew; a reader finds the newest by a small file that is replaced
in one step, looks for it every few seconds, and holds the one it has until there is another.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Generic, TypeVar

from foundation import clock
from foundation.ids import new_public_id
from mlops.artifacts import (
    Array,
    ArtifactDamaged,
    artifact_path,
    read_arrays,
    remove_artifact,
    write_arrays,
)

logger = logging.getLogger(__name__)
Table = TypeVar("Table")

NEWEST = "newest.json"
LOOKED_FOR_SECONDS = 5.0
KEPT = 3
"""The newest, and two that somebody may be just about to open."""


class SharedTable(Generic[Table]):
    """The newest table below one folder of the artifacts, as this process holds it.

    Args:
        folder: below the artifacts folder; its own.
        make: a table from its arrays by name.
        believed_seconds: how old a table may be; None: any is better than none.
        when_damaged: what the log is told then, beside the error.
    """

    _opened: str
    _table: Table | None
    _until: float

    def __init__(
        self,
        folder: str,
        make: Callable[..., Table],
        *,
        when_damaged: str,
        believed_seconds: float | None = None,
    ) -> None:
        self.folder = folder
        self._make = make
        self._when_damaged = when_damaged
        self._believed_seconds = believed_seconds
        self._lock = threading.Lock()
        self.forget()

    def write(self, arrays: Mapping[str, Array]) -> None:
        """Make it the newest; older ones go once no look-up of this moment can still open them.

        Raises:
            OSError: the disk refused; the one of before stays the newest.
        """
        folder = f"{self.folder}/{new_public_id()}"
        checksums = write_arrays(folder=folder, arrays=arrays)
        path = artifact_path(f"{self.folder}/{NEWEST}")
        draft = path.with_name(f".{new_public_id()}")
        written = {"folder": folder, "checksums": checksums, "at": clock.now().timestamp()}
        draft.write_text(json.dumps(written))
        os.replace(draft, path)
        for old in self._folders()[:-KEPT]:
            remove_artifact(folder=f"{self.folder}/{old.name}")

    def newest(self) -> Table | None:
        """The newest that is believed; None where there is none, or it is damaged."""
        if time.monotonic() >= self._until:
            with self._lock:
                if time.monotonic() >= self._until:
                    self._look()
                    self._until = time.monotonic() + LOOKED_FOR_SECONDS
        return self._table

    def forget(self) -> None:
        """Hold nothing, and look for the newest at the next question (tests)."""
        self._opened = ""
        self._table = None
        self._until = float("-inf")

    def _look(self) -> None:
        try:
            written = json.loads(artifact_path(f"{self.folder}/{NEWEST}").read_text())
            if self._is_too_old(written["at"]):
                self._opened, self._table = "", None
            elif written["folder"] != self._opened:
                arrays = read_arrays(folder=written["folder"], checksums=written["checksums"])
                self._table, self._opened = self._make(**arrays), written["folder"]
        except FileNotFoundError:
            self._opened, self._table = "", None
        except (OSError, ValueError, KeyError, TypeError, ArtifactDamaged):
            logger.exception(self._when_damaged)
            self._opened, self._table = "", None

    def _is_too_old(self, at: float) -> bool:
        if self._believed_seconds is None:
            return False
        return clock.now().timestamp() - at > self._believed_seconds

    def _folders(self) -> list[Path]:
        """Tables on the disk, oldest first."""
        root = artifact_path(self.folder)
        found = [path for path in root.iterdir() if path.is_dir() and path.name[0] != "."]
        return sorted(found, key=lambda path: path.stat().st_mtime)
