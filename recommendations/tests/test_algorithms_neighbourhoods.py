"""iALS, shoppers like you, session transitions and trends against answers worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from recommendations.algorithms import shoppers as shoppers_module
from recommendations.algorithms.als import ALSModel, ALSSettings, fit_als
from recommendations.algorithms.interactions import NOBODY, ItemFeatures, user_item_matrix
from recommendations.algorithms.item_statistics import item_statistics
from recommendations.algorithms.popularity import trend
from recommendations.algorithms.shoppers import ShopperNeighbours, shopper_neighbours
from recommendations.algorithms.transitions import transitions
from recommendations.tests.interaction_factories import day, log_of, random_log

SMALL = ALSSettings(factors=4, iterations=30, regularisation=1.0, alpha=5.0)


def indices(*values: int) -> np.ndarray:
    return np.array(values, np.int32)


def ones(count: int) -> np.ndarray:
    return np.ones(count, np.float32)


def table_score(table, item: int, follower: int) -> float:
    return float(table.scores[item][table.indices[item] == follower].sum())


def test_fold_in_solves_the_weighted_least_squares_of_the_paper():
    items = np.random.default_rng(4).normal(size=(6, 3)).astype(np.float32)
    model = ALSModel(items, (items.T @ items + 2 * np.eye(3)).astype(np.float32), alpha=5.0)
    own, weights = indices(1, 4), np.array([1, 0.5], np.float32)
    confidence, wanted = np.ones(6), np.zeros(6)
    confidence[own], wanted[own] = 1 + 5 * weights, 1
    left = items.T @ np.diag(confidence) @ items + 2 * np.eye(3)
    expected = np.linalg.solve(left, items.T @ (confidence * wanted))
    np.testing.assert_allclose(model.fold_in(own, weights), expected, rtol=1e-4)


def test_folding_in_somebody_of_the_training_gives_the_factors_of_the_training():
    from implicit.als import AlternatingLeastSquares

    matrix = user_item_matrix(random_log(), now=random_log().end())
    model = fit_als(matrix, SMALL)
    reference = AlternatingLeastSquares(
        factors=4, regularization=1.0, random_state=7, num_threads=1
    )
    reference.item_factors = model.items
    row = sparse.csr_matrix(matrix[[3]])
    row.data = 1 + 5 * row.data
    expected = reference.recalculate_user(0, row)
    found = model.fold_in(matrix[[3]].indices.astype(np.int32), matrix[[3]].data)
    np.testing.assert_allclose(found, np.ravel(expected), atol=1e-3)


def test_ials_tells_two_tastes_apart_and_repeats_itself():
    log = random_log()
    first, second = (fit_als(user_item_matrix(log, now=log.end()), SMALL) for _ in range(2))
    np.testing.assert_array_equal(first.items, second.items)
    everything = np.arange(log.n_items, dtype=np.int32)
    scores, standard = first.scores(indices(0, 2), ones(2), of=everything)
    assert standard.mean == pytest.approx(scores.mean(), rel=1e-3)
    assert standard.deviation == pytest.approx(scores.std(), rel=1e-3)
    assert scores[4::2].mean() > scores[1::2].mean()


def test_ials_of_nothing_has_no_factors():
    model = fit_als(sparse.csr_array((0, 5), dtype=np.float32), SMALL)
    assert not model.trained
    assert len(model.items) == 5


@pytest.mark.parametrize(("n_items", "factors"), [(12, 8), (160, 16), (4_000, 48)])
def test_a_small_catalogue_has_few_factors(n_items, factors):
    assert ALSSettings().factors_for(n_items) == factors
    matrix = sparse.csr_array(np.eye(n_items, dtype=np.float32))
    assert fit_als(matrix, replace(ALSSettings(), iterations=1)).items.shape == (n_items, factors)


def test_neighbours_give_what_they_took_by_their_cosine():
    # Shopper 0 took 0 and 1; 1 took 0, 1 and 2; 2 took 1 and 3; 3 took 4.
    taken = [[1, 1, 0, 0, 0], [1, 1, 1, 0, 0], [0, 1, 0, 1, 0], [0, 0, 0, 0, 1]]
    known = shopper_neighbours(sparse.csr_array(np.array(taken, np.float32)), neighbours=10)
    scores = known.scores(indices(0, 1), ones(2), shopper=0)
    near, far = 2 / np.sqrt(6), 1 / 2
    expected = [near / np.sqrt(3), near / np.sqrt(3) + far / np.sqrt(2)]
    np.testing.assert_allclose(scores[:2], expected, rtol=1e-5)
    np.testing.assert_allclose(scores[2:], [near / np.sqrt(3), far / np.sqrt(2), 0], rtol=1e-5)
    only_the_nearest = shopper_neighbours(
        sparse.csr_array(np.array(taken, np.float32)), neighbours=1
    )
    assert only_the_nearest.scores(indices(0, 1), ones(2), shopper=0)[3] == 0


def test_a_guest_has_every_shopper_for_a_neighbour():
    known = shopper_neighbours(
        sparse.csr_array(np.array([[1, 1], [0, 0]], np.float32)), neighbours=3
    )
    np.testing.assert_allclose(known.scores(indices(0), ones(1)), [0.5, 0.5], rtol=1e-5)
    assert not known.scores(indices(0), ones(1), shopper=0).any()
    assert not known.scores(indices(), ones(0)).any()
    assert not ShopperNeighbours.empty(2).scores(indices(0), ones(1)).any()


def test_of_many_buyers_the_freshest_are_looked_at(monkeypatch):
    monkeypatch.setattr(shoppers_module, "MOST_BUYERS", 1)
    taken = np.array([[0.2, 0, 0.2], [0.9, 0.9, 0]], np.float32)
    known = shopper_neighbours(sparse.csr_array(taken), neighbours=5)
    scores = known.scores(indices(0), ones(1))
    assert scores[1] > 0
    assert scores[2] == 0


def test_transitions_are_directed_and_fade_with_the_distance():
    log = log_of([(0, 0, 0), (0, 1, 0.001), (0, 2, 0.002), (1, 2, 5), (1, 0, 5.001)])
    table = transitions(log, now=day(6), k=3, step_weight=0.7)
    # Two events of 0, one of 1, two of 2.
    assert table_score(table, 0, 1) == pytest.approx(1 / np.sqrt(2))
    assert table_score(table, 0, 2) == pytest.approx(0.7 / 2)
    assert table_score(table, 2, 0) == pytest.approx(1 / 2)
    assert table_score(table, 1, 0) == 0


def test_a_session_ends_with_a_pause_with_the_window_and_with_the_shopper():
    half_an_hour = 31 / (24 * 60)
    log = log_of([(0, 0, 0), (0, 1, half_an_hour), (1, 2, half_an_hour), (NOBODY, 3, half_an_hour)])
    assert not transitions(log, now=day(1), k=3).scores.any()
    chain = log_of([(0, item, item / 10_000) for item in range(4)])
    table = transitions(chain, now=day(1), k=3, window=2)
    assert table_score(table, 0, 2) > 0
    assert table_score(table, 0, 3) == 0


def test_what_follows_itself_and_an_empty_log_say_nothing():
    assert not transitions(log_of([(0, 0, 0), (0, 0, 0)], n_items=2), now=day(1), k=1).scores.any()
    assert not transitions(log_of([], n_users=0, n_items=2), now=day(1), k=1).scores.any()


def test_trend_compares_events_a_day():
    events = [(0, 0, when) for when in (18, 19, 20)] + [(0, 1, when) for when in (7, 12, 20)]
    found = trend(log_of(events, n_items=3), now=day(21), short_days=7, long_days=14)
    np.testing.assert_allclose(found, [np.log(4 / 2.5), np.log(2 / 2.5), 0], rtol=1e-5)


def test_statistics_of_an_item_at_a_moment():
    log = log_of(
        [(0, 0, 0, 0), (0, 0, 8, 1), (1, 0, 9, 2), (1, 1, 9, 2), (0, 1, 20, 3), (0, 0, 9.5)],
        n_items=3,
    )
    features = ItemFeatures(prices=np.array([np.e, np.nan, 1], np.float32))
    found = item_statistics(log, features, now=day(10))
    expected = {
        "popularity_3": np.log1p([2, 1, 0]),
        "popularity_14": np.log1p([3, 1, 0]),
        "age_days": [10, 1, np.nan],
        "days_since_sale": [1, 1, np.nan],
        "log_price": [1, np.nan, 0],
        "season": [np.nan] * 3,
        "buyers": np.log1p([2, 1, 0]),
        "orders_a_buyer": [1.5, 1, np.nan],
        "basket_size": [np.log(2) / 3, np.log(2), np.nan],
        "buyers_range": [np.log(2), np.log(2), np.nan],
    }
    for name, values in expected.items():
        np.testing.assert_allclose(found.column(name), values, rtol=1e-5, atol=1e-6, err_msg=name)


def test_the_season_is_the_month_that_began_a_year_ago():
    log = log_of([(0, 0, 0, 0), (0, 1, 5, 1), (0, 1, 20, 2), (0, 2, 50, 3)])
    season = item_statistics(log, ItemFeatures(), now=day(366)).column("season")
    np.testing.assert_allclose(season, np.log1p([0, 2, 0]), rtol=1e-5)
