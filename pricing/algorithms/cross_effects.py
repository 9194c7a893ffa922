"""What the prices of others do to a product's sales, where sales say that they do anything.

Within a category of K products there are K² − K cross-price effects, and a year of weekly sales
bears hardly one of them. So three questions are asked in turn. Does the mean price of a product's
neighbours move its sales at all? One slope a category, tested with errors clustered by blocks of
weeks, false discoveries over all categories held to a share. Where it does, do single neighbours
differ? A ridge towards the common slope, as strong as the scatter of the single slopes demands.
Where it does not, there is none: a cross effect that is noise makes an optimiser raise the price of
one product to feed another that does not eat.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from pricing.algorithms.elasticity_errors import TINY, centred_within
from pricing.algorithms.elasticity_poisson import poisson_slopes
from pricing.algorithms.panel import BoolArray, FloatArray, IntArray, Sales, Table, arrange

FALSE_DISCOVERIES = 0.05
FEWEST_PRODUCTS, FEWEST_BLOCKS = 3, 6
BLOCK = 4
"""Weeks in a row whose errors may hang together, over all products of a category."""
LEAST_EXPECTED = 0.5
"""Units a week below which a residual's ratio to what was expected is noise alone."""


@dataclass(frozen=True, slots=True)
class CrossEffects:
    """Cross-price effects of k categories, ascending by category.

    Attributes:
        group: shape (k,).
        mean: shape (k,), what one per cent on the mean price of a product's neighbours does to its
            units, in per cent: above zero, they stand in for each other.
        sd: shape (k,), infinite where nothing can be told.
        p_value: shape (k,), of no effect; one where nothing can be told.
        borne: shape (k,), where the data bear an effect; elsewhere it is to be taken for none.
        product: shape (n,), ascending, as in the matrix.
        matrix: shape (n, n), what the price of the product of a column does to the units of the
            row's: zero on the diagonal, outside of categories, and where none is borne.
    """

    group: IntArray
    mean: FloatArray
    sd: FloatArray
    p_value: FloatArray
    borne: BoolArray
    product: IntArray
    matrix: FloatArray


@dataclass(frozen=True, slots=True)
class _Working:
    """Residuals on the logarithmic scale and their weights, own price and level swept out."""

    table: Table
    residual: FloatArray
    weight: FloatArray


def fit_cross_effects(
    sales: Sales, *, groups: IntArray, false_discoveries: float = FALSE_DISCOVERIES
) -> CrossEffects:
    """Cross-price effects inside categories, beyond each product's own price and the weeks.

    Args:
        sales: as for `elasticity.fit_elasticities`, of several categories: in a shop of one, weeks
            and the mean price of neighbours cannot be told apart.
        groups: shape (n,), the category of each product of `np.unique(sales.product)`.
        false_discoveries: share of categories said to bear an effect that may have none (Benjamini
            and Hochberg, Journal of the Royal Statistical Society B 57, 1995).

    Raises:
        ValueError: groups of another length than there are products.
    """
    table = arrange(sales)
    if len(groups) != len(table.product):
        raise ValueError("Groups name the category of each product, in their order.")
    working = _working(table)
    group = np.unique(groups)
    tested = [_group_slope(working, np.flatnonzero(groups == one)) for one in group]
    mean, sd, p_value = (
        (np.array(column) for column in zip(*tested, strict=True))
        if tested
        else (np.zeros(0), np.zeros(0), np.zeros(0))
    )
    borne = _discoveries(p_value, false_discoveries)
    matrix = np.zeros((len(table.product), len(table.product)))
    for one, slope in zip(group[borne], mean[borne], strict=True):
        members = np.flatnonzero(groups == one)
        matrix[np.ix_(members, members)] = _single_effects(working, members, float(slope))
    return CrossEffects(group.astype(np.int64), mean, sd, p_value, borne, table.product, matrix)


def _working(table: Table) -> _Working:
    """Working residuals of the Poisson fit: their weighted regressions are its score tests."""
    fit = poisson_slopes(table)
    known = table.seen & (fit.expected > LEAST_EXPECTED)
    expected = np.where(known, fit.expected, 1.0)
    residual = np.where(known, (table.units - fit.expected) / expected, 0.0)
    # Beside chance of counting there is that of demand, which units do not make smaller.
    weight = np.where(known, expected / np.maximum(fit.noise[:, None], TINY), 0.0)
    return _Working(table, residual, weight)


def _group_slope(working: _Working, members: IntArray) -> tuple[float, float, float]:
    """Slope on the mean log price of a product's neighbours, its standard error, p-value."""
    unknown = (0.0, float("inf"), 1.0)
    if len(members) < FEWEST_PRODUCTS:
        return unknown
    weight, residual = working.weight[members], working.residual[members]
    others = _swept(working, members, _neighbours(working.table, members))
    information = float((weight * others**2).sum())
    slope = float((weight * others * residual).sum()) / max(information, TINY)
    score = (weight * others * (residual - slope * others)).sum(axis=0)
    starts = np.arange(0, len(score), BLOCK)
    # A block that decides the slope has pulled it to itself: its leverage is given back (CR3).
    leverage = np.add.reduceat((weight * others**2).sum(axis=0), starts) / max(information, TINY)
    blocks = np.add.reduceat(score, starts) / np.maximum(1.0 - leverage, 0.1)
    clusters = int((np.abs(blocks) > TINY).sum())
    if clusters < FEWEST_BLOCKS or information < TINY:
        return unknown
    sd = float(np.sqrt((blocks**2).sum() * (clusters - 1) / clusters)) / information
    return slope, sd, float(2 * student.sf(abs(slope) / sd, clusters - 1))


def _neighbours(table: Table, members: IntArray) -> FloatArray:
    """Shape (k, T): mean log price of the other members that were sold in the week."""
    seen, price = table.seen[members], table.log_price[members]
    count = seen.sum(axis=0) - seen
    total = price.sum(axis=0) - price
    return np.asarray(np.where(seen & (count > 0), total / np.maximum(count, 1), 0.0))


def _swept(working: _Working, members: IntArray, values: FloatArray) -> FloatArray:
    """Values less what each product's level, own price and promotions say of them."""
    whole = np.zeros_like(working.weight)
    whole[members] = values
    left = centred_within(working.table, whole, working.weight)
    for column in (working.table.log_price, working.table.promoted):
        other = centred_within(working.table, column, working.weight)
        square = np.maximum((working.weight * other**2).sum(axis=1, keepdims=True), TINY)
        tied = (working.weight * other * left).sum(axis=1, keepdims=True) / square
        left = left - tied * other
    return left[members]


def _single_effects(working: _Working, members: IntArray, slope: float) -> FloatArray:
    """Shape (k, k): each neighbour's effect, the common slope shared evenly, and how they differ.

    Ridge whose strength is that of the scatter of effects beyond their noise (method of moments);
    where they scatter no more than noise does, all are alike.
    """
    size = len(members)
    even = slope / (size - 1)
    effects = np.zeros((size, size))
    for row, member in enumerate(members):
        columns = np.delete(np.arange(size), row)
        weight = working.weight[member]
        prices = np.stack([_own_swept(working, member, other) for other in members[columns]])
        gram = (prices * weight) @ prices.T
        left = working.residual[member] - even * prices.sum(axis=0)
        told = (prices * weight) @ left
        noise = float((weight * left**2).sum()) / max(int((weight > 0).sum()) - 2, 1)
        trace = float(np.trace(gram))
        scatter = max(float(told @ told) - noise * trace, 0.0) / max(float((gram**2).sum()), TINY)
        if scatter > 0 and noise > 0:
            strength = noise / scatter
            effects[row, columns] = np.linalg.solve(gram + strength * np.eye(size - 1), told)
        effects[row, columns] += even
    return effects


def _own_swept(working: _Working, member: int, other: int) -> FloatArray:
    """Log price of another product less what a product's own level and price say of it."""
    weight, own = working.weight[member], working.table.log_price[member]
    total = max(float(weight.sum()), TINY)
    own = own - (weight * own).sum() / total
    price = working.table.log_price[other]
    price = price - (weight * price).sum() / total
    square = max(float((weight * own**2).sum()), TINY)
    return np.asarray(price - own * ((weight * own * price).sum() / square))


def _discoveries(p_value: FloatArray, share: float) -> BoolArray:
    order = np.argsort(p_value)
    below = p_value[order] <= share * np.arange(1, len(order) + 1) / max(len(order), 1)
    last = np.flatnonzero(below).max(initial=-1)
    borne = np.zeros(len(p_value), dtype=np.bool_)
    borne[order[: last + 1]] = True
    return borne
