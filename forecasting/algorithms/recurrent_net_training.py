"""Teaching the LSTM with JAX: periods and their sum, in units, with Adam.

The loss is the absolute error of each period and of the sum over the horizon, over the units that
were wanted: the two figures that forecasts are judged by. Adam (Kingma, Ba 2015) with decoupled
weight decay (Loshchilov, Hutter 2019).
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt

from forecasting.algorithms.panel import NO_PLANS, FloatArray, Panel
from forecasting.algorithms.recurrent_net import (
    SEEN,
    TOLD,
    RecurrentNet,
    RecurrentSettings,
    answer,
    cell,
    example,
)

FADE, FADE_SQUARES, SMALL = 0.9, 0.999, 1e-8
Weights = dict[str, Any]


class ExtraNotInstalled(RuntimeError):
    """JAX is not there; says how to get it."""


class TooLittleToLearn(ValueError):
    """The panel has fewer examples than a net needs."""


def available() -> bool:
    """Whether the optional extra (requirements-deep.txt) is installed."""
    return find_spec("jax") is not None


@dataclass(frozen=True, slots=True)
class _Lessons:
    """Examples: ``past`` (e, window, SEEN), ``coming`` (e, H, TOLD), ``wanted`` (e, H) multiples
    of the ``level`` (e,)."""

    past: FloatArray
    coming: FloatArray
    wanted: FloatArray
    level: FloatArray


def train(panel: Panel, horizon: int, *, settings: RecurrentSettings | None = None) -> RecurrentNet:
    """A net that was taught on every series of a panel, for up to ``horizon`` periods ahead.

    Raises:
        ExtraNotInstalled: there is no JAX.
        TooLittleToLearn: fewer examples than the settings ask for.
    """
    tuned = settings or RecurrentSettings()
    if not available():
        raise ExtraNotInstalled(
            "The recurrent net needs JAX: pip install -r requirements-deep.txt. "
            "All other models work without it."
        )
    window = tuned.window(panel.period)
    lessons = _lessons(panel, window, horizon, tuned)
    if len(lessons.level) < tuned.fewest_examples:
        raise TooLittleToLearn(f"{len(lessons.level)} examples, {tuned.fewest_examples} needed")
    weights = _taught(_first_weights(horizon, tuned), lessons, tuned)
    return RecurrentNet(weights, panel.period, window, horizon)


def _lessons(panel: Panel, window: int, horizon: int, settings: RecurrentSettings) -> _Lessons:
    """Series from up to ``origins`` columns, where they were known half a window and sold."""
    last = panel.periods - horizon
    stride = max(1, (last - window // 2) // settings.origins)
    told = []
    for origin in range(last, window // 2 - 1, -stride):
        seen = example(panel, origin, window, horizon, NO_PLANS)
        came = panel.units[:, origin : origin + horizon]
        ready = (seen.past[:, -(window // 2) :, 1] > 0).all(axis=1) & (seen.level > 0)
        wanted = np.nan_to_num(came[ready]) / seen.level[ready, None]
        told.append((seen.past[ready], seen.coming[ready], wanted, seen.level[ready]))
    if not told:
        empty = np.zeros((0, horizon))
        return _Lessons(
            np.zeros((0, window, SEEN)), np.zeros((0, horizon, TOLD)), empty, empty[:, 0]
        )
    return _Lessons(*(np.concatenate(parts) for parts in zip(*told, strict=True)))


def _first_weights(horizon: int, settings: RecurrentSettings) -> Weights:
    """Glorot and Bengio (2010): as wide as keeps signals of one size."""
    random = np.random.default_rng(settings.seed)

    def layer(ins: int, outs: int) -> npt.NDArray[np.float32]:
        return random.normal(0, np.sqrt(2 / (ins + outs)), (ins, outs)).astype(np.float32)

    return {
        "inner": layer(SEEN + settings.hidden, 4 * settings.hidden),
        "inner_bias": np.zeros(4 * settings.hidden, np.float32),
        "head": layer(settings.hidden + TOLD + horizon, settings.head),
        "head_bias": np.zeros(settings.head, np.float32),
        "last": layer(settings.head, 1),
        # Softplus of this is one: to begin with, all goes on as it was.
        "last_bias": np.full(1, 0.5413, np.float32),
    }


def _taught(weights: Weights, lessons: _Lessons, settings: RecurrentSettings) -> Weights:
    """Weights after all steps, as float32 arrays of numpy."""
    import jax
    import jax.numpy as jnp

    def loss(weights: Weights, batch: Any, hidden: Any) -> Any:
        past, coming, wanted, level = batch
        zeros = jnp.zeros((past.shape[0], settings.hidden), jnp.float32)

        def step(carry: Any, seen: Any) -> Any:
            return cell(jnp, weights, seen, *carry), None

        (state, _), _ = jax.lax.scan(step, (zeros, zeros), jnp.swapaxes(past, 0, 1))
        told = answer(jnp, weights, state * hidden, coming)
        each = jnp.abs(told - wanted).sum(axis=1)
        whole = jnp.abs(told.sum(axis=1) - wanted.sum(axis=1))
        return jnp.sum((each + whole) * level) / jnp.sum(wanted.sum(axis=1) * level + SMALL)

    @jax.jit
    def learn(weights: Weights, moments: Any, batch: Any, hidden: Any, rate: Any) -> Any:
        slopes = jax.grad(loss)(weights, batch, hidden)
        return _adam(weights, moments, slopes, rate, settings)

    random = np.random.default_rng(settings.seed)
    zeros = {name: jnp.zeros_like(values) for name, values in weights.items()}
    moments = (zeros, zeros, jnp.float32(0))
    chances = np.sqrt(lessons.level) / np.sqrt(lessons.level).sum()
    for number in range(settings.steps):
        chosen = random.choice(len(chances), settings.batch, p=chances)
        batch = tuple(
            jnp.asarray(part[chosen], jnp.float32)
            for part in (lessons.past, lessons.coming, lessons.wanted, np.sqrt(lessons.level))
        )
        kept = random.random((settings.batch, settings.hidden)) >= settings.dropout
        hidden = jnp.asarray(kept / (1 - settings.dropout), jnp.float32)
        rate = settings.learning_rate * 0.5 * (1 + np.cos(np.pi * number / settings.steps))
        weights, moments = learn(weights, moments, batch, hidden, jnp.float32(rate))
    return {name: np.asarray(values, np.float32) for name, values in weights.items()}


def _adam(weights: Weights, moments: Any, slopes: Weights, rate: Any, settings: Any) -> Any:
    """One step of Adam; matrices decay, biases do not."""
    means, squares, number = moments
    number = number + 1
    means = {name: FADE * means[name] + (1 - FADE) * slopes[name] for name in slopes}
    squares = {
        name: FADE_SQUARES * squares[name] + (1 - FADE_SQUARES) * slopes[name] ** 2
        for name in slopes
    }
    moved = {}
    for name, values in weights.items():
        mean = means[name] / (1 - FADE**number)
        square = squares[name] / (1 - FADE_SQUARES**number)
        decay = settings.weight_decay if values.ndim > 1 else 0.0
        moved[name] = values - rate * (mean / (square**0.5 + SMALL) + decay * values)
    return moved, (means, squares, number)
