"""Teaching the two towers with JAX: which items of the next order, among those of other orders.

The loss is a softmax over the items of the batch, from whose logits the logarithm of how often an
item comes into a batch is taken (Yi et al. 2019): without it what sells much would be punished
for being everybody's negative. How often that is, is counted here, not estimated on the way.
Adam (Kingma, Ba 2015) with decoupled weight decay (Loshchilov, Hutter 2019).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommendations.algorithms.content import token_matrix
from recommendations.algorithms.interactions import (
    NOBODY,
    SECONDS_A_DAY,
    FloatArray,
    IntArray,
    Interactions,
    ItemFeatures,
    age_in_days,
    decay,
)
from recommendations.algorithms.personal import Histories, History
from recommendations.algorithms.two_tower import (
    LAYERS,
    LEVELS,
    TwoTowerModel,
    TwoTowerSettings,
    context_of,
    places_of,
    shares_of,
    shopper_tower,
    unit,
)

RAREST_TOKEN = 3
MASKED = -1e9
Weights = dict[str, Any]


def available() -> bool:
    """Whether the optional extra (requirements-deep.txt) is installed."""
    return find_spec("jax") is not None


@dataclass(frozen=True, slots=True)
class States:
    """Shoppers as they stood before each of their orders, and what the orders held.

    `items` int32 and `shares` float32 [states, history] (unused places share 0), `contexts` int32
    [states, 4] rows of the table of contexts, `chances` float64 [states] to be drawn; state s took
    `taken[starts[s]:starts[s + 1]]`.
    """

    items: IntArray
    shares: FloatArray
    contexts: IntArray
    chances: npt.NDArray[np.float64]
    starts: npt.NDArray[np.int64]
    taken: IntArray

    def __len__(self) -> int:
        return len(self.items)

    def pooled(self, table: FloatArray) -> FloatArray:
        """The mean of what each shopper had taken, by its rows of a table [n_items, c]."""
        starts = np.arange(len(self) + 1) * self.items.shape[1]
        parts = (self.shares.ravel(), self.items.ravel(), starts)
        mixed = sparse.csr_array(parts, shape=(len(self), len(table))) @ table
        return np.asarray(mixed, np.float32)


@dataclass(frozen=True, slots=True)
class Batch:
    """What one step sees: rows of states, and of each the items of its order (-1: no more)."""

    states: npt.NDArray[np.int64]
    positives: IntArray


def fit_two_tower(
    interactions: Interactions,
    features: ItemFeatures,
    settings: TwoTowerSettings,
    *,
    now: int,
) -> TwoTowerModel:
    """Train on the orders of known shoppers before `now`; the same seed gives the same arrays.

    Raises `ImportError` where the extra is not installed: ask `available` before.
    """
    states = states_of(interactions, settings, now=now)
    if not len(states):
        return TwoTowerModel.empty(interactions.n_items)
    content = content_vectors(features, interactions.n_items, settings)
    log_odds = _log_frequencies(states, settings, interactions.n_items)
    weights = _learn(states, content, log_odds, settings)
    return _materialised(weights, content, settings, now)


def states_of(interactions: Interactions, settings: TwoTowerSettings, *, now: int) -> States:
    """Every order of a known shopper but the first, the latest `most_states` of them."""
    known = interactions.before(now)
    known = known.select(known.users != NOBODY)
    bought = known.purchases()
    histories = Histories(known, now=now)
    order = np.lexsort((bought.times, bought.baskets))
    _, first = np.unique(bought.baskets[order], return_index=True)
    owners, moments = bought.users[order][first], bought.times[order][first]
    held = np.split(bought.items[order], first[1:])
    rows: list[tuple[IntArray, FloatArray]] = []
    contexts, taken, at = [], [], []
    latest = np.argsort(moments, kind="stable")[-settings.most_states :]
    for place in latest.tolist():
        moment = int(moments[place])
        history = _before(histories.of(int(owners[place])), moment, now)
        if not len(history):
            continue
        rows.append(history.seeds(settings.half_life_days, at_most=settings.history))
        contexts.append(context_of(history, moment))
        taken.append(np.unique(held[place]))
        at.append(moment)
    return _packed(rows, contexts, taken, np.array(at, np.int64), settings, now)


def _before(history: History, moment: int, now: int) -> History:
    """The history as it stood at an earlier moment."""
    since = np.float32((now - moment) / SECONDS_A_DAY)
    ages = history.ages - since
    # A second of slack: ages are single precision.
    earlier = ages > 1 / SECONDS_A_DAY
    return History(history.items[earlier], ages[earlier], history.weights[earlier])


def _packed(
    rows: list[tuple[IntArray, FloatArray]],
    contexts: list[IntArray],
    taken: list[IntArray],
    moments: npt.NDArray[np.int64],
    settings: TwoTowerSettings,
    now: int,
) -> States:
    n = len(rows)
    items = np.zeros((n, settings.history), np.int32)
    shares = np.zeros((n, settings.history), np.float32)
    for row, (own, weights) in enumerate(rows):
        items[row, : len(own)] = own
        shares[row, : len(own)] = shares_of(weights)
    sizes = np.array([len(part) for part in taken], np.int64)
    fresh = decay(age_in_days(moments, now), settings.example_half_life_days)
    # Large orders say more, but not in proportion: a wholesaler is one shopper.
    chances = fresh.astype(np.float64) * np.minimum(sizes, settings.positives)
    return States(
        items=items,
        shares=shares,
        contexts=places_of(np.array(contexts, np.int32).reshape(-1, len(LEVELS))),
        chances=chances / chances.sum() if n else chances,
        starts=np.concatenate([[0], np.cumsum(sizes)]),
        taken=np.concatenate(taken) if taken else np.empty(0, np.int32),
    )


def content_vectors(features: ItemFeatures, n_items: int, settings: TwoTowerSettings) -> FloatArray:
    """Words, tags and categories as a few dimensions (LSA), and the price; float32 [n_items, c].

    Deerwester et al. (1990), "Indexing by latent semantic analysis".
    """
    columns = [_standard_prices(features, n_items)[:, None]]
    tokens = token_matrix(features, n_items=n_items, rarest=RAREST_TOKEN)
    size = min(settings.content_dimensions, tokens.shape[1] - 1, n_items - 1)
    if size > 0:
        from sklearn.feature_extraction.text import TfidfTransformer
        from sklearn.utils.extmath import randomized_svd

        tfidf = TfidfTransformer(sublinear_tf=True).fit_transform(tokens)
        left, values, _ = randomized_svd(tfidf, size, random_state=settings.seed)
        columns.append(unit(np, left * values))
    return np.hstack(columns).astype(np.float32)


def _standard_prices(features: ItemFeatures, n_items: int) -> FloatArray:
    """Logarithms of prices with mean 0 and deviation 1; 0 where a price is not known."""
    if not len(features.prices):
        return np.zeros(n_items, np.float32)
    logs = np.log(np.where(features.prices > 0, features.prices, np.nan))
    known = logs[~np.isnan(logs)]
    if not len(known) or not known.std():
        return np.zeros(n_items, np.float32)
    standard: FloatArray = np.nan_to_num((logs - known.mean()) / known.std()).astype(np.float32)
    return standard


def _log_frequencies(states: States, settings: TwoTowerSettings, n_items: int) -> FloatArray:
    """Logarithm of the chance that a place of a batch holds each item, float32 [n_items]."""
    sizes = np.diff(states.starts)
    drawn = states.chances * np.minimum(sizes, settings.positives) / np.maximum(sizes, 1)
    mass = np.bincount(states.taken, weights=np.repeat(drawn, sizes), minlength=n_items)
    return np.log(np.maximum(mass / mass.sum(), 1e-9)).astype(np.float32)


def _steps(states: States, settings: TwoTowerSettings) -> int:
    return min(settings.most_steps, max(1, settings.epochs * len(states) // settings.states))


def _batches(states: States, settings: TwoTowerSettings) -> Iterator[Batch]:
    random = np.random.default_rng(settings.seed)
    for _ in range(_steps(states, settings)):
        chosen = random.choice(len(states), settings.states, p=states.chances)
        positives = np.full((settings.states, settings.positives), -1, np.int32)
        for row, state in enumerate(chosen.tolist()):
            own = states.taken[states.starts[state] : states.starts[state + 1]]
            if len(own) > settings.positives:
                own = own[random.permutation(len(own))[: settings.positives]]
            positives[row, : len(own)] = own
        yield Batch(chosen, positives)


def _learn(
    states: States, content: FloatArray, log_odds: FloatArray, settings: TwoTowerSettings
) -> dict[str, FloatArray]:
    """The weights after all steps."""
    # Here, not above: jax is an optional extra, and whoever serves never needs it.
    import jax
    from jax import numpy as jnp

    steps = _steps(states, settings)
    table, odds = jnp.asarray(content), jnp.asarray(log_odds)
    loss = _loss(settings)

    @jax.jit
    def step(weights: Weights, moments: Any, number: Any, key: Any, batch: Any) -> Any:
        gradient = jax.grad(loss)(weights, batch, table, odds, key)
        rate = settings.learning_rate * 0.5 * (1 + jnp.cos(jnp.pi * number / steps))
        return _adam(jax, weights, moments, gradient, number, rate, settings.weight_decay)

    weights = _first_weights(len(content), content.shape[1], settings)
    zeros = {name: jnp.zeros_like(value) for name, value in weights.items()}
    moments = (zeros, zeros)
    weights = {name: jnp.asarray(value) for name, value in weights.items()}
    keys = jax.random.split(jax.random.key(settings.seed), steps)
    pooled = states.pooled(content)
    for number, batch in enumerate(_batches(states, settings)):
        rows = batch.states
        seen = (
            states.items[rows],
            states.shares[rows],
            pooled[rows],
            states.contexts[rows],
            batch.positives,
        )
        weights, moments = step(weights, moments, number, keys[number], seen)
    return {name: np.asarray(value) for name, value in weights.items()}


def _first_weights(n_items: int, content: int, settings: TwoTowerSettings) -> Weights:
    """Small random numbers; contexts and biases begin at 0: a month never seen says nothing."""
    random = np.random.default_rng(settings.seed)
    d, hidden = settings.dimensions, settings.hidden

    def normal(*shape: int, scale: float) -> FloatArray:
        return random.normal(0, scale, shape).astype(np.float32)

    return {
        "own": normal(n_items, d, scale=0.1),
        "ids": normal(n_items, d, scale=0.1),
        "biases": np.zeros(n_items, np.float32),
        "contexts": np.zeros((sum(LEVELS.values()), d), np.float32),
        "lift": normal(content, d, scale=content**-0.5),
        "inner": normal(d, hidden, scale=d**-0.5),
        "inner_bias": np.zeros(hidden, np.float32),
        "outer": normal(hidden, d, scale=0.1 * hidden**-0.5),
        "item_lift": normal(content, d, scale=content**-0.5),
        "item_inner": normal(d, hidden, scale=d**-0.5),
        "item_inner_bias": np.zeros(hidden, np.float32),
        "item_outer": normal(hidden, d, scale=0.1 * hidden**-0.5),
    }


def item_tower(numeric: Any, weights: Weights, *, ids: Any, content: Any) -> Any:
    """Vectors of length 1 from ids' own vectors and content."""
    item = ids + content @ weights["item_lift"]
    inner = numeric.maximum(item @ weights["item_inner"] + weights["item_inner_bias"], 0)
    return unit(numeric, item + inner @ weights["item_outer"])


def _loss(settings: TwoTowerSettings) -> Any:
    import jax
    from jax import numpy as jnp

    def loss(weights: Weights, batch: Any, content: Any, log_odds: Any, key: Any) -> Any:
        items, shares, pooled, contexts, positives = batch
        id_key, own_key = jax.random.split(key)
        kept = jax.random.bernoulli(own_key, 1 - settings.dropout, items.shape)
        own = jnp.einsum(
            "sh,shd->sd", shares * kept / (1 - settings.dropout), weights["own"][items]
        )
        shoppers = shopper_tower(
            jnp,
            weights,
            own=own,
            content=pooled,
            context=weights["contexts"][contexts].sum(axis=1),
        )
        offered = positives.reshape(-1)
        real = offered >= 0
        offered = jnp.maximum(offered, 0)
        shown = jax.random.bernoulli(id_key, 1 - settings.id_dropout, (len(offered), 1))
        vectors = item_tower(
            jnp, weights, ids=weights["ids"][offered] * shown, content=content[offered]
        )
        logits = shoppers @ vectors.T / settings.temperature + weights["biases"][offered]
        logits = jnp.where(real, logits - log_odds[offered], MASKED)
        taken = (offered[None, None, :] == positives[:, :, None]).any(axis=1)
        others = jax.nn.logsumexp(jnp.where(taken, MASKED, logits), axis=1)
        width = positives.shape[1]
        own_logits = jnp.take_along_axis(
            logits, jnp.arange(positives.size).reshape(-1, width), axis=1
        )
        losses = jnp.logaddexp(others[:, None], own_logits) - own_logits
        return jnp.where(positives >= 0, losses, 0).sum() / (positives >= 0).sum()

    return loss


def _adam(
    jax: Any,
    weights: Weights,
    moments: tuple[Weights, Weights],
    gradient: Weights,
    number: Any,
    rate: Any,
    weight_decay: float,
) -> tuple[Weights, tuple[Weights, Weights]]:
    """One step of Adam with decoupled weight decay; `number` counts from 0."""
    each = jax.tree_util.tree_map
    first = each(lambda moment, slope: 0.9 * moment + 0.1 * slope, moments[0], gradient)
    second = each(lambda moment, slope: 0.99 * moment + 0.01 * slope**2, moments[1], gradient)
    firsts, seconds = 1 - 0.9 ** (number + 1), 1 - 0.99 ** (number + 1)

    def moved(weight: Any, mean: Any, square: Any) -> Any:
        direction = (mean / firsts) / (jax.numpy.sqrt(square / seconds) + 1e-8)
        return weight - rate * (direction + weight_decay * weight)

    return each(moved, weights, first, second), (first, second)


def _materialised(
    weights: dict[str, FloatArray], content: FloatArray, settings: TwoTowerSettings, now: int
) -> TwoTowerModel:
    """The items through their tower, once; their ids and its layers are needed no more."""
    items = item_tower(np, weights, ids=weights["ids"], content=content)
    return TwoTowerModel(
        items=np.ascontiguousarray(items / settings.temperature, np.float32),
        content=content,
        history=settings.history,
        half_life_days=settings.half_life_days,
        moment=now,
        **{name: weights[name] for name in ("own", "biases", "contexts", *LAYERS)},
    )
