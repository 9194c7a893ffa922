"""Answers of the scorer: order, reasons, filters that never leak, and what strangers get."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.algorithms.blend import top_k
from recommendations.algorithms.evidence import Evidence, evidence_of_history
from recommendations.algorithms.interactions import ItemFeatures
from recommendations.algorithms.lightfm_hybrid import FactorModel, LightFMSettings
from recommendations.algorithms.models import Blend, Member, Surface, TrainedModels
from recommendations.algorithms.moments import Moments, Standard
from recommendations.algorithms.neighbours import NeighbourTable
from recommendations.algorithms.personal import Histories, History
from recommendations.algorithms.pipeline import PipelineConfig, fit
from recommendations.algorithms.scoring import Filters, Scorer
from recommendations.tests.interaction_factories import random_log

N_ITEMS = 12


def table_of(votes: Mapping[tuple[int, int], float], *, n_items: int = 6) -> NeighbourTable:
    """A table with the given (from, to) scores."""
    dense = np.zeros((n_items, n_items), dtype=np.float32)
    for pair, value in votes.items():
        dense[pair] = value
    return NeighbourTable.from_dense(dense, k=n_items - 1)


def models_of(
    tables: Mapping[Member, NeighbourTable],
    weights: Mapping[Member, float],
    *,
    sold: tuple[float, ...] = (0, 0, 0, 0, 0, 0),
    half_life_days: float | None = None,
    factors: FactorModel | None = None,
) -> TrainedModels:
    """Trained models whose every surface has the same blend."""
    return TrainedModels(
        np.array(sold, dtype=np.float32),
        tables,
        factors or FactorModel.empty(len(sold)),
        {surface: Blend(weights, half_life_days=half_life_days) for surface in Surface},
    )


@pytest.fixture(scope="module")
def trained() -> TrainedModels:
    """A real training on two tastes."""
    config = PipelineConfig(lightfm=LightFMSettings(components=4, epochs=2))
    return fit(random_log(n_items=N_ITEMS), ItemFeatures(), config)


def test_members_are_added_as_z_scores_by_weight():
    first = np.array([1, 2, 3], dtype=np.float32)
    second = np.array([30, 10, 20], dtype=np.float32)
    said = Evidence.of_all({Member.RP3: first, Member.CONTENT: second})
    scales = said.scales(Blend({Member.RP3: 2.0, Member.CONTENT: 1.0}))
    step = 1 / np.sqrt(2 / 3)
    np.testing.assert_allclose(said.blended(scales), [-2 * step + step, -step, 2 * step], atol=1e-6)
    assert scales[Member.RP3] == pytest.approx(2 * step)
    assert scales[Member.CONTENT] == pytest.approx(step / 10)


def test_a_member_that_says_the_same_of_all_says_nothing():
    flat, clear = np.full(3, 0.1, np.float32), np.array([0, 1, 2], np.float32)
    said = Evidence.of_all({Member.RP3: flat, Member.POPULARITY: clear})
    scales = said.scales(Blend({Member.RP3: 9.0, Member.POPULARITY: 1.0}))
    assert list(scales) == [Member.POPULARITY]
    assert np.isfinite(said.blended(scales)[1:]).all()
    assert Standard.of_some(flat, n_items=3).deviation == 0


def test_standards_over_the_catalogue_are_known_without_scoring_it():
    random = np.random.default_rng(1)
    vectors = random.normal(2, 1, (300, 5)).astype(np.float32)
    direction = random.normal(0, 1, 5).astype(np.float32)
    scores = vectors @ direction
    sparse = np.where(scores > 3, scores, 0).astype(np.float32)
    for told, all_scores in (
        (Moments.of(vectors).standard(direction), scores),
        (Standard.of_all(scores), scores),
        (Standard.of_some(sparse[sparse > 0], n_items=300), sparse),
    ):
        assert told.mean == pytest.approx(all_scores.mean(), rel=1e-4)
        assert told.deviation == pytest.approx(all_scores.std(), rel=1e-4)


def test_only_what_somebody_names_is_scored(trained):
    history = History.of([0, 2], ages=[1, 2])
    blend = trained.blends[Surface.FOR_USER]
    said = evidence_of_history(trained, blend, history, user=0)
    named = set(trained.favourites.tolist())
    for member in blend.weights.keys() & trained.tables.keys():
        named |= set(trained.tables[member].indices[history.items].ravel().tolist())
    assert said.items.tolist() == sorted(named)
    assert all(len(scores) == len(said.items) for scores in said.raw.values())
    assert said.items[said.places(np.array([2, -1, 999], np.int32))].tolist() == [2]


def test_top_k_breaks_ties_by_index_and_never_gives_what_was_ruled_out():
    scores = np.array([1, 3, 3, -np.inf, 2], dtype=np.float32)
    assert top_k(scores, k=3).tolist() == [1, 2, 4]
    assert top_k(scores, k=9).tolist() == [1, 2, 4, 0]
    allowed = np.array([True, False, True, True, True])
    assert top_k(scores, k=2, allowed=allowed, excluded=np.array([4])).tolist() == [2, 0]
    assert scores[4] == 2
    assert top_k(scores, k=0).tolist() == []


def test_the_reason_is_the_own_item_that_spoke_loudest():
    table = table_of({(0, 4): 0.2, (1, 4): 0.7, (0, 5): 0.3})
    scorer = Scorer(models_of({Member.RP3: table}, {Member.RP3: 1.0}))
    found = scorer.complete_basket(np.array([0, 1]), n=5)
    assert [(answer.item, answer.because) for answer in found] == [(4, 1), (5, 0)]
    assert {answer.member for answer in found} == {Member.RP3}


def test_the_reason_names_the_member_that_gave_most():
    tables = {
        Member.RP3: table_of({(0, 4): 0.9, (0, 5): 0.1}),
        Member.CONTENT: table_of({(0, 4): 0.1, (0, 5): 0.9}),
    }
    scorer = Scorer(models_of(tables, {Member.RP3: 1.0, Member.CONTENT: 1.0}))
    members = {answer.item: answer.member for answer in scorer.similar_to(0, n=2)}
    assert members == {4: Member.RP3, 5: Member.CONTENT}


@pytest.mark.parametrize(
    ("weight", "told"),
    [(0.1, [(5, Member.RP3, 0), (4, Member.RP3, 0)]), (9.0, [(4, Member.POPULARITY, None)])],
    ids=["the own item says more", "the crowd says more"],
)
def test_what_everybody_gets_is_not_said_to_be_because_of_an_own_item(weight, told):
    table = table_of({(0, 4): 0.2, (0, 5): 0.7})
    weights = {Member.RP3: 1.0, Member.POPULARITY: weight}
    scorer = Scorer(models_of({Member.RP3: table}, weights, sold=(0, 0, 0, 0, 9, 0)))
    found = scorer.for_user(History.of([0]), n=2)[: len(told)]
    assert [(one.item, one.member, one.because) for one in found] == told


def test_a_vote_against_outweighs_a_smaller_vote_for():
    table = table_of({(0, 4): 0.5, (1, 4): -0.6, (0, 5): 0.1})
    scorer = Scorer(models_of({Member.EASE_BASKETS: table}, {Member.EASE_BASKETS: 1.0}))
    assert [answer.item for answer in scorer.complete_basket(np.array([0, 1]), n=5)] == [5]


def test_what_was_done_lately_counts_more():
    table = table_of({(0, 4): 1.0, (1, 5): 1.0})
    scorer = Scorer(models_of({Member.RP3: table}, {Member.RP3: 1.0}, half_life_days=10))
    found = scorer.for_user(History.of([0, 1], ages=[30, 1]), n=2)
    assert [answer.item for answer in found] == [5, 4]


def test_next_basket_repeats_own_purchases_with_the_item_itself_as_reason():
    scorer = Scorer(models_of({}, {Member.PERSONAL: 1.0}))
    found = scorer.next_basket(History.of([2, 3, 3]), n=5)
    assert [(answer.item, answer.because) for answer in found] == [(3, 3), (2, 2)]


def test_what_only_the_crowd_likes_has_no_own_item_as_reason():
    table = table_of({(0, 4): 0.5})
    weights = {Member.RP3: 1.0, Member.POPULARITY: 0.5}
    scorer = Scorer(models_of({Member.RP3: table}, weights, sold=(0, 0, 9, 0, 0, 0)))
    reasons = {a.item: (a.member, a.because) for a in scorer.for_user(History.of([0]), n=6)}
    assert reasons == {4: (Member.RP3, 0), 2: (Member.POPULARITY, None)}


def test_a_stranger_gets_what_is_trending():
    scorer = Scorer(models_of({}, {Member.RP3: 1.0}, sold=(0, 2, 9, 0, 5, 0)))
    assert [answer.item for answer in scorer.for_user(History.of([]), n=9)] == [2, 4, 1]
    assert scorer.next_basket(History.of([]), n=9) == scorer.trending(n=9)


def test_a_shopper_whose_items_say_nothing_gets_what_is_trending():
    scorer = Scorer(models_of({}, {Member.RP3: 1.0}, sold=(0, 2, 9, 0, 5, 0)))
    assert [answer.item for answer in scorer.for_user(History.of([3]), n=2)] == [2, 4]


def test_items_that_came_after_training_are_no_error():
    table = table_of({(0, 4): 0.5})
    scorer = Scorer(models_of({Member.RP3: table}, {Member.RP3: 1.0}, sold=(1, 0, 0, 0, 0, 0)))
    assert scorer.similar_to(99, n=3) == []
    assert [answer.item for answer in scorer.complete_basket(np.array([0, 99]), n=3)] == [4]
    assert [answer.item for answer in scorer.for_user(History.of([99]), n=3)] == [0]
    excluded = Filters(excluded=np.array([99], dtype=np.int32))
    assert [answer.item for answer in scorer.trending(n=3, filters=excluded)] == [0]


def test_lightfm_orders_what_others_name_and_says_nothing_of_unknown_users():
    factors = FactorModel(
        np.array([[1.0]], np.float32),
        np.array([[0], [0], [0], [9], [1], [5]], np.float32),
        np.zeros(6, np.float32),
    )
    table = table_of({(0, 4): 0.5, (0, 5): 0.5})
    weights = {Member.RP3: 1.0, Member.LIGHTFM: 1.0}
    scorer = Scorer(models_of({Member.RP3: table}, weights, factors=factors))
    history = History.of([0])
    assert [answer.item for answer in scorer.for_user(history, n=6, user=0)] == [5, 4]
    assert [answer.item for answer in scorer.for_user(history, n=6, user=1)] == [4, 5]
    assert [answer.item for answer in scorer.for_user(history, n=6)] == [4, 5]


items = st.lists(st.integers(0, N_ITEMS - 1), max_size=6)


@settings(max_examples=60, deadline=None)
@given(own=items, hidden=items, sold_out=items, n=st.integers(0, N_ITEMS + 3))
def test_no_surface_ever_shows_the_excluded_or_unavailable(trained, own, hidden, sold_out, n):
    available = np.ones(N_ITEMS, dtype=np.bool_)
    available[sold_out] = False
    filters = Filters(available, np.array(hidden, dtype=np.int32))
    scorer, history = Scorer(trained), History.of(own)
    basket = np.array(own, dtype=np.int32)
    answers = [
        scorer.for_user(history, n=n, user=0, filters=filters),
        scorer.next_basket(history, n=n, filters=filters),
        scorer.trending(n=n, filters=filters),
        completed := scorer.complete_basket(basket, n=n, filters=filters),
        *(scorer.similar_to(item, n=n, filters=filters) for item in own[:1]),
    ]
    for answer in answers:
        shown = [recommendation.item for recommendation in answer]
        assert len(shown) == len(set(shown)) <= n
        assert not set(shown) & (set(hidden) | set(sold_out))
    assert not {recommendation.item for recommendation in completed} & set(own)


def test_every_reason_is_an_own_item(trained):
    log = random_log(n_items=N_ITEMS)
    histories = Histories(log, now=log.end())
    for user in range(log.n_users):
        history = histories.of(user)
        for answer in Scorer(trained).for_user(history, n=10, user=user):
            assert answer.because is None or answer.because in history.items
