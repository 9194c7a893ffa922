"""What speaks for every product beside its text, as arrays that all processes of a machine share.

They are a by-product of reading the catalogue for the index. The worker writes them; a reader
finds the newest by a small file that is replaced in one step. A reader without any ranks by text.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
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
from search.algorithms.ranking import NAMES, FloatArray
from search.documents import ProductDocument

logger = logging.getLogger(__name__)

FOLDER = "search-signals"
NEWEST = "newest.json"
LOOKED_FOR_SECONDS = 5.0
KEPT = 3
MOST_STARS = 5.0
USUAL_STARS = 3.5
"""What a product counts as that nobody rated: neither praised nor blamed."""


@dataclass(frozen=True, slots=True)
class SignalTable:
    """``product`` int64 [n] ascending; ``signals`` float32 [n, signals] as ``ranking.NAMES``."""

    product: Array
    signals: Array
    usual: Array
    """The mean of each signal, for products that came since, float32 [signals]."""

    def rows(self, product_ids: Sequence[int]) -> FloatArray:
        """The signals of products in order, float64 [products, signals]."""
        found = np.tile(self.usual.astype(np.float64), (len(product_ids), 1))
        if not len(self.product) or not product_ids:
            return found
        wanted = np.asarray(product_ids, np.int64)
        places = np.searchsorted(self.product, wanted).clip(max=len(self.product) - 1)
        known = self.product[places] == wanted
        found[known] = self.signals[places[known]]
        return found


def collecting(documents: Iterable[ProductDocument]) -> Iterator[ProductDocument]:
    """The same documents, and the signals of all of them written once the last has passed.

    For a reader of the whole catalogue: the table is then of no other product.
    """
    products: list[int] = []
    rows: list[tuple[float, ...]] = []
    for document in documents:
        products.append(document.product_id)
        rows.append(_row(document))
        yield document
    write_table(table_of(products, rows))


def write_signals(documents: Iterable[ProductDocument]) -> int:
    """Write the signals of all products; returns how many there are.

    Raises:
        OSError: the disk refused; the table of before stays the newest.
    """
    return sum(1 for _document in collecting(documents))


def table_of(products: Sequence[int], rows: Sequence[tuple[float, ...]]) -> SignalTable:
    """The table of rows as ``_row`` gives them: popularity is brought to 0..1 by its logarithm."""
    signals = np.array(rows, np.float32).reshape(len(products), len(NAMES))
    popularity = np.log1p(signals[:, 0])
    signals[:, 0] = popularity / max(float(popularity.max(initial=0.0)), 1e-9)
    order = np.argsort(np.array(products, np.int64), kind="stable")
    usual = signals.mean(axis=0) if len(signals) else np.zeros(len(NAMES), np.float32)
    return SignalTable(np.array(products, np.int64)[order], signals[order], usual)


def write_table(table: SignalTable) -> None:
    """Make it the newest; older ones go once no look-up of this moment can still open them."""
    folder = f"{FOLDER}/{new_public_id()}"
    checksums = write_arrays(folder=folder, arrays=asdict(table))
    path = artifact_path(f"{FOLDER}/{NEWEST}")
    draft = path.with_name(f".{new_public_id()}")
    written = {"folder": folder, "checksums": checksums, "at": clock.now().isoformat()}
    draft.write_text(json.dumps(written))
    os.replace(draft, path)
    for old in _folders()[:-KEPT]:
        remove_artifact(folder=f"{FOLDER}/{old.name}")


def newest_table() -> SignalTable | None:
    """The newest; None where nobody wrote one."""
    return _newest.get()


def forget_table() -> None:
    """Look for the newest at the next question in this process (tests)."""
    _newest.forget()


class _Newest:
    """The table of this process, looked for every few seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folder = ""
        self._table: SignalTable | None = None
        self._until = float("-inf")

    def get(self) -> SignalTable | None:
        if time.monotonic() >= self._until:
            with self._lock:
                if time.monotonic() >= self._until:
                    self._look()
                    self._until = time.monotonic() + LOOKED_FOR_SECONDS
        return self._table

    def forget(self) -> None:
        self._folder, self._table, self._until = "", None, float("-inf")

    def _look(self) -> None:
        try:
            written = json.loads(artifact_path(f"{FOLDER}/{NEWEST}").read_text())
            if written["folder"] != self._folder:
                arrays = read_arrays(folder=written["folder"], checksums=written["checksums"])
                self._table, self._folder = SignalTable(**arrays), written["folder"]
        except FileNotFoundError:
            self._folder, self._table = "", None
        except (OSError, ValueError, KeyError, TypeError, ArtifactDamaged):
            logger.exception("the signals of products cannot be read: searches rank by text")
            self._folder, self._table = "", None


_newest = _Newest()


def _row(document: ProductDocument) -> tuple[float, ...]:
    """One product in the order of ``ranking.NAMES``; popularity is not on a scale yet."""
    told = document.attractiveness
    stars = document.rating or USUAL_STARS
    stock = told.get("stock", 1.0) if document.in_stock else 0.0
    return (
        max(document.popularity, 0.0), told.get("conversion", 0.5), told.get("margin", 0.0),
        stock, told.get("freshness", 0.0), stars / MOST_STARS, 0.0,
    )  # fmt: skip


def _folders() -> list[Path]:
    root = artifact_path(FOLDER)
    found = [path for path in root.iterdir() if path.is_dir() and not path.name.startswith(".")]
    return sorted(found, key=lambda path: path.stat().st_mtime)
