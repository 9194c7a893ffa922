"""The facts of every product at one moment, as arrays that all processes of a machine share.

The worker writes them every ten minutes where staff said anything about recommendations
(``mlops.shared_tables``). A reader without any, or with old ones only, asks the tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain

import numpy as np

from mlops.artifacts import Array
from mlops.shared_tables import SharedTable
from recommendations.rules.book import Candidate

FOLDER = "recommendation-facts"
BELIEVED_SECONDS = 20 * 60.0
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


_shared = SharedTable(
    FOLDER,
    FactTable,
    when_damaged="the facts of products cannot be read: the tables are asked",
    believed_seconds=BELIEVED_SECONDS,
)


def write_table(table: FactTable) -> None:
    """Make it the newest for every process.

    Raises:
        OSError: the disk refused; the one of before stays the newest.
    """
    _shared.write(asdict(table))


def newest_table() -> FactTable | None:
    """The newest that is not too old to be believed; None where there is none."""
    return _shared.newest()


def forget_table() -> None:
    """Look for the newest at the next question in this process (tests)."""
    _shared.forget()


def _column(values: Sequence[int | None]) -> Array:
    return np.array([NONE if value is None else value for value in values], np.int64)


def _known(value: np.int64) -> int | None:
    return None if value == NONE else int(value)
