"""The trees as we ask them answer as LightGBM does."""

import lightgbm
import numpy as np
import pytest

from recommendations.algorithms.forest import Forest
from recommendations.algorithms.trees import Trees


def grown(features, *, leaves, rounds):
    chance = np.random.default_rng(3)
    labels = np.nan_to_num(features[:, 0] * features[:, 1]) + chance.normal(size=len(features))
    data = lightgbm.Dataset(features, labels > 0)
    parameters = {
        "objective": "binary",
        "num_leaves": leaves,
        "min_data_in_leaf": 2,
        "num_threads": 1,
        "verbose": -1,
    }
    return lightgbm.train(parameters, data, num_boost_round=rounds)


def values(rows, *, seed=1):
    """Numbers, ties, zeros and what is missing; the last two columns are never missing."""
    chance = np.random.default_rng(seed)
    found = chance.normal(size=(rows, 6)).astype(np.float32)
    found[:, 2] = np.round(found[:, 2])
    found[chance.random((rows, 6)) < 0.2] = np.nan
    found[:, 4:] = chance.integers(-2, 3, (rows, 2))
    return found


@pytest.mark.parametrize("leaves", [2, 8, 15, 31, 64])
def test_scores_are_those_of_lightgbm(leaves):
    booster = grown(values(2_000), leaves=leaves, rounds=30)
    asked = values(300, seed=2)
    asked[:4, :4] = [[np.inf] * 4, [-np.inf] * 4, [0.0] * 4, [np.nan] * 4]
    asked[4:8, 5] = np.nan  # never missing in training
    ours = Trees.of(booster).scores(asked)
    np.testing.assert_allclose(ours, booster.predict(asked, raw_score=True), atol=1e-9)


def test_a_value_that_is_the_threshold_goes_left_and_the_next_one_right():
    booster = grown(values(2_000), leaves=15, rounds=20)
    tree = booster.dump_model()["tree_info"][0]["tree_structure"]
    edge = np.float32(tree["threshold"])
    around = np.full((3, 6), 0.5, np.float32)
    around[:, tree["split_feature"]] = (
        np.nextafter(edge, np.float32(-9)),
        edge,
        np.nextafter(edge, np.float32(9)),
    )
    scores = Trees.of(booster).scores(around)
    np.testing.assert_allclose(scores, booster.predict(around, raw_score=True), atol=1e-9)


def test_rows_that_are_alike_and_no_rows_are_answered():
    booster = grown(values(500), leaves=15, rounds=10)
    forest = Forest.read(booster.model_to_string())
    row = values(1, seed=5)
    alike = forest.scores(np.repeat(row, 7, axis=0))
    np.testing.assert_allclose(alike, booster.predict(row, raw_score=True)[0], atol=1e-9)
    assert forest.scores(row[:0]).shape == (0,)


def test_trees_without_a_condition_say_one_value():
    features = values(50)
    booster = grown(np.ones_like(features), leaves=15, rounds=3)
    ours = Trees.of(booster).scores(features)
    np.testing.assert_allclose(ours, booster.predict(features, raw_score=True), atol=1e-9)


def test_trees_of_another_kind_are_refused():
    features = values(2_000)
    text = grown(features, leaves=15, rounds=5).model_to_string()
    for field in ("num_cat", "is_linear"):
        with pytest.raises(ValueError, match="categorical or linear"):
            Forest.read(text.replace(f"{field}=0", f"{field}=1"))
    with pytest.raises(ValueError, match="leaves"):
        Trees.of(grown(features, leaves=80, rounds=5))
