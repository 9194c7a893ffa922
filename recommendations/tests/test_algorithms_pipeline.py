"""One training: the same twice, kept as plain arrays, alive on an empty shop and a huge one."""

from dataclasses import replace

import numpy as np
import pytest

from recommendations.algorithms.interactions import ItemFeatures
from recommendations.algorithms.lightfm_hybrid import LightFMSettings
from recommendations.algorithms.models import Member, TrainedModels
from recommendations.algorithms.personal import Histories, History
from recommendations.algorithms.pipeline import PipelineConfig, fit
from recommendations.algorithms.scoring import Scorer
from recommendations.tests.interaction_factories import log_of, random_log

CONFIG = PipelineConfig(lightfm=LightFMSettings(components=4, epochs=2))
FEATURES = ItemFeatures(texts=[f"kind {number % 2} thing" for number in range(12)])


def test_training_twice_gives_the_same_arrays():
    first, second = (fit(random_log(), FEATURES, CONFIG).to_arrays() for _ in range(2))
    assert first.keys() == second.keys()
    for name, array in first.items():
        np.testing.assert_array_equal(array, second[name], err_msg=name)


def test_arrays_survive_memory_mapped_files(tmp_path):
    log = random_log()
    models = fit(log, FEATURES, CONFIG)
    for name, array in models.to_arrays().items():
        np.save(tmp_path / f"{name}.npy", array, allow_pickle=False)
    mapped = {file.stem: np.load(file, mmap_mode="r") for file in tmp_path.glob("*.npy")}
    reborn = TrainedModels.from_arrays(mapped)
    assert reborn.blends.keys() == models.blends.keys()
    history = Histories(log, now=log.end()).of(3)
    before = Scorer(models).for_user(history, n=5, user=3)
    assert before
    after = Scorer(reborn).for_user(history, n=5, user=3)
    # Sums may differ in the last place by where an array happens to lie.
    assert [replace(one, score=0) for one in after] == [replace(one, score=0) for one in before]
    assert [one.score for one in after] == pytest.approx([one.score for one in before], rel=1e-5)


def test_a_missing_array_is_an_error():
    arrays = fit(random_log(), FEATURES, CONFIG).to_arrays()
    del arrays["lightfm.item_biases"]
    with pytest.raises(KeyError):
        TrainedModels.from_arrays(arrays)


def test_lists_follow_the_shoppers_taste():
    log = random_log()
    scorer = Scorer(fit(log, FEATURES, CONFIG))
    found = scorer.for_user(History.of([0, 2, 4], ages=[1, 2, 3]), n=4)
    assert sum(answer.item % 2 == 0 for answer in found) >= 3


def test_progress_names_each_step():
    steps: list[str] = []
    fit(random_log(), FEATURES, CONFIG, progress=steps.append)
    assert steps[0] == "popularity"
    assert "EASE on users" in steps
    assert steps[-1] == "LightFM"


def test_above_the_dense_limit_sparse_stand_ins_take_the_place_of_ease():
    steps: list[str] = []
    config = replace(CONFIG, largest_dense_catalogue=11)
    models = fit(random_log(), FEATURES, config, progress=steps.append)
    assert [step for step in steps if "stand-in" in step] == [
        "stand-in for EASE on users: RP3",
        "stand-in for EASE on baskets: cosine",
    ]
    assert models.tables[Member.EASE_USERS] is models.tables[Member.RP3]
    assert (models.tables[Member.EASE_BASKETS].scores >= 0).all()
    assert Scorer(models).complete_basket(np.array([0]), n=3)


def test_a_catalogue_above_fifteen_thousand_trains_without_a_dense_matrix():
    n_items = 15_001
    log = log_of([(0, 0, 0, 0), (0, n_items - 1, 0, 0), (1, 0, 1, 1)], n_items=n_items)
    models = fit(log, ItemFeatures(), PipelineConfig(lightfm=None))
    found = Scorer(models).complete_basket(np.array([0]), n=5)
    assert [answer.item for answer in found] == [n_items - 1]


@pytest.mark.parametrize("n_items", [0, 1, 3])
def test_an_empty_log_trains_and_answers_with_nothing(n_items):
    models = fit(log_of([], n_users=0, n_items=n_items), ItemFeatures(), PipelineConfig())
    scorer = Scorer(models)
    assert scorer.trending(n=5) == []
    assert scorer.for_user(History.of([0]), n=5) == []
    assert scorer.similar_to(0, n=5) == []
    assert scorer.complete_basket(np.array([0]), n=5) == []


def test_an_empty_log_still_knows_what_is_alike_by_content():
    features = ItemFeatures(texts=["red mug", "blue mug", "oak table"])
    models = fit(log_of([], n_users=0, n_items=3), features, PipelineConfig())
    found = Scorer(models).similar_to(0, n=5)
    assert [(answer.item, answer.member) for answer in found] == [(1, Member.CONTENT)]


def test_a_single_item_can_trend_but_has_nothing_beside_it():
    models = fit(log_of([(0, 0, 0, 0)]), ItemFeatures(texts=["mug"]), CONFIG)
    scorer = Scorer(models)
    assert [answer.item for answer in scorer.trending(n=5)] == [0]
    assert scorer.similar_to(0, n=5) == []
    assert scorer.complete_basket(np.array([0]), n=5) == []
