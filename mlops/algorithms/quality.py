"""Is a data set fit to learn from: its profile beside that of the last training."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

ENOUGH_ROWS = 500
"""Under so many events one eager shopper is most of the shop: shares say nothing yet."""
ROWS_KEPT = 0.7
ITEMS_KEPT = 0.7
PRICED_KEPT = 0.5
LARGEST_SHARE = 0.3
"""No product and no person is so much of a shop by honest means, once it has some rows."""
SHARE_GROWTH = 3.0
MOVED_SHARE = 0.1
"""The past stays as it was, but for what people had erased and orders that were undone."""


class Fault(StrEnum):
    """What is wrong with a data set."""

    ROWS_LOST = "rows_lost"
    ITEMS_LOST = "items_lost"
    PRICES_LOST = "prices_lost"
    ONE_ITEM = "one_item"
    ONE_PERSON = "one_person"
    HISTORY_CHANGED = "history_changed"


@dataclass(frozen=True, slots=True)
class Profile:
    """A data set in a few figures.

    ``largest_item`` and ``largest_person`` are the largest shares of all weight that one of them
    holds, ``priced`` the share of items with a price.
    """

    rows: int
    items: int
    people: int
    largest_item: float
    largest_person: float
    priced: float

    def to_json(self) -> dict[str, Any]:
        """Plain numbers by name."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Profile | None:
        """The inverse of `to_json`; None where a figure is missing (an older training)."""
        if any(field.name not in values for field in fields(cls)):
            return None
        return cls(**{field.name: values[field.name] for field in fields(cls)})


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault with the figure now and the one that was expected or allowed."""

    fault: Fault
    now: float
    before: float


def profile(
    *,
    users: npt.NDArray[np.int32],
    items: npt.NDArray[np.int32],
    weights: npt.NDArray[np.float32],
    prices: npt.NDArray[np.float32],
    n_items: int,
) -> Profile:
    """The profile of parallel events; a negative user is unknown; ``prices`` float32 [n_items]."""
    known = users >= 0
    return Profile(
        rows=len(items),
        items=n_items,
        people=len(np.unique(users[known])),
        largest_item=_largest_share(items, weights),
        largest_person=_largest_share(users[known], weights[known]),
        priced=float(np.isfinite(prices).mean()) if len(prices) else 0.0,
    )


def faults(now: Profile, before: Profile | None) -> Iterator[Finding]:
    """What forbids to learn from a data set; without an earlier one only what is absurd alone."""
    for fault, share, earlier in (
        (Fault.ONE_ITEM, now.largest_item, before.largest_item if before else 0.0),
        (Fault.ONE_PERSON, now.largest_person, before.largest_person if before else 0.0),
    ):
        allowed = max(LARGEST_SHARE, min(SHARE_GROWTH * earlier, 1.0))
        if now.rows >= ENOUGH_ROWS and share > allowed:
            yield Finding(fault, share, allowed)
    if before is None:
        if now.items and not now.priced:
            yield Finding(Fault.PRICES_LOST, 0.0, 1.0)
        return
    if now.rows < ROWS_KEPT * before.rows:
        yield Finding(Fault.ROWS_LOST, now.rows, before.rows)
    if now.items < ITEMS_KEPT * before.items:
        yield Finding(Fault.ITEMS_LOST, now.items, before.items)
    if now.priced < PRICED_KEPT * before.priced:
        yield Finding(Fault.PRICES_LOST, now.priced, before.priced)


def history_faults(
    now: npt.NDArray[np.float32], before: npt.NDArray[np.float32]
) -> Iterator[Finding]:
    """Has the past been rewritten: purchases of each item in one stretch of time, read twice.

    Both float32 [n_items] over the same items. The measure is the total variation distance of the
    shares: what part of the purchases stands at another item now.
    """
    if min(now.sum(), before.sum()) < ENOUGH_ROWS:
        return
    moved = float(np.abs(now / now.sum() - before / before.sum()).sum() / 2)
    if moved > MOVED_SHARE:
        yield Finding(Fault.HISTORY_CHANGED, moved, MOVED_SHARE)


def _largest_share(keys: npt.NDArray[np.int32], weights: npt.NDArray[np.float32]) -> float:
    total = float(weights.sum())
    if not len(keys) or total <= 0:
        return 0.0
    return float(np.bincount(keys, weights=weights).max() / total)
