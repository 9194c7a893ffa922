"""Forecasts of series, groups and shop: they add up, stay above zero, and are not made worse."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from forecasting.algorithms.hierarchy import (
    Reconciliation,
    Tree,
    moved,
    reconcile,
    shrinkage,
)
from forecasting.algorithms.scores import wape

TREE = Tree(np.array([0, 0, 0, 1, 1, 3]), groups=4)  # the group 2 is empty
HORIZON = 8


def _summing(tree):
    """The matrix that makes all nodes of the series."""
    return tree.sums(np.eye(tree.series))


def _adds_up(nodes, tree):
    np.testing.assert_allclose(tree.disagreement(nodes), 0, atol=1e-6 * max(1, np.abs(nodes).max()))


@pytest.mark.parametrize("way", Reconciliation)
@given(
    base=arrays.arrays(np.float64, (TREE.nodes, 3), elements=st.floats(-50, 1e5, width=32)),
    errors=arrays.arrays(np.float64, (TREE.nodes, 5), elements=st.floats(-1e4, 1e4, width=32)),
)
@settings(max_examples=60, deadline=None)
def test_whatever_is_told_adds_up_and_is_not_negative(way, base, errors):
    for told_errors in (errors, None):
        agreed = reconcile(base, TREE, errors=told_errors, way=way)
        _adds_up(agreed, TREE)
        assert (agreed >= 0).all()
        assert np.isfinite(agreed).all()


@pytest.mark.parametrize("way", Reconciliation)
def test_what_adds_up_already_is_left_alone(way):
    rng = np.random.default_rng(1)
    base = TREE.sums(rng.gamma(2, 10, (TREE.series, HORIZON)))
    errors = rng.normal(size=(TREE.nodes, 20))
    np.testing.assert_allclose(reconcile(base, TREE, errors=errors, way=way), base)


def test_it_is_the_textbook_s_projection():
    """S (S' W^-1 S)^-1 S' W^-1 y with the covariance written down, in a tree without gaps."""
    tree = Tree(np.array([0, 0, 1, 1, 1]), groups=2)
    rng = np.random.default_rng(2)
    base = tree.sums(rng.gamma(20, 5, (5, 4))) + rng.normal(0, 3, (tree.nodes, 4))
    errors = rng.normal(size=(tree.nodes, 40)) * rng.gamma(3, 1, (tree.nodes, 1))
    errors[1:] += errors[:1]
    summing = _summing(tree)
    deviation = np.sqrt((errors**2).mean(axis=1))
    kept = shrinkage(errors / deviation[:, None])
    assert 0 < kept < 1
    sample = errors @ errors.T / 40
    diagonal = np.diag(np.diag(sample))
    for way, covariance in (
        (Reconciliation.MINT_SHRINK, kept * diagonal + (1 - kept) * sample),
        (Reconciliation.MINT_DIAGONAL, diagonal),
    ):
        weights = np.linalg.inv(covariance)
        bottom = np.linalg.solve(summing.T @ weights @ summing, summing.T @ weights @ base)
        agreed = reconcile(base, tree, errors=errors, way=way)
        np.testing.assert_allclose(agreed, summing @ bottom, rtol=1e-8)


def test_shrinkage_is_schaefer_s_and_strimmer_s():
    rng = np.random.default_rng(4)
    errors = rng.normal(size=(7, 15))
    errors[1:4] += 2 * errors[0]
    standard = errors / np.sqrt((errors**2).mean(axis=1, keepdims=True))
    products = standard[:, None, :] * standard[None, :, :]
    correlations = products.mean(axis=2)
    noise = ((products - correlations[..., None]) ** 2).sum(axis=2) / (15 * 14)
    apart = ~np.eye(7, dtype=bool)
    expected = noise[apart].sum() / (correlations[apart] ** 2).sum()
    assert shrinkage(standard) == pytest.approx(expected)


def test_who_erred_less_gives_way_less():
    tree = Tree(np.array([0, 0]), groups=1)
    base = np.array([[100.0], [100.0], [30.0], [30.0]])
    sure_of_the_shop = np.array([1.0, 1.0, 10.0, 10.0])[:, None] * np.ones((4, 6))
    sure_of_series = np.array([10.0, 10.0, 1.0, 1.0])[:, None] * np.ones((4, 6))
    way = Reconciliation.MINT_DIAGONAL
    assert reconcile(base, tree, errors=sure_of_the_shop, way=way)[0, 0] > 95
    assert reconcile(base, tree, errors=sure_of_series, way=way)[0, 0] < 65


def test_a_series_without_known_errors_is_weighed_by_its_size():
    tree = Tree(np.array([0, 0, 0]), groups=1)
    base = np.array([[90.0], [90.0], [60.0], [20.0], [1.0]])
    errors = np.random.default_rng(8).normal(0, 5, (5, 12))
    errors[4] = np.nan
    agreed = reconcile(base, tree, errors=errors)
    _adds_up(agreed, tree)
    assert abs(agreed[4, 0] - 1) < abs(agreed[2, 0] - 60)


def _market(seed):
    """Sixty series of six groups that share the shop's course and their group's; 90 weeks."""
    rng = np.random.default_rng(seed)
    tree = Tree(np.repeat(np.arange(6), 10), groups=6)
    week = np.arange(90)
    shop = 1 + 0.3 * np.sin(2 * np.pi * week / 52) + 0.004 * week
    wander = np.exp(np.cumsum(rng.normal(0, 0.04, (6, 90)), axis=1))
    level = rng.gamma(1.5, 8, (60, 1))
    return tree, rng.poisson(level * shop * wander[tree.group_of]).astype(float)


def _smoothed(nodes, weights):
    """Simple smoothing, each node with its own weight: (m, T) -> level after the last column."""
    level = nodes[:, 0].copy()
    for column in nodes.T[1:]:
        level += weights * (column - level)
    return level


def _base_and_errors(nodes, tree, end):
    """Each node foretold for itself, and what that missed of 26 earlier spans as long."""
    weights = np.concatenate([[0.7], np.full(tree.groups, 0.5), np.full(tree.series, 0.2)])
    missed = [
        _smoothed(nodes[:, :moment], weights) - nodes[:, moment : moment + HORIZON].mean(axis=1)
        for moment in range(end - 25 - HORIZON, end - HORIZON + 1)
    ]
    base = np.repeat(_smoothed(nodes[:, :end], weights)[:, None], HORIZON, axis=1)
    return base, np.stack(missed, axis=1)


def _errors_by_level(way):
    """WAPE of shop, groups and series over 18 spans of 8 weeks: foretold apart, and agreed."""
    before, after = np.zeros(3), np.zeros(3)
    for seed in range(6):
        tree, bottom = _market(seed)
        nodes = tree.sums(bottom)
        for end in (60, 70, 80):
            base, errors = _base_and_errors(nodes, tree, end)
            agreed = reconcile(base, tree, errors=errors, way=way)
            truth, apart, together = (
                tree.levels(some) for some in (nodes[:, end : end + HORIZON], base, agreed)
            )
            before += [wape(*pair) for pair in zip(truth, apart, strict=True)]
            after += [wape(*pair) for pair in zip(truth, together, strict=True)]
    return before / 18, after / 18


def test_no_level_is_made_worse():
    before, after = _errors_by_level(Reconciliation.MINT_SHRINK)
    assert (after <= before * 1.005).all(), (before, after)
    assert after[2] < before[2] * 0.98, "the series learn from the levels above"


def test_of_many_nodes_and_few_moments_little_is_believed_in_common():
    """Three thousand series and twelve spans: what they seem to have in common is chance."""
    rng = np.random.default_rng(12)
    tree = Tree(rng.integers(0, 15, 3_000), groups=15)
    mean = tree.sums(rng.gamma(1, 20, (3_000, 1)))
    missed = rng.normal(0, 1, (tree.nodes, 12)) * np.sqrt(mean)
    base = mean + rng.normal(0, 1, (tree.nodes, HORIZON)) * np.sqrt(mean)
    plain = reconcile(base, tree, errors=missed, way=Reconciliation.MINT_DIAGONAL)
    agreed = reconcile(base, tree, errors=missed)
    apart, together, by_variances = (
        wape(mean[16:].repeat(HORIZON, axis=1), told[16:]) for told in (base, agreed, plain)
    )
    assert together < 1.005 * apart
    assert together < 1.005 * by_variances


def test_variances_alone_trust_many_series_that_err_together_too_much():
    _, after = _errors_by_level(Reconciliation.MINT_DIAGONAL)
    _, shrunk = _errors_by_level(Reconciliation.MINT_SHRINK)
    assert shrunk[0] < after[0] * 0.9


def test_a_hundred_thousand_series_are_no_matter():
    rng = np.random.default_rng(9)
    tree = Tree(rng.integers(0, 300, 100_000), groups=300)
    bottom = rng.gamma(1, 4, (100_000, 4))
    base = tree.sums(bottom) * rng.gamma(50, 1 / 50, (tree.nodes, 1))
    agreed = reconcile(base, tree, errors=rng.normal(0, 2, (tree.nodes, 12)))
    _adds_up(agreed, tree)


def test_bands_go_with_their_means():
    bands = np.array([[[1.0, 2.0, 4.0]], [[0.0, 0.0, 1.0]]])
    went = moved(bands, np.array([[2.0], [0.0]]), np.array([[3.0], [1.0]]))
    np.testing.assert_allclose(went, [[[1.5, 3, 6]], [[1, 1, 2]]])


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="one row a node"):
        reconcile(np.ones((3, 2)), TREE)
    with pytest.raises(ValueError, match="errors"):
        reconcile(np.ones((TREE.nodes, 2)), TREE, errors=np.ones((2, 4)))
    with pytest.raises(ValueError, match="finite"):
        reconcile(np.full((TREE.nodes, 2), np.nan), TREE)
