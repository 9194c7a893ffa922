"""How ingest is: what it says of itself in a file, and what waits in the queues."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from events.sink.queues import Backlog, Queue, SinkAway
from foundation import clock

FILE = "ingest-health"
BEAT = timedelta(seconds=5)
SILENT_AFTER = timedelta(minutes=1)
LATE_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Pulse:
    """What the program wrote last: when, and what it has done since it began."""

    at: datetime
    began_at: datetime
    events: int = 0
    duplicates: int = 0
    aside: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """``backlogs`` by the name of the queue; None for one that does not answer."""

    pulse: Pulse | None
    backlogs: dict[str, Backlog | None]
    at: datetime

    @property
    def waits_since(self) -> datetime | None:
        """When the oldest parcel came; None when nothing waits."""
        times = [each.since for each in self.backlogs.values() if each and each.since]
        return min(times, default=None)

    @property
    def is_late(self) -> bool:
        """Whether something has waited for over a minute: nobody ingests, or not fast enough."""
        return self.waits_since is not None and self.at - self.waits_since > LATE_AFTER

    @property
    def is_silent(self) -> bool:
        """Whether the program has not been heard of for over a minute."""
        return self.pulse is None or self.at - self.pulse.at > SILENT_AFTER

    @property
    def is_well(self) -> bool:
        """Whether somebody ingests, without trouble, and nothing waits for long."""
        trouble = self.is_silent or self.is_late or None in self.backlogs.values()
        return not trouble and not (self.pulse and self.pulse.trouble)


def write_pulse(pulse: Pulse) -> None:
    """Write the file anew, at once and whole."""
    path = _path()
    draft = path.with_name(f".{FILE}.draft")
    draft.write_text(json.dumps(asdict(pulse), default=str))
    draft.replace(path)


def read_health(queues: list[Queue], *, at: datetime | None = None) -> Health:
    backlogs: dict[str, Backlog | None] = {}
    for queue in queues:
        try:
            backlogs[queue.name] = queue.backlog()
        except SinkAway:
            backlogs[queue.name] = None
    return Health(_read_pulse(), backlogs, at or clock.now())


def _read_pulse() -> Pulse | None:
    try:
        told = json.loads(_path().read_text())
        times: dict[str, Any] = {
            name: datetime.fromisoformat(told[name]) for name in ("at", "began_at")
        }
        return Pulse(**(told | times))
    except (OSError, ValueError, TypeError, KeyError):  # none yet, or of another release
        return None


def _path() -> Path:
    return Path(settings.DATA_DIR) / FILE
