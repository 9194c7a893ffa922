"""Clusters of customers: what was put apart is found, what was not is not, and names tell it."""

import numpy as np
import pytest

from analytics.algorithms.clusters import Clusters, find_clusters, silhouettes, traits

THREE = np.array([[-3.0, 0.0, 0.0], [0.0, 3.0, 0.0], [3.0, 0.0, 0.0]])


def heaps(centres, size=200, spread=0.4, seed=1):
    rng = np.random.default_rng(seed)
    points = np.repeat(centres, size, axis=0)
    return points + rng.normal(0, spread, points.shape)


def test_heaps_apart_are_found_with_their_number():
    features = heaps(THREE)

    found = find_clusters(features)

    assert found is not None
    labels = found.clusters.assign(features).reshape(3, -1)
    assert [len(set(row)) for row in labels.tolist()] == [1, 1, 1]
    assert len(set(labels[:, 0])) == 3
    assert found.quality.jaccard.min() > 0.95
    assert found.quality.smallest_share == pytest.approx(1 / 3, abs=0.01)


def test_one_whale_makes_no_cluster_of_its_own():
    """It would have the best silhouette of all, with one customer apart from everybody."""
    features = np.vstack([heaps(THREE), [[500.0, 500.0, 500.0]]])

    found = find_clusters(features)

    assert found is not None
    assert found.quality.smallest_share >= 0.07


def test_a_single_heap_is_not_parted_where_no_parting_is_steady():
    features = heaps(np.zeros((1, 3)), size=900, spread=1.0)

    assert find_clusters(features) is None


def test_customers_who_are_all_alike_are_no_clusters():
    assert find_clusters(np.ones((300, 3))) is None


def test_the_same_customers_give_the_same_clusters():
    features = heaps(THREE)

    first, second = find_clusters(features), find_clusters(features)

    assert first is not None
    assert second is not None
    assert np.array_equal(first.clusters.centres, second.clusters.centres)


def test_a_feature_that_hardly_varies_takes_no_part():
    features = heaps(THREE)
    features[:, 2] = 7.0

    found = find_clusters(features)

    assert found is not None
    assert found.clusters.scale[2] == 0
    assert np.isfinite(found.clusters.centres).all()


def test_silhouettes_of_one_group_are_nought():
    assert silhouettes(heaps(THREE), np.zeros(600, np.int64)).tolist() == [0.0] * 600


def test_traits_tell_two_clusters_apart_that_share_the_first():
    flat = np.zeros(2)
    clusters = Clusters(flat, flat, flat, flat, np.array([[2.0, 1.0], [2.0, -1.0], [0.1, -0.1]]))

    assert traits(clusters) == [[(0, 1), (1, 1)], [(0, 1), (1, -1)], []]
