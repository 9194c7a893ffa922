"""The neural member: learned with JAX, asked without it, left out where it is not installed."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from recommendations.algorithms import pipeline
from recommendations.algorithms.interactions import ItemFeatures
from recommendations.algorithms.lightfm_hybrid import LightFMSettings
from recommendations.algorithms.models import Blend, Member, Surface, TrainedModels
from recommendations.algorithms.personal import History
from recommendations.algorithms.pipeline import PipelineConfig, fit
from recommendations.algorithms.scoring import Scorer
from recommendations.algorithms.two_tower import (
    Context,
    TwoTowerModel,
    TwoTowerSettings,
    context_of,
    places_of,
)
from recommendations.algorithms.two_tower_training import (
    available,
    content_vectors,
    fit_two_tower,
    states_of,
)
from recommendations.tests.interaction_factories import day, log_of, random_log

# CI installs the extra: there its absence is a failure, not a reason to skip.
needs_jax = pytest.mark.skipif(
    not available() and "CI" not in os.environ, reason="requirements-deep.txt is not installed"
)

SMALL = TwoTowerSettings(
    dimensions=8, hidden=8, content_dimensions=4, history=10, states=32, positives=3, epochs=60,
    fewest_events=100,
)  # fmt: skip
FEATURES = ItemFeatures(
    texts=[f"{'oak' if number % 2 else 'silk'} thing" for number in range(12)],
    prices=np.arange(1, 13, dtype=np.float32),
)
CONFIG = PipelineConfig(
    lightfm=LightFMSettings(components=4, epochs=2), two_tower=SMALL, ranker=None
)

ASK_WITHOUT_JAX = """
import sys
from importlib.abc import MetaPathFinder

class Refused(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in {"jax", "jaxlib"}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Refused())
import pathlib
import numpy as np
from recommendations.algorithms.models import TrainedModels
from recommendations.algorithms.personal import History
from recommendations.algorithms.scoring import Scorer

files = pathlib.Path(sys.argv[1]).glob("*.npy")
models = TrainedModels.from_arrays({file.stem: np.load(file, mmap_mode="r") for file in files})
print(*(f"{score:.4f}" for score in models.two_tower.scores(History.of([0, 2, 4], [1, 2, 3]))))
print(*(found.item for found in Scorer(models).for_user(History.of([0, 2, 4], [1, 2, 3]), n=4)))
try:
    import jax
except ModuleNotFoundError:
    print("no jax")
"""


@needs_jax
def test_what_was_trained_with_jax_is_served_where_there_is_none(tmp_path):
    models = fit(random_log(), FEATURES, CONFIG)
    blends = {**models.blends, Surface.FOR_USER: Blend({Member.EASE_USERS: 1, Member.TWO_TOWER: 2})}
    models = replace(models, blends=blends)
    for name, array in models.to_arrays().items():
        np.save(tmp_path / f"{name}.npy", array, allow_pickle=False)
    ours = History.of([0, 2, 4], [1, 2, 3])
    told = subprocess.run(
        [sys.executable, "-c", ASK_WITHOUT_JAX, str(tmp_path)],
        capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    assert told[2] == "no jax"
    np.testing.assert_allclose(
        [float(score) for score in told[0].split()], models.two_tower.scores(ours), atol=1e-3
    )
    listed = [found.item for found in Scorer(models).for_user(ours, n=4)]
    assert [int(item) for item in told[1].split()] == listed


@pytest.fixture(scope="module")
def trained() -> TwoTowerModel:
    log = random_log()
    return fit_two_tower(log, FEATURES, SMALL, now=log.end())


@needs_jax
def test_it_tells_the_two_tastes_apart(trained):
    even, odd = (trained.scores(History.of(items)) for items in ([0, 2, 4, 6], [1, 3, 5, 7]))
    assert even[8::2].mean() > even[9::2].mean()
    assert odd[9::2].mean() > odd[8::2].mean()


@needs_jax
def test_some_items_are_scored_as_in_the_whole_catalogue(trained):
    history, some = History.of([0, 3, 4], [1, 2, 9]), np.array([11, 2], np.int32)
    later = trained.at(trained.moment + 3 * 86_400)
    for model in (trained, later):
        everything = model.scores(history)
        scores, standard = model.scores_of(some, history)
        np.testing.assert_allclose(scores, everything[some], rtol=1e-5)
        assert standard.mean == pytest.approx(everything.mean(), rel=1e-3, abs=1e-4)
        assert standard.deviation == pytest.approx(everything.std(), rel=1e-3)
    assert not np.allclose(trained.scores(history), later.scores(history))


@needs_jax
def test_a_product_without_sales_is_known_by_its_content():
    log = random_log()
    unsold = ItemFeatures(
        texts=[*FEATURES.texts, "silk thing", "oak thing"], prices=np.ones(14, np.float32)
    )
    log = replace(log, n_items=14)
    model = fit_two_tower(log, unsold, replace(SMALL, id_dropout=0.5), now=log.end())
    likes_silk = model.scores(History.of([0, 2, 4, 6]))
    assert likes_silk[12] > likes_silk[13]


@needs_jax
def test_training_again_gives_the_same_weights(trained):
    log = random_log()
    again = fit_two_tower(log, FEATURES, SMALL, now=log.end()).to_arrays()
    for name, array in trained.to_arrays().items():
        np.testing.assert_array_equal(array, again[name], err_msg=name)


def test_nothing_after_the_moment_is_learned_from():
    log, moment = random_log(), day(40)
    whole, cut = (states_of(seen, SMALL, now=moment) for seen in (log, log.before(moment)))
    np.testing.assert_array_equal(whole.items, cut.items)
    np.testing.assert_array_equal(whole.taken, cut.taken)
    assert len(states_of(log, SMALL, now=log.end())) > len(whole)


def test_without_the_extra_all_others_are_trained_and_the_report_says_so(monkeypatch):
    monkeypatch.setattr(pipeline, "deep_extra_installed", lambda: False)
    steps: list[str] = []
    models = fit(random_log(), FEATURES, CONFIG, progress=steps.append)
    assert "two-tower left out: requirements-deep.txt is not installed" in steps
    assert not models.two_tower.trained
    assert not any(name.startswith(Member.TWO_TOWER) for name in models.to_arrays())
    assert Scorer(models).for_user(History.of([0, 2]), n=3)


def test_too_few_purchases_teach_no_towers():
    steps: list[str] = []
    config = replace(CONFIG, two_tower=TwoTowerSettings())
    assert not fit(random_log(), FEATURES, config, progress=steps.append).two_tower.trained
    assert not any("tower" in step for step in steps)


def test_a_state_knows_only_what_was_before_its_order():
    log = log_of([(0, 0, 0, 0), (0, 1, 5, 1), (0, 2, 5, 1), (0, 3, 9, 2), (1, 4, 9, 3)])
    states = states_of(log, SMALL, now=day(10))
    assert len(states) == 2
    known = [
        set(row[share > 0].tolist()) for row, share in zip(states.items, states.shares, strict=True)
    ]
    taken = np.split(states.taken, states.starts[1:-1])
    assert known == [{0}, {0, 1, 2}]
    assert [part.tolist() for part in taken] == [[1, 2], [3]]
    np.testing.assert_allclose(states.shares.sum(axis=1), 1, rtol=1e-5)
    assert states.chances.sum() == pytest.approx(1)


def test_context_is_the_moments_and_the_shoppers():
    moment = int(datetime(2026, 11, 23, 9, tzinfo=UTC).timestamp())
    history = History.of([1, 2, 3], ages=[2, 8, 30])
    levels = context_of(history, moment)
    assert levels[Context.MONTH] == 10
    assert levels[Context.WEEKDAY] == 0
    assert (levels[Context.RECENCY], levels[Context.SIZE]) == (2, 1)
    later = context_of(history, moment + 86_400)
    assert later[Context.WEEKDAY] == 1
    assert len(np.unique(places_of(levels))) == 4


def test_items_of_which_nothing_is_told_have_no_content():
    assert not content_vectors(ItemFeatures(), 3, SMALL).any()
    vectors = content_vectors(FEATURES, 12, SMALL)
    np.testing.assert_allclose(vectors[0, 1:], vectors[2, 1:], atol=1e-5)
    assert vectors[0, 0] < vectors[2, 0]


def test_an_empty_log_teaches_an_empty_model():
    log = log_of([], n_users=0, n_items=3)
    assert not fit_two_tower(log, ItemFeatures(), SMALL, now=0).trained
    again = TrainedModels.from_arrays(fit(log, ItemFeatures(), CONFIG).to_arrays())
    assert again.two_tower.to_arrays().keys() == TwoTowerModel.empty(3).to_arrays().keys()
