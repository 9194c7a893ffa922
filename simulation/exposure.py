"""Recommendations in the loop: a policy decides what is shown, taste and position what is clicked.

The judge of a recommender. A policy is asked once a day and surface for all its visits at once, and
answers with a table of products; ``per_visitor`` wraps a plain function of one visitor. A click
brings the product before the shopper's eyes, where the ordinary choice model decides; so showing
what people like raises orders, and nothing else does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from simulation.columns import NONE, BoolArray, FloatArray, IntArray
from simulation.kinds import Surface
from simulation.streams import uniforms
from simulation.visits import Shown

_CLICK_LEVEL = -4.2
_CLICK_LIKING = 1.1
_CLICK_FOCUS = 0.8
_CLICK_PARTNER = 1.6


@dataclass(frozen=True)
class ExposureContext:
    """What the shop knows when it is asked for recommendations, for n visits at once."""

    day: int
    surface: Surface
    visitor: IntArray
    """(n,)"""
    customer: IntArray
    """(n,) -1 for guests."""
    items: IntArray
    """(n, m) products on the shopper's mind, the newest last, -1 where fewer: nothing on the home
    page, what was viewed in this session on a product page, what lies in the cart."""
    personalisation: BoolArray
    """(n,) consent to personalisation; a policy that ignores it breaks the law, not the model."""
    available: BoolArray
    """(P,) launched and in stock at the start of the day."""


class ExposurePolicy(Protocol):
    """Answers with (n, slots) product indices, -1 for an empty slot, best place first."""

    def __call__(self, context: ExposureContext) -> IntArray: ...


def per_visitor(
    choose: Callable[[int, Sequence[int]], Sequence[int]], slots: int
) -> ExposurePolicy:
    """A policy from a function of one visitor and the items on their mind (slow, but plain)."""

    def policy(context: ExposureContext) -> IntArray:
        shown = np.full((len(context.visitor), slots), NONE, dtype=np.int64)
        for row, visitor in enumerate(context.visitor):
            items = [int(item) for item in context.items[row] if item >= 0]
            chosen = list(choose(int(visitor), items))[:slots]
            shown[row, : len(chosen)] = chosen
        return shown

    return policy


@dataclass(frozen=True)
class RandomExposure:
    """Any available products: the floor."""

    seed: int
    slots: int = 8

    def __call__(self, context: ExposureContext) -> IntArray:
        rng = np.random.default_rng([self.seed, context.day, int(context.surface)])
        key = rng.random((len(context.visitor), len(context.available)))
        return best_columns(np.where(context.available[None, :], key, -np.inf), self.slots)


@dataclass(frozen=True)
class RankedExposure:
    """The same available products for everyone, by score (P,): popularity, for instance."""

    score: FloatArray
    slots: int = 8

    def __call__(self, context: ExposureContext) -> IntArray:
        score = np.where(context.available, self.score, -np.inf)
        row = best_columns(score[None, :], self.slots)
        return np.repeat(row, len(context.visitor), axis=0)


@dataclass(frozen=True)
class TasteExposure:
    """What each customer truly likes best (needs the hidden truth): the ceiling for the home page.

    ``utilities`` is (customers, P), from ``HiddenTruth.utilities``; guests get ``fallback`` (P,).
    """

    utilities: FloatArray
    fallback: FloatArray
    slots: int = 8

    def __call__(self, context: ExposureContext) -> IntArray:
        known = (context.customer >= 0)[:, None]
        score = np.where(known, self.utilities[context.customer], self.fallback[None, :])
        return best_columns(np.where(context.available[None, :], score, -np.inf), self.slots)


def best_columns(score: FloatArray, count: int) -> IntArray:
    """(n, count) columns of each row by falling score; -1 where it is minus infinity."""
    count = min(count, score.shape[1])
    best = np.argpartition(-score, count - 1, axis=1)[:, :count]
    values = np.take_along_axis(score, best, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    ranked = np.take_along_axis(best, order, axis=1)
    return np.where(np.isfinite(np.take_along_axis(values, order, axis=1)), ranked, NONE)


@dataclass(frozen=True)
class Audience:
    """The visits that see a surface, and how each of them feels about every product."""

    visit: IntArray
    """(n,) rows among the shoppers."""
    seat: IntArray
    """(n,) whose random numbers decide."""
    rank: FloatArray
    """(n,) when in the visit it is shown."""
    liking: FloatArray
    """(n, P)"""
    in_focus: BoolArray
    """(n, P) products of the category that the visit is about."""


def show(
    policy: ExposurePolicy,
    context: ExposureContext,
    audience: Audience,
    partners: IntArray | None,
    rng: np.random.Generator,
) -> Shown:
    """Ask the policy and let people click.

    A click has the log odds ``level + 1.1 liking + .8 in focus (+ 1.6 goes with the cart)``, times
    the chance that the position is looked at, 1 / log2(2 + position).

    Args:
        partners: (n, k) complements of what is on the mind, -1 where fewer; None if irrelevant.

    Raises:
        ValueError: if the answer has the wrong shape or names unknown products.
    """
    n, products = len(audience.visit), audience.liking.shape[1]
    table = _checked(policy(context), n, products)
    slots = table.shape[1]
    safe = np.maximum(table, 0)
    odds = _CLICK_LEVEL + _CLICK_LIKING * np.take_along_axis(audience.liking, safe, axis=1)
    odds += _CLICK_FOCUS * np.take_along_axis(audience.in_focus, safe, axis=1)
    if partners is not None:
        odds += _CLICK_PARTNER * (table[:, :, None] == partners[:, None, :]).any(axis=2)
    looked_at = 1 / np.log2(2 + np.arange(slots))
    chance = looked_at[None, :] / (1 + np.exp(-odds))
    clicked = (uniforms(rng, audience.seat, slots) < chance) & context.available[safe]
    filled = table >= 0
    rows, position = np.nonzero(filled)
    return Shown.build(
        len(rows),
        visit=audience.visit[rows],
        rank=audience.rank[rows],
        surface=context.surface,
        position=position,
        product=table[filled],
        clicked=clicked[filled],
    )


def _checked(answer: IntArray, n: int, products: int) -> IntArray:
    table = np.asarray(answer)
    if table.ndim != 2 or len(table) != n or not np.issubdtype(table.dtype, np.integer):
        raise ValueError(f"a policy answers with ({n}, slots) product indices")
    if table.size and (int(table.min()) < NONE or int(table.max()) >= products):
        raise ValueError("a policy may name only products of the catalogue")
    return table.astype(np.int64)
