"""The books of the test provider, apart from the shop's database as a real provider's would be.

One file a key below the data folder, changed under a lock of its own and replaced as a whole: so
it can be asked after a crash what became of a payment, and of many callers with one key one books.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from foundation.ids import new_public_id
from orders.payments.base import Outcome

FOLDER = "test-payments"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the books say of a key: amounts in minor units, refunds by their key.

    ``card`` is its fingerprint, ``proven`` that the payer had to confirm; ``dispute`` is the
    state of a dispute, empty where there is none; ``kept`` the token of a card that is kept.
    """

    key: str
    outcome: Outcome
    amount: int
    currency: str
    reference: str
    message: str = ""
    return_url: str = ""
    refunds: dict[str, int] = field(default_factory=dict)
    card: str = ""
    card_country: str = ""
    proven: bool = False
    dispute: str = ""
    dispute_reason: str = ""
    kept: str = ""

    @property
    def refunded(self) -> int:
        return sum(self.refunds.values())


def read(key: str) -> Entry | None:
    """What is booked of a key; None where nothing is."""
    try:
        return _parse(json.loads(_path(key).read_text()))
    except FileNotFoundError:
        return None


def change(key: str, work: Callable[[Entry | None], Entry]) -> Entry:
    """Replace what is booked by what ``work`` makes of it; nobody else changes it meanwhile."""
    path = _path(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path):
        before = read(key)
        after = work(before)
        if after != before:
            draft = path.with_suffix(f".{new_public_id()}")
            draft.write_text(json.dumps(asdict(after)))
            draft.replace(path)
    return after


def settle(key: str, outcome: Outcome, *, message: str = "") -> Entry | None:
    """End an entry that waits; one that has ended stays as it is. None for an unknown key."""
    if read(key) is None:
        return None

    def end(entry: Entry | None) -> Entry:
        assert entry is not None, "books are never burnt"  # noqa: S101 - read just before
        if entry.outcome in (Outcome.PAID, Outcome.DECLINED):
            return entry
        return replace(entry, outcome=outcome, message=message)

    return change(key, end)


def keep_card(token: str) -> None:
    """A card is kept, perhaps again."""
    _forgotten(token).unlink(missing_ok=True)


def forget_card(token: str) -> None:
    """A card is kept no longer."""
    path = _forgotten(token)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def is_forgotten(token: str) -> bool:
    return _forgotten(token).exists()


def entries() -> Iterator[Entry]:
    """All that is booked, in no order."""
    for path in (Path(settings.DATA_DIR) / FOLDER).glob("*.json"):
        yield _parse(json.loads(path.read_text()))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    handle = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _parse(entry: dict[str, Any]) -> Entry:
    return Entry(**{**entry, "outcome": Outcome(entry["outcome"])})


def _path(key: str) -> Path:
    name = hashlib.sha256(key.encode()).hexdigest()[:40]
    return Path(settings.DATA_DIR) / FOLDER / f"{name}.json"


def _forgotten(token: str) -> Path:
    return _path(f"card {token}").with_suffix(".forgotten")
