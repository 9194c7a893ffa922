"""Celery's broker in a folder, for a shop without Redis: kombu's, with files that are never half.

Kombu writes a message where readers look for it already: a worker that looks at that moment reads
half of it, loses it and dies of it. Here a file is written under another name first, and renamed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps, loads

SCHEME = "shelfwise-files"


class Channel(filesystem.Channel):
    """Messages as files in one folder, taken by whoever renames them first."""

    # Kombu's own two classes disagree about this signature.
    def _put(  # type: ignore[override]
        self, queue: str, payload: Mapping[str, Any], **_options: Any
    ) -> None:
        """Lay a message down whole.

        Raises:
            ChannelError: the disk refused.
        """
        path = Path(self.data_folder_out, f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg")
        draft = path.with_name(f".{path.name}")
        try:
            draft.write_text(dumps(payload))
            os.replace(draft, path)
        except OSError as problem:
            raise ChannelError(f"Cannot add file {path.name!r}") from problem

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """Take the oldest message.

        Raises:
            Empty: there is none.
        """
        for name in sorted(os.listdir(self.data_folder_in)):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            taken = Path(self.processed_folder, name)
            try:
                os.rename(Path(self.data_folder_in, name), taken)
                payload = taken.read_text()
                taken.unlink()
            except FileNotFoundError:  # another worker was faster
                continue
            return loads(payload)
        raise Empty

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        """As kombu does it, in a table that is there: it would be empty for a moment."""
        table = self._exchange_file(exchange)
        if not table.exists():
            draft = table.with_name(f".{uuid4()}")
            draft.write_text("[]")
            try:
                os.link(draft, table)
            except FileExistsError:  # somebody else's is as good
                pass
            finally:
                draft.unlink()
        super()._queue_bind(exchange, routing_key, pattern, queue)


class Transport(filesystem.Transport):
    """Kombu's, over these files."""

    Channel = Channel


TRANSPORT_ALIASES[SCHEME] = f"{__name__}:{Transport.__name__}"
