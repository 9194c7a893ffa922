"""Tables as a few arrays of one length (struct of arrays), and the draws that fill them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

NONE = -1
"""What stands in an index column where nothing is meant: a guest's customer, a view not clicked."""

_DTYPES: dict[str, type[Any]] = {
    "IntArray": np.int64,
    "FloatArray": np.float64,
    "BoolArray": np.bool_,
}


@dataclass(frozen=True)
class Columns:
    """A table: every field is an array, and all have one length."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    @classmethod
    def build(cls, rows: int, **columns: ArrayLike) -> Self:
        """A table of ``rows`` rows; scalars are repeated, missing columns are ``NONE``, 0 or False.

        Raises:
            TypeError: for a column that the table does not have.
        """
        known = {field.name for field in fields(cls)}
        if unknown := set(columns) - known:
            raise TypeError(f"{cls.__name__} has no column {', '.join(sorted(unknown))}")
        arrays = {}
        for field in fields(cls):
            dtype = _DTYPES[str(field.type)]
            missing = NONE if dtype is np.int64 else 0
            value = np.asarray(columns.get(field.name, missing), dtype=dtype)
            arrays[field.name] = np.broadcast_to(value, (rows,)).copy()
        return cls(**arrays)

    def take(self, rows: ArrayLike) -> Self:
        """The given rows (indices, or a mask), in the given order."""
        index = np.asarray(rows)
        return type(self)(**{f.name: getattr(self, f.name)[index] for f in fields(self)})

    def replace(self, **columns: ArrayLike) -> Self:
        """The same table with some columns changed."""
        kept = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in columns}
        return type(self).build(len(self), **kept, **columns)

    @classmethod
    def concatenate(cls, parts: Sequence[Self]) -> Self:
        """All rows of all parts, in their order; an empty table of no parts."""
        if not parts:
            return cls.build(0)
        return cls(
            **{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls)}
        )


def choose_columns(weights: FloatArray, uniforms: FloatArray) -> IntArray:
    """Draw columns of each row in proportion to its weights, with replacement.

    Args:
        weights: (rows, columns), non-negative, at least one positive in every row.
        uniforms: (rows, draws) in [0, 1).

    Returns:
        (rows, draws) column indices. By inversion of each row's cumulative weights, so that equal
        uniforms under nearly equal weights give mostly equal draws (common random numbers).
    """
    rows, columns = weights.shape
    if rows == 0:
        return np.empty(uniforms.shape, dtype=np.int64)
    cumulative = np.cumsum(weights, axis=1)
    cumulative /= cumulative[:, -1:]
    offsets = np.arange(rows, dtype=np.float64)[:, None]
    cumulative += offsets
    targets = uniforms * (1 - 1e-9) + offsets
    found = np.searchsorted(cumulative.ravel(), targets.ravel(), side="right")
    chosen = found.reshape(uniforms.shape) - (np.arange(rows) * columns)[:, None]
    return np.asarray(np.clip(chosen, 0, columns - 1), dtype=np.int64)


def choose_in_groups(
    weights: FloatArray, group: IntArray, groups: int, uniforms: FloatArray, outside: FloatArray
) -> IntArray:
    """Choose at most one row of each group: the multinomial logit with an outside option.

    Args:
        weights: (rows,) exp(utility), rows sorted by group.
        group: (rows,) group of each row, ascending.
        groups: how many groups there are.
        uniforms: (groups,) in [0, 1).
        outside: (groups,) weight of choosing nothing.

    Returns:
        (groups,) chosen row, or ``NONE``.
    """
    inside = np.bincount(group, weights=weights, minlength=groups)
    before = np.cumsum(inside) - inside
    target = uniforms * (inside + outside)
    row = np.searchsorted(np.cumsum(weights), before + target, side="right")
    last = np.searchsorted(group, np.arange(groups), side="right") - 1
    chosen = np.minimum(row, last)
    return np.where(target < inside, chosen, NONE).astype(np.int64)


def round_half_up(numerator: IntArray, denominator: int) -> IntArray:
    """Integer division of non-negative amounts, halves up: how money is quantised here."""
    return (2 * numerator + denominator) // (2 * denominator)
