"""Decision trees as plain arrays, and one walk through all of them at once.

Isolation trees and boosted trees are asked alike: every node has a value, a tree answers with the
value of the leaf where a row ends, and what each column did is how the value changed at the nodes
that asked for it (Saabas 2014, "Interpreting random forests"): values of roots and changes sum to
the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from risk.algorithms.attempts import FloatArray

Places = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

AT_ONCE = 4_000
"""Rows that walk together: what they hold stays within some ten megabytes."""
_NODES = ("column", "threshold", "left", "right", "nan_left", "value")


@dataclass(frozen=True, slots=True)
class Trees:
    """All nodes of all trees, one after the other; m nodes, t trees.

    ``column`` (m,) is what a node asks for, ``threshold`` (m,) up to which it goes left, ``left``
    and ``right`` (m,) are places of nodes (a leaf's are its own), ``nan_left`` (m,) is where an
    unknown goes, ``value`` (m,) what a node is worth. ``root`` (t,) are the places of the roots;
    ``depth`` (1,) is that of the deepest leaf.
    """

    column: Places
    threshold: FloatArray
    left: Places
    right: Places
    nan_left: Flags
    value: FloatArray
    root: Places
    depth: Places

    def sums(self, rows: FloatArray) -> FloatArray:
        """The sum of all trees' answers, shape (n,), for rows of shape (n, k)."""
        parts = [
            self.value[self._leaves(rows[start : start + AT_ONCE])].sum(axis=1)
            for start in range(0, len(rows), AT_ONCE)
        ]
        return np.concatenate(parts) if parts else np.empty(0)

    def changes(self, row: FloatArray) -> FloatArray:
        """What each column of a row, shape (k,), did to the sum, shape (k,)."""
        changed = np.zeros(len(row))
        node = self.root
        for _step in range(int(self.depth[0])):
            column = self.column[node]
            below = self._next(node, row[column])
            changed += np.bincount(column, self.value[below] - self.value[node], len(row))
            node = below
        return changed

    def to_arrays(self, name: str) -> dict[str, npt.NDArray[Any]]:
        """Two arrays, since each is a file to open; ``from_arrays`` is the inverse."""
        nodes = np.array([getattr(self, field) for field in _NODES], np.float64)
        return {f"{name}_nodes": nodes, f"{name}_roots": np.append(self.root, self.depth)}

    @classmethod
    def from_arrays(cls, name: str, arrays: Mapping[str, npt.NDArray[Any]]) -> Trees:
        """
        Raises:
            KeyError: an array is missing.
        """
        column, threshold, left, right, nan_left, value = arrays[f"{name}_nodes"]
        roots = arrays[f"{name}_roots"]
        return cls(
            column=column.astype(np.int32),
            threshold=threshold,
            left=left.astype(np.int32),
            right=right.astype(np.int32),
            nan_left=nan_left.astype(np.bool_),
            value=value,
            root=roots[:-1],
            depth=roots[-1:],
        )

    def _leaves(self, rows: FloatArray) -> Places:
        """Shape (n, t)."""
        node = np.broadcast_to(self.root, (len(rows), len(self.root)))
        place = np.arange(len(rows))[:, None]
        for _step in range(int(self.depth[0])):
            node = self._next(node, rows[place, self.column[node]])
        return node

    def _next(self, node: Places, asked: FloatArray) -> Places:
        goes_left = asked <= self.threshold[node]
        unknown = np.isnan(asked)
        if unknown.any():
            goes_left = np.where(unknown, self.nan_left[node], goes_left)
        return np.where(goes_left, self.left[node], self.right[node])


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree with places of its own; a leaf's ``left`` and ``right`` are -1."""

    column: npt.ArrayLike
    threshold: npt.ArrayLike
    left: npt.ArrayLike
    right: npt.ArrayLike
    nan_left: npt.ArrayLike
    value: npt.ArrayLike


def planted(trees: Sequence[Tree]) -> Trees:
    """Put trees side by side.

    Raises:
        ValueError: there are none.
    """
    if not trees:
        raise ValueError("no trees")
    sizes = [len(np.asarray(tree.value)) for tree in trees]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int32)
    left = _joined(trees, starts, "left")
    right = _joined(trees, starts, "right")
    return Trees(
        column=np.concatenate([np.maximum(tree.column, 0) for tree in trees]).astype(np.int32),
        threshold=np.concatenate([tree.threshold for tree in trees]).astype(np.float64),
        left=left,
        right=right,
        nan_left=np.concatenate([tree.nan_left for tree in trees]).astype(np.bool_),
        value=np.concatenate([tree.value for tree in trees]).astype(np.float64),
        root=starts,
        depth=np.array([_depth(starts, left, right)], np.int32),
    )


def _joined(trees: Sequence[Tree], starts: Places, side: str) -> Places:
    """Places among all nodes, a leaf's its own."""
    parts = []
    for tree, start in zip(trees, starts.tolist(), strict=True):
        own = np.asarray(getattr(tree, side))
        parts.append(np.where(own < 0, np.arange(len(own)), own) + start)
    return np.concatenate(parts).astype(np.int32)


def _depth(roots: Places, left: Places, right: Places) -> int:
    deepest, level = 0, np.asarray(roots)
    while len(level := level[left[level] != level]):
        level = np.unique(np.concatenate([left[level], right[level]]))
        deepest += 1
    return deepest
