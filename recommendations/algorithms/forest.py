"""Boosted trees asked for many rows at once, without following branches.

Lucchese, Nardini, Orlando, Perego, Tonellotto, Venturini (SIGIR 2015), "QuickScorer: a fast
algorithm to rank documents with additive ensembles of regression trees". Each tree starts with all
of its leaves open, as bits from left to right. A condition that a row fails closes the leaves to
its left, in whatever order conditions are asked; the first leaf still open is the row's. The
conditions on one feature are kept by ascending threshold, so that the place of a row's value among
them says which have failed, and one look-up closes leaves in all trees together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommendations.algorithms.interactions import FloatArray

Words = npt.NDArray[np.uint64]
Text = Mapping[str, str]
MOST_LEAVES = 64
ALL_OPEN = np.uint64(2**64 - 1)

_CATEGORICAL, _LEFT_IF_MISSING = 1, 2
_MISSING_AS_ZERO, _MISSING_IS_NAN = 0, 2


@dataclass(frozen=True, slots=True)
class Condition:
    """`feature <= threshold` somewhere in a tree, whose leaves to its left are the bits `left`."""

    tree: int
    feature: int
    threshold: float
    left: int
    holds_if_missing: bool


@dataclass(frozen=True, slots=True)
class Column:
    """All conditions on one feature.

    `thresholds` are ascending, infinity after them. Row i of `open_leaves` are the leaves that the
    first i of them leave open when they fail; the last row belongs to a missing value.
    """

    feature: int
    thresholds: FloatArray
    open_leaves: Words


@dataclass(frozen=True, slots=True)
class Forest:
    """An ensemble; `values` float64 [trees, leaves], leaves from left to right."""

    columns: tuple[Column, ...]
    values: npt.NDArray[np.float64]

    @classmethod
    def read(cls, text: str) -> Forest:
        """From LightGBM's own text.

        Raises:
            ValueError: trees of another kind than the ranker's training grows, or too large ones.
        """
        trees = list(_trees(text))
        leaves = max((int(tree["num_leaves"]) for tree in trees), default=1)
        if leaves > MOST_LEAVES:
            raise ValueError(f"a tree of {leaves} leaves; at most {MOST_LEAVES} fit into a word")
        values = np.zeros((len(trees), leaves))
        by_feature: dict[int, list[Condition]] = {}
        for number, tree in enumerate(trees):
            conditions, order = _conditions(number, tree)
            values[number, : len(order)] = np.array(tree["leaf_value"].split(), float)[order]
            for condition in conditions:
                by_feature.setdefault(condition.feature, []).append(condition)
        bits = _bits(leaves)
        columns = (_column(own, len(trees), bits) for _feature, own in sorted(by_feature.items()))
        return cls(tuple(columns), values)

    def scores(self, features: FloatArray) -> npt.NDArray[np.float64]:
        """The sum of the trees' values for each row of float32 `features`; NaN is missing."""
        trees, leaves = self.values.shape
        bits = _bits(leaves)
        by_feature = np.ascontiguousarray(features.T)
        words = np.full((len(features), _words(trees, bits)), ALL_OPEN)
        for column in self.columns:
            places = column.thresholds.searchsorted(by_feature[column.feature])
            if len(places) and places[0] == places[-1] and (places == places[0]).all():
                words &= column.open_leaves[places[0]]
            else:
                words &= column.open_leaves.take(places, axis=0, mode="clip")
        is_open = words.view(f"u{bits // 8}")[:, :trees]
        first = np.bitwise_count(~is_open & (is_open - is_open.dtype.type(1)))
        found = self.values.take(np.arange(trees) * leaves + first)
        return np.asarray(found.sum(axis=1))


def _bits(leaves: int) -> int:
    """The width of the smallest unsigned number with a bit for every leaf."""
    return next(width for width in (8, 16, 32, 64) if width >= leaves)


def _words(trees: int, bits: int) -> int:
    return -(-trees * bits // 64)


def _trees(text: str) -> Iterator[Text]:
    """The fields of each tree."""
    _head, *parts = text.partition("end of trees")[0].split("\nTree=")
    for part in parts:
        yield dict(line.split("=", 1) for line in part.splitlines() if "=" in line)


def _conditions(number: int, tree: Text) -> tuple[list[Condition], list[int]]:
    """A tree's conditions, and its leaves from left to right."""
    if int(tree["num_leaves"]) == 1:
        return [], [0]
    if int(tree.get("num_cat", 0)) or int(tree.get("is_linear", 0)):
        raise ValueError(f"tree {number} is categorical or linear")
    names = ("split_feature", "decision_type", "left_child", "right_child")
    features, decisions, lefts, rights = (list(map(int, tree[name].split())) for name in names)
    thresholds = list(map(float, tree["threshold"].split()))
    found: list[Condition] = []
    order: list[int] = []

    def below(child: int) -> int:
        """The leaves below as bits; a negative child is a leaf."""
        if child < 0:
            order.append(~child)
            return 1 << (len(order) - 1)
        left, right = below(lefts[child]), below(rights[child])
        holds = _holds_if_missing(decisions[child], thresholds[child])
        found.append(Condition(number, features[child], thresholds[child], left, holds))
        return left | right

    below(0)
    return found, order


def _holds_if_missing(decision: int, threshold: float) -> bool:
    """What LightGBM answers where the value is NaN."""
    missing = decision >> 2
    if decision & _CATEGORICAL or missing not in (_MISSING_AS_ZERO, _MISSING_IS_NAN):
        raise ValueError(f"decisions of type {decision} are not grown by the ranker's training")
    return bool(decision & _LEFT_IF_MISSING) if missing == _MISSING_IS_NAN else threshold >= 0


def _column(conditions: list[Condition], trees: int, bits: int) -> Column:
    """The conditions on one feature, ready to be asked."""
    ordered = sorted(conditions, key=lambda condition: condition.threshold)
    narrow = np.full((len(ordered) + 2, _words(trees, bits) * 64 // bits), ALL_OPEN)
    for place, condition in enumerate(ordered):
        closed = ALL_OPEN ^ np.uint64(condition.left)
        narrow[place + 1 : -1, condition.tree] &= closed
        if not condition.holds_if_missing:
            narrow[-1, condition.tree] &= closed
    thresholds = _rounded_down(np.array([condition.threshold for condition in ordered]))
    return Column(
        feature=ordered[0].feature,
        thresholds=np.append(thresholds, np.float32(np.inf)),
        open_leaves=narrow.astype(f"u{bits // 8}").view(np.uint64),
    )


def _rounded_down(thresholds: npt.NDArray[np.float64]) -> FloatArray:
    """The largest float32 not above each: the same float32 values are below or equal."""
    rounded = thresholds.astype(np.float32)
    below = np.nextafter(rounded, np.float32(-np.inf))
    return np.where(rounded > thresholds, below, rounded).astype(np.float32)
