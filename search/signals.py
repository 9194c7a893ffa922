"""What speaks for every product beside its text, as arrays that all processes of a machine share.

They are a by-product of reading the catalogue for the index (``mlops.shared_tables``). A reader
without any ranks by text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from mlops.artifacts import Array
from mlops.shared_tables import SharedTable
from search.algorithms.ranking import NAMES, FloatArray
from search.documents import ProductDocument

FOLDER = "search-signals"
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


_shared = SharedTable(
    FOLDER,
    SignalTable,
    when_damaged="the signals of products cannot be read: searches rank by text",
)


def write_table(table: SignalTable) -> None:
    """Make it the newest for every process.

    Raises:
        OSError: the disk refused; the one of before stays the newest.
    """
    _shared.write(asdict(table))


def newest_table() -> SignalTable | None:
    """The newest; None where nobody wrote one."""
    return _shared.newest()


def forget_table() -> None:
    """Look for the newest at the next question in this process (tests)."""
    _shared.forget()


def _row(document: ProductDocument) -> tuple[float, ...]:
    """One product in the order of ``ranking.NAMES``; popularity is not on a scale yet."""
    told = document.attractiveness
    stars = document.rating or USUAL_STARS
    stock = told.get("stock", 1.0) if document.in_stock else 0.0
    return (
        max(document.popularity, 0.0), told.get("conversion", 0.5), told.get("margin", 0.0),
        stock, told.get("freshness", 0.0), stars / MOST_STARS, 0.0,
    )  # fmt: skip
