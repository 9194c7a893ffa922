"""The second stage: what it learns, what it may not see, and when there is none."""

from dataclasses import replace

import numpy as np
import pytest

from recommendations.algorithms.evaluation import split_at
from recommendations.algorithms.evidence import Evidence
from recommendations.algorithms.interactions import SECONDS_A_DAY, Interactions, ItemFeatures
from recommendations.algorithms.item_statistics import (
    STATISTICS,
    ItemStatistics,
    item_statistics,
)
from recommendations.algorithms.lightfm_hybrid import LightFMSettings
from recommendations.algorithms.models import Blend, Member, Surface, TrainedModels
from recommendations.algorithms.personal import Histories, History
from recommendations.algorithms.pipeline import PipelineConfig, fit, fit_members
from recommendations.algorithms.ranker_features import candidates_of, describe, feature_names
from recommendations.algorithms.ranker_training import RankerSettings, train_rankers
from recommendations.algorithms.scoring import Filters, Scorer
from recommendations.tests.interaction_factories import Event, day, log_of

N_ITEMS = 30
SETTINGS = RankerSettings(
    fewest_lists=30, fewest_items=N_ITEMS, smallest_leaf=5, rounds=30, candidates=N_ITEMS
)
CONFIG = PipelineConfig(
    lightfm=LightFMSettings(components=4, epochs=2), als=None, ranker=SETTINGS, ease_neighbours=20
)


def fashion_log(seed: int = 5) -> Interactions:
    """Each month brings its own items: what is young sells, whatever a shopper took before."""
    random = np.random.default_rng(seed)
    events: list[Event] = []
    for basket in range(900):
        when = float(random.uniform(0, 120))
        young = int(when // 20) * 5 + int(random.integers(5))
        stray = int(random.integers(min(int(when // 20) * 5 + 5, N_ITEMS)))
        user = int(random.integers(80))
        events += [(user, young, when, basket), (user, stray, when, basket)]
    return log_of(events, n_users=80, n_items=N_ITEMS)


@pytest.fixture(scope="module")
def log() -> Interactions:
    return fashion_log()


@pytest.fixture(scope="module")
def models(log) -> TrainedModels:
    return fit(log, ItemFeatures(), CONFIG)


def test_training_twice_gives_the_same_trees(log, models):
    again = fit(log, ItemFeatures(), CONFIG)
    assert models.rankers.keys() == {Surface.FOR_USER, Surface.NEXT_BASKET}
    for surface, ranker in models.rankers.items():
        np.testing.assert_array_equal(ranker.trees.text, again.rankers[surface].trees.text)


def test_the_ranker_learns_that_the_young_sell(log):
    split = split_at(log, day(100))
    models = fit(split.train, ItemFeatures(), CONFIG, now=day(100))
    histories = Histories(split.train, now=day(100))
    mean_age = {}
    for name, asked in (("two stages", models), ("one", replace(models, rankers={}))):
        listed = [
            answer.item
            for user in range(80)
            for answer in Scorer(asked).for_user(histories.of(user), n=3, user=user)
        ]
        mean_age[name] = np.mean([100 - 20 * (item // 5) for item in listed])
    assert mean_age["two stages"] < 0.8 * mean_age["one"]


def test_arrays_bring_the_ranker_back(log, models):
    arrays = models.to_arrays()
    assert all(array.dtype != object for array in arrays.values())
    reborn = TrainedModels.from_arrays(arrays)
    history = Histories(log, now=log.end()).of(3)
    for ask in ("for_user", "next_basket"):
        before = getattr(Scorer(models), ask)(history, n=5, user=3)
        assert getattr(Scorer(reborn), ask)(history, n=5, user=3) == before
        assert before


def test_versions_without_a_second_stage_are_read(models):
    arrays = {
        name: array
        for name, array in models.to_arrays().items()
        if not name.startswith(("ranker.", "ials.", "shoppers.", "statistics"))
    }
    reborn = TrainedModels.from_arrays(arrays)
    assert not reborn.rankers
    assert Scorer(reborn).for_user(History.of([0, 1, 2]), n=3)


def test_what_is_hidden_or_sold_out_is_never_ranked(log, models):
    available = np.ones(N_ITEMS, np.bool_)
    available[::2] = False
    filters = Filters(available, np.array([1, 99], np.int32))
    histories = Histories(log, now=log.end())
    for user in range(80):
        answers = Scorer(models).for_user(histories.of(user), n=10, user=user, filters=filters)
        items = [answer.item for answer in answers]
        assert len(set(items)) == len(items) > 0
        assert all(item % 2 and item != 1 for item in items)


def test_reasons_come_from_the_first_stage(log, models):
    histories = Histories(log, now=log.end())
    answers = [
        answer
        for user in range(80)
        for answer in Scorer(models).for_user(histories.of(user), n=5, user=user)
    ]
    assert {answer.member for answer in answers} <= set(
        SETTINGS.first_stages[Surface.FOR_USER].weights
    )
    assert any(answer.because is not None for answer in answers)


def test_a_short_history_gets_the_order_of_the_blend(models):
    one_event = History.of([29])
    plain = Scorer(replace(models, rankers={})).for_user(one_event, n=5)
    assert Scorer(models).for_user(one_event, n=5) == plain


def test_first_stages_are_trained_strictly_before_their_labels(log):
    asked: list[tuple[int, int]] = []

    def first_stage(known: Interactions, moment: int) -> TrainedModels:
        asked.append((int(known.times.max()), moment))
        return fit_members(known, ItemFeatures(), CONFIG, now=moment)

    now = day(110)
    train_rankers(log, ItemFeatures(), SETTINGS, first_stage, now=now, progress=lambda step: None)
    assert [moment for _, moment in asked] == [now - 60 * SECONDS_A_DAY, now - 30 * SECONDS_A_DAY]
    assert all(latest < moment for latest, moment in asked)


def test_what_comes_after_now_changes_nothing(log):
    now = day(90)
    first, second = (
        fit(known, ItemFeatures(), CONFIG, now=now).rankers[Surface.FOR_USER].trees.text
        for known in (log.before(now), log)
    )
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("scarce", [{"fewest_lists": 10_000}, {"fewest_items": N_ITEMS + 1}])
def test_too_few_shoppers_or_products_train_no_ranker_and_cost_no_first_stage(log, scarce):
    def first_stage(known: Interactions, moment: int) -> TrainedModels:
        raise AssertionError("trained for nothing")

    settings = replace(SETTINGS, **scarce)
    quiet = {"now": log.end(), "progress": lambda step: None}
    assert train_rankers(log, ItemFeatures(), settings, first_stage, **quiet) == {}
    assert not fit(log, ItemFeatures(), replace(CONFIG, ranker=settings)).rankers


def evidence(**raw: list[float]) -> Evidence:
    scores = {Member(name): np.array(values, np.float32) for name, values in raw.items()}
    return Evidence.of_all(scores)


def test_candidates_are_the_best_of_the_blend_that_somebody_names():
    said = evidence(rp3=[0, 3, 1, 0], lightfm=[9, 0, 0, 8])
    blend = Blend({Member.RP3: 1.0, Member.LIGHTFM: 1.0})
    nothing = np.empty(0, np.int32)
    found = candidates_of(said, blend, most=3, allowed=None, excluded=nothing)
    assert found.items.tolist() == [1, 2]
    np.testing.assert_allclose(found.scores[Member.RP3], [2 / np.sqrt(1.5), 0], atol=1e-6)
    hidden = candidates_of(said, blend, most=3, allowed=None, excluded=np.array([1], np.int32))
    assert hidden.items.tolist() == [2]
    assert not len(
        candidates_of(evidence(rp3=[1, 1]), blend, most=3, allowed=None, excluded=nothing)
    )


def test_features_of_a_candidate():
    events = [(0, 0, 0, 0), (0, 0, 6, 1), (0, 1, 6, 1), (1, 2, 9, 2)]
    features = ItemFeatures(prices=np.array([1, np.e**2, np.e**4], np.float32))
    statistics = item_statistics(log_of(events), features, now=day(10))
    said = evidence(rp3=[1, 2, 3], popularity=[3, 3, 0])
    blend = Blend({Member.RP3: 1.0, Member.IALS: 1.0, Member.POPULARITY: 0.1})
    nothing = np.empty(0, np.int32)
    found = candidates_of(said, blend, most=3, allowed=None, excluded=nothing)
    members = tuple(blend.weights)
    history = History.of([0, 0, 1], ages=[10, 4, 4])
    table = describe(found, members, history, statistics)
    assert table.shape == (3, len(feature_names(members)))
    assert found.items.tolist() == [2, 1, 0]
    column = dict(zip(feature_names(members), table.T, strict=True))
    expected = {
        "rp3_rank": [0, 1, 2],
        "ials_z": [np.nan] * 3,
        "ials_rank": [np.nan] * 3,
        "popularity_rank": [2, 0, 1],
        "log_price": [4, 2, 0],
        "log_price_gap": [4 - 2 / 3, 2 - 2 / 3, -2 / 3],
        "shopper_events": [np.log(4)] * 3,
        "shopper_recency_days": [4] * 3,
        "shopper_since_days": [10] * 3,
        "own_count": [0, 1, 2],
        "own_share": [0, 1 / 2, 1],
        "own_days": [np.nan, 4, 4],
        "own_gap_days": [np.nan, np.nan, 6],
        "own_lateness": [np.nan, np.nan, 4 / 6],
    }
    for name, values in expected.items():
        np.testing.assert_allclose(column[name], values, rtol=1e-5, atol=1e-6, err_msg=name)


def test_a_shopper_of_whose_items_nothing_is_known_is_described():
    blank = ItemStatistics(np.full((3, len(STATISTICS)), np.nan, np.float32))
    found = candidates_of(
        evidence(rp3=[1, 2, 3]),
        Blend({Member.RP3: 1.0}),
        most=3,
        allowed=None,
        excluded=np.empty(0, np.int32),
    )
    table = describe(found, (Member.RP3,), History.of([0]), blank)
    column = dict(zip(feature_names((Member.RP3,)), table.T, strict=True))
    assert np.isnan(column["log_price_gap"]).all()
    assert column["rp3_rank"].tolist() == [0, 1, 2]
