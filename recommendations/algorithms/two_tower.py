"""Two towers: a shopper and an item each become a vector, and their product is the score.

Covington, Adams, Sargin (2016), "Deep neural networks for YouTube recommendations", and Yi et al.
(2019), "Sampling-bias-corrected neural modeling for large corpus item recommendations". The
shopper's tower reads what they took, what that is like and the moment's context; the item's reads
its id and its content. Trained with JAX (`two_tower_training`); asked with numpy alone: items are
kept as the vectors that their tower made of them, and a shopper's tower is two small layers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from recommendations.algorithms.interactions import FloatArray, IntArray
from recommendations.algorithms.moments import Moments, Standard
from recommendations.algorithms.personal import History

RECENCY_DAYS = (0.5, 1, 3, 7, 14, 28, 56, 112, 224)
SIZES = (2, 4, 8, 16, 32, 64, 128, 256, 512)


class Context(IntEnum):
    """What is known of the moment; the value is its column in `context_of`."""

    MONTH = 0
    WEEKDAY = 1
    RECENCY = 2
    SIZE = 3


LEVELS = {
    Context.MONTH: 12,
    Context.WEEKDAY: 7,
    Context.RECENCY: len(RECENCY_DAYS) + 1,
    Context.SIZE: len(SIZES) + 1,
}


@dataclass(frozen=True, slots=True)
class TwoTowerSettings:
    """What is tuned. Below `fewest_events` purchases there is too little to learn from.

    A shopper is the mean of the latest `history` distinct items, which fade by half in
    `half_life_days`; examples fade by half in `example_half_life_days`, so that what sold lately
    counts more. A step sees `states` shoppers, each before one of their orders, with up to
    `positives` items of it. `dropout` hides items of the history in training, and `id_dropout`
    the ids of what is offered, so that content is learned too (Volkovs, Yu, Poutanen 2017,
    "DropoutNet").
    """

    dimensions: int = 64
    hidden: int = 128
    content_dimensions: int = 64
    history: int = 150
    half_life_days: float = 240.0
    example_half_life_days: float = 30.0
    epochs: int = 30
    most_steps: int = 3_000
    states: int = 256
    positives: int = 8
    learning_rate: float = 0.002
    temperature: float = 0.15
    id_dropout: float = 0.3
    dropout: float = 0.5
    weight_decay: float = 1e-4
    most_states: int = 100_000
    fewest_events: int = 20_000
    seed: int = 7


@dataclass(frozen=True)
class TwoTowerModel:
    """What is asked: the items' vectors, and the weights of the shopper's tower, all float32.

    `items` [n_items, d] are over the temperature, `biases` [n_items]; `own` [n_items, d] and
    `content` [n_items, c] are what a shopper's items are pooled from; `contexts` [levels, d] are
    the contexts' vectors one under the other; `lift`, `inner`, `inner_bias`, `outer` the layers.
    `moment` is the second for which context is read.
    """

    items: FloatArray
    biases: FloatArray
    own: FloatArray
    content: FloatArray
    contexts: FloatArray
    lift: FloatArray
    inner: FloatArray
    inner_bias: FloatArray
    outer: FloatArray
    history: int
    half_life_days: float
    moment: int

    @property
    def trained(self) -> bool:
        """Whether there are vectors at all."""
        return bool(self.items.shape[1])

    def at(self, moment: int) -> TwoTowerModel:
        """The same model, asked at another second since the epoch."""
        later = replace(self, moment=moment)
        # They are the items' alone, and a tenth of a second's work in a large catalogue.
        later.__dict__["_moments"] = self._moments
        return later

    def scores(self, history: History) -> FloatArray:
        """Log-odds of every item for a shopper whose history is not empty, float32 [n_items]."""
        scores: FloatArray = self.items @ self._shopper(history) + self.biases
        return scores

    def scores_of(self, items: IntArray, history: History) -> tuple[FloatArray, Standard]:
        """The same of some items, and how all items fare."""
        shopper = self._shopper(history)
        standard = self._moments.standard(np.append(shopper, np.float32(1)))
        return self.items[items] @ shopper + self.biases[items], standard

    @cached_property
    def _moments(self) -> Moments:
        """Of the items' vectors with their bias behind."""
        if not len(self.items):
            width = self.items.shape[1] + 1
            return Moments(np.zeros(width), np.zeros((width, width)))
        return Moments.of(np.column_stack([self.items, self.biases]))

    def _shopper(self, history: History) -> FloatArray:
        items, weights = history.seeds(self.half_life_days, at_most=self.history)
        shares = shares_of(weights)
        context = self.contexts[places_of(context_of(history, self.moment))].sum(axis=0)
        shopper = shopper_tower(
            np,
            {name: getattr(self, name) for name in LAYERS},
            own=(shares @ self.own[items])[None],
            content=(shares @ self.content[items])[None],
            context=context[None],
        )
        vector: FloatArray = shopper[0].astype(np.float32)
        return vector

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Every field as an array, by its name; of numbers one of length 1."""
        return {field.name: np.atleast_1d(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> TwoTowerModel:
        """The inverse of `to_arrays`. Raises `KeyError` on a gap."""
        values: dict[str, Any] = {field.name: arrays[field.name] for field in fields(cls)}
        values["history"] = int(values["history"][0])
        values["half_life_days"] = float(values["half_life_days"][0])
        values["moment"] = int(values["moment"][0])
        return cls(**values)

    @classmethod
    def empty(cls, n_items: int) -> TwoTowerModel:
        """A model without vectors."""
        nothing, table = np.zeros((0, 0), np.float32), np.zeros((n_items, 0), np.float32)
        return cls(
            items=table,
            biases=np.zeros(n_items, np.float32),
            own=table,
            content=table,
            contexts=nothing,
            lift=nothing,
            inner=nothing,
            inner_bias=np.zeros(0, np.float32),
            outer=nothing,
            history=0,
            half_life_days=0.0,
            moment=0,
        )


LAYERS = ("lift", "inner", "inner_bias", "outer")


def shopper_tower(
    numeric: Any, layers: Mapping[str, Any], *, own: Any, content: Any, context: Any
) -> Any:
    """Vectors of length 1, [n, d], from pooled items [n, d], pooled content and context [n, d].

    `numeric` is numpy or `jax.numpy`: one text for both, so that what is served is what was
    trained.
    """
    taste = own + content @ layers["lift"] + context
    inner = numeric.maximum(taste @ layers["inner"] + layers["inner_bias"], 0)
    return unit(numeric, taste + inner @ layers["outer"])


def unit(numeric: Any, vectors: Any) -> Any:
    """Rows of length 1; a row of zeros stays."""
    return vectors / numeric.sqrt((vectors * vectors).sum(axis=-1, keepdims=True) + 1e-12)


def shares_of(weights: FloatArray) -> FloatArray:
    """Weights that sum to 1; zeros stay."""
    total = float(weights.sum())
    return (weights / total if total > 0 else weights).astype(np.float32)


def context_of(history: History, moment: int) -> IntArray:
    """Level of each `Context` for a shopper at `moment` (seconds, read as UTC), int32 [4]."""
    day = datetime.fromtimestamp(moment, tz=UTC)
    recency = np.searchsorted(RECENCY_DAYS, float(history.ages.min()), side="right")
    size = np.searchsorted(SIZES, len(history), side="right")
    return np.array([day.month - 1, day.weekday(), recency, size], np.int32)


def places_of(levels: IntArray) -> IntArray:
    """Rows of the table of contexts, from levels [..., 4]."""
    starts = np.cumsum([0, *(LEVELS[context] for context in Context)])[:-1]
    return (levels + starts).astype(np.int32)
