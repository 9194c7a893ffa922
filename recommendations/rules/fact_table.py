"""The facts of every product at one moment, as arrays that all processes of a machine share.

The worker writes them every ten minutes where staff said anything about recommendations; a reader
finds the newest by a small file that is replaced in one step. A reader without any, or with old
ones only, asks the tables.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

import numpy as np

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
from recommendations.rules.book import Candidate

logger = logging.getLogger(__name__)

FOLDER = "recommendation-facts"
NEWEST = "newest.json"
BELIEVED_SECONDS = 20 * 60.0
LOOKED_FOR_SECONDS = 5.0
KEPT = 3
NONE = -1
"""Stands for what is not known, and for stock that is not tracked."""


@dataclass(frozen=True, slots=True)
class FactTable:
    """Candidates as columns, by ascending ``product``; ``options`` of row i end at ``ends[i]``.

    ``price`` in minor units of the base currency, ``margin`` as a share (NaN: not known), ``stock``
    in units; -1 where a fact is None.
    """

    product: Array
    category: Array
    brand: Array
    price: Array
    margin: Array
    stock: Array
    ends: Array
    options: Array

    @staticmethod
    def of(candidates: Sequence[Candidate]) -> FactTable:
        """The columns of candidates in any order, each product once; empty columns of none."""
        rows = sorted(candidates, key=lambda one: one.product)
        options = [sorted(one.options) for one in rows]
        return FactTable(
            product=np.array([one.product for one in rows], np.int64),
            category=_column([one.category for one in rows]),
            brand=_column([one.brand for one in rows]),
            price=_column([one.price for one in rows]),
            margin=np.array(
                [np.nan if one.margin is None else one.margin for one in rows], np.float64
            ),
            stock=_column([one.stock for one in rows]),
            ends=np.cumsum([len(own) for own in options], dtype=np.int64),
            options=np.array(list(chain.from_iterable(options)), np.int64),
        )

    def candidates(
        self, product_ids: Sequence[int], above: Mapping[int, tuple[int, ...]]
    ) -> dict[int, Candidate]:
        """Those of these products that were on the shelves; ``above`` are shelves above shelves."""
        if not len(self.product) or not product_ids:
            return {}
        wanted = np.asarray(product_ids, np.int64)
        rows = np.searchsorted(self.product, wanted).clip(max=len(self.product) - 1)
        known = np.flatnonzero(self.product[rows] == wanted)
        return {int(wanted[at]): self._row(int(rows[at]), above) for at in known.tolist()}

    def _row(self, row: int, above: Mapping[int, tuple[int, ...]]) -> Candidate:
        margin = float(self.margin[row])
        begin = int(self.ends[row - 1]) if row else 0
        return Candidate(
            product=int(self.product[row]),
            categories=above.get(int(self.category[row]), ()),
            brand=_known(self.brand[row]),
            options=frozenset(self.options[begin : int(self.ends[row])].tolist()),
            price=_known(self.price[row]),
            margin=None if np.isnan(margin) else margin,
            stock=_known(self.stock[row]),
        )


def write_table(table: FactTable) -> None:
    """Make it the newest; older ones go once no look-up of this moment can still open them.

    Raises:
        OSError: the disk refused; the one of before stays the newest.
    """
    folder = f"{FOLDER}/{new_public_id()}"
    checksums = write_arrays(folder=folder, arrays=asdict(table))
    written = {"folder": folder, "checksums": checksums, "at": clock.now().timestamp()}
    path = artifact_path(f"{FOLDER}/{NEWEST}")
    draft = path.with_name(f".{new_public_id()}")
    draft.write_text(json.dumps(written))
    os.replace(draft, path)
    # The last two before this may be just about to be opened; older ones are not.
    for old in _folders()[:-KEPT]:
        remove_artifact(folder=f"{FOLDER}/{old.name}")


def newest_table() -> FactTable | None:
    """The newest that is not too old to be believed; None where there is none."""
    return _newest.get()


def forget_table() -> None:
    """Look for the newest at the next question in this process (tests)."""
    _newest.forget()


class _Newest:
    """The table of this process, looked for every few seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folder = ""
        self._table: FactTable | None = None
        self._until = float("-inf")

    def get(self) -> FactTable | None:
        if time.monotonic() >= self._until:
            with self._lock:
                if time.monotonic() >= self._until:
                    self._look()
                    self._until = time.monotonic() + LOOKED_FOR_SECONDS
        return self._table

    def forget(self) -> None:
        self._until = float("-inf")

    def _look(self) -> None:
        try:
            written = json.loads(artifact_path(f"{FOLDER}/{NEWEST}").read_text())
            if clock.now().timestamp() - written["at"] > BELIEVED_SECONDS:
                self._folder, self._table = "", None
            elif written["folder"] != self._folder:
                arrays = read_arrays(folder=written["folder"], checksums=written["checksums"])
                self._table, self._folder = FactTable(**arrays), written["folder"]
        except FileNotFoundError:
            self._folder, self._table = "", None
        except (OSError, ValueError, KeyError, TypeError, ArtifactDamaged):
            logger.exception("the facts of products cannot be read: the tables are asked")
            self._folder, self._table = "", None


_newest = _Newest()


def _folders() -> list[Path]:
    """Tables on the disk, oldest first."""
    root = artifact_path(FOLDER)
    found = [path for path in root.iterdir() if path.is_dir() and not path.name.startswith(".")]
    return sorted(found, key=lambda path: path.stat().st_mtime)


def _column(values: Sequence[int | None]) -> Array:
    return np.array([NONE if value is None else value for value in values], np.int64)


def _known(value: np.int64) -> int | None:
    return None if value == NONE else int(value)
