"""Each technique against numbers worked out by hand or by the slow, plain formula."""

import numpy as np
import pytest
from scipy import sparse

from recommendations.algorithms import content
from recommendations.algorithms.content import content_neighbours, tokens_of
from recommendations.algorithms.ease import LARGEST_DENSE_CATALOGUE, ease, ease_weights
from recommendations.algorithms.interactions import (
    NOBODY,
    ItemFeatures,
    basket_item_matrix,
    user_item_matrix,
)
from recommendations.algorithms.item_knn import item_knn
from recommendations.algorithms.lightfm_hybrid import LightFMSettings, fit_lightfm
from recommendations.algorithms.neighbours import NeighbourTable
from recommendations.algorithms.personal import Histories, History, purchase_frequency
from recommendations.algorithms.popularity import popularity
from recommendations.algorithms.rp3 import rp3_beta
from recommendations.tests.interaction_factories import day, log_of, random_log

# Three shoppers, three items: 0 and 1 share one of two buyers each, 1 and 2 likewise.
BOUGHT = sparse.csr_array(np.array([[1, 1, 0], [1, 0, 0], [0, 1, 1]], dtype=np.float32))


def score(table: NeighbourTable, item: int, neighbour: int) -> float:
    """The table's score of a neighbour, 0 where it is not listed."""
    listed = table.indices[item] == neighbour
    return float(table.scores[item][listed].sum())


def test_user_matrix_keeps_the_strongest_decayed_event_of_a_pair():
    log = log_of([(0, 0, 0), (0, 0, 10), (1, 1, 10), (NOBODY, 1, 10)], n_users=2, n_items=2)
    matrix = user_item_matrix(log, now=day(20), half_life_days=10).toarray()
    np.testing.assert_allclose(matrix, [[0.5, 0.0], [0.0, 0.5]])


def test_basket_matrix_has_a_row_for_each_basket_and_none_for_views():
    log = log_of([(0, 0, 0, 5), (0, 1, 0, 5), (NOBODY, 1, 1, 9), (1, 2, 1)], n_users=2)
    matrix = basket_item_matrix(log, now=day(1)).toarray()
    np.testing.assert_allclose(matrix, [[1, 1, 0], [0, 1, 0]])


def test_interactions_refuse_an_index_out_of_range():
    with pytest.raises(ValueError, match="item index"):
        log_of([(0, 3, 0)], n_items=3)
    with pytest.raises(ValueError, match="user index"):
        log_of([(3, 0, 0)], n_users=3)


def test_popularity_counts_the_window_only():
    log = log_of([(0, 0, 0), (0, 0, 7), (1, 0, 19), (1, 1, 20), (1, 2, 21)], n_items=4)
    np.testing.assert_allclose(popularity(log, now=day(21), window_days=14), [2, 1, 0, 0])


def test_popularity_decays_by_half_each_half_life():
    log = log_of([(0, 0, 20), (0, 0, 13), (0, 1, 6.5)], n_items=2)
    counts = popularity(log, now=day(20) + 1, window_days=14, half_life_days=7)
    np.testing.assert_allclose(counts, [1.5, 2 ** (-13.5 / 7)], rtol=1e-4)


def test_item_knn_is_the_cosine_of_the_columns():
    table = item_knn(BOUGHT, k=2)
    assert score(table, 0, 1) == pytest.approx(1 / 2)
    assert score(table, 1, 2) == pytest.approx(1 / np.sqrt(2))
    assert score(table, 0, 2) == 0


def test_item_knn_shrinkage_damps_rare_pairs():
    table = item_knn(BOUGHT, k=2, shrinkage=2.0)
    assert score(table, 0, 1) == pytest.approx(1 / (2 + 2))


def test_rp3_is_two_steps_of_a_random_walk_over_popularity():
    table = rp3_beta(BOUGHT, k=2, alpha=1.0, beta=0.5)
    # From 0 to one of its 2 buyers, from shopper 0 to one of 2 items, over sqrt(2 buyers of 1).
    assert score(table, 0, 1) == pytest.approx(1 / 2 * 1 / 2 / np.sqrt(2))
    assert score(table, 2, 1) == pytest.approx(1 * 1 / 2 / np.sqrt(2))


def test_ease_equals_the_closed_form_with_a_plain_inverse():
    random = np.random.default_rng(3)
    dense = (random.random((50, 9)) < 0.3).astype(np.float64)
    inverse = np.linalg.inv(dense.T @ dense + 5 * np.eye(9))
    expected = -inverse / np.diag(inverse)
    np.fill_diagonal(expected, 0)
    weights = ease_weights(sparse.csr_array(dense), regularisation=5)
    np.testing.assert_allclose(weights, expected, atol=1e-5)


def test_ease_keeps_the_weights_furthest_from_zero_with_their_sign():
    weights = np.array([[0, 0.1, -0.5], [0.2, 0, 0.3], [0, 0, 0]], dtype=np.float32)
    table = NeighbourTable.from_dense(weights, k=1)
    assert table.indices[:2, 0].tolist() == [2, 2]
    np.testing.assert_allclose(table.scores[:, 0], [-0.5, 0.3, 0])


def test_ease_refuses_what_it_cannot_do():
    with pytest.raises(ValueError, match="regularisation"):
        ease(BOUGHT, regularisation=0, k=2)
    too_wide = sparse.csr_array((1, LARGEST_DENSE_CATALOGUE + 1), dtype=np.float32)
    with pytest.raises(ValueError, match="at most"):
        ease(too_wide, regularisation=1, k=2)


def test_unused_places_of_a_row_hold_the_item_itself_with_score_zero():
    table = item_knn(BOUGHT, k=2)
    assert table.indices[2].tolist() == [1, 2]
    assert table.scores[2, 1] == 0


def test_content_prefers_shared_rare_words_and_near_prices():
    features = ItemFeatures(
        texts=["red candle holder", "candle holder blue", "red mug", "candle holder green"],
        prices=np.array([4.0, 4.0, 4.0, 40.0], dtype=np.float32),
    )
    table = content_neighbours(features, n_items=4, k=3, price_share=0.5)
    assert table.indices[0, 0] == 1
    assert score(table, 1, 0) > score(table, 1, 3) > score(table, 1, 2) == 0
    assert score(table, 1, 3) == pytest.approx(
        score(content_neighbours(features, n_items=4, k=3, price_share=0), 1, 3) * (0.5 + 0.05),
        rel=1e-4,
    )


def test_content_reads_tags_and_categories_where_words_fail():
    features = ItemFeatures(
        texts=["", "", ""],
        tags=[["colour:red"], ["colour:red"], ["colour:blue"]],
        categories=np.array([1, 2, 2], dtype=np.int32),
    )
    assert tokens_of(features, 0) == ["tag=colour:red", "category=1"]
    table = content_neighbours(features, n_items=3, k=2)
    assert score(table, 0, 1) > 0
    assert score(table, 1, 2) > 0
    assert score(table, 0, 2) == 0


def test_content_of_a_large_shop_asks_only_words_that_tell_products_apart(monkeypatch):
    features = ItemFeatures(texts=["red mug", "blue mug", "red pan", "green mug"])
    assert score(content_neighbours(features, n_items=4, k=3), 0, 1) > 0
    monkeypatch.setattr(content, "MOST_SHARING", 2)
    table = content_neighbours(features, n_items=4, k=3)
    assert score(table, 0, 2) > 0
    assert score(table, 0, 1) == 0
    assert not table.scores[3].any()


def test_content_knows_nothing_of_items_without_any_features():
    table = content_neighbours(ItemFeatures(), n_items=3, k=2)
    assert not table.scores.any()


def test_purchase_frequency_counts_and_decays_own_events():
    history = History.of([0, 0, 1], ages=[0, 10, 20])
    np.testing.assert_allclose(purchase_frequency(history, n_items=3), [2, 1, 0])
    decayed = purchase_frequency(history, n_items=3, half_life_days=10)
    np.testing.assert_allclose(decayed, [1.5, 0.25, 0])


def test_seeds_are_the_latest_distinct_items_at_their_strongest():
    history = History.of([7, 3, 7, 5], ages=[30, 20, 10, 0])
    items, weights = history.seeds(10, at_most=2)
    assert items.tolist() == [5, 7]
    np.testing.assert_allclose(weights, [1, 0.5])


def test_histories_return_each_users_own_events_and_no_others():
    log = log_of([(1, 4, 2), (0, 3, 1), (1, 5, 0), (NOBODY, 2, 0)], n_users=3, n_items=6)
    histories = Histories(log, now=day(2))
    assert histories.of(1).items.tolist() == [4, 5]
    assert histories.of(1).ages.tolist() == [0, 2]
    assert len(histories.of(2)) == 0


def test_lightfm_tells_two_tastes_apart_and_repeats_itself():
    log = random_log()
    settings = LightFMSettings(components=8, epochs=10, half_life_days=1000.0)
    first, second = (
        fit_lightfm(log, ItemFeatures(), now=log.end(), settings=settings) for _ in range(2)
    )
    np.testing.assert_array_equal(first.item_factors, second.item_factors)
    np.testing.assert_array_equal(first.user_factors, second.user_factors)
    everything = np.arange(log.n_items, dtype=np.int32)
    scores, standard = first.scores(0, of=everything)
    assert scores[::2].mean() > scores[1::2].mean()
    assert standard.deviation == pytest.approx(scores.std(), rel=1e-3)
    assert not first.knows(len(first.user_factors))


def test_lightfm_gives_a_shopper_without_events_no_factors():
    log = log_of([(0, 0, 0), (0, 1, 0)], n_users=2)
    model = fit_lightfm(log, ItemFeatures(), now=log.end(), settings=LightFMSettings(epochs=1))
    assert model.knows(0)
    assert not model.knows(1)
