"""The backtest's own arithmetic: cases by time, metrics by hand."""

import numpy as np
import pytest

from recommendations.algorithms.evaluation import (
    Case,
    Task,
    cases_of,
    evaluate,
    held_out_cases,
    ndcg,
    split_at,
)
from recommendations.algorithms.interactions import NOBODY, Interactions
from recommendations.tests.interaction_factories import day, log_of

EMPTY = np.empty(0, dtype=np.int32)


def case(*truth: int) -> Case:
    """A case of nobody in particular."""
    return Case(NOBODY, EMPTY, np.array(truth, dtype=np.int32))


@pytest.fixture
def log() -> Interactions:
    """Users 0 and 1 are known before day 10; item 3 and user 2 come after."""
    return log_of(
        [
            (0, 0, 1, 0),
            (0, 1, 1, 0),
            (1, 2, 2, 1),
            (0, 0, 11, 2),
            (0, 2, 11, 2),
            (0, 3, 11, 2),
            (0, 1, 12, 3),
            (1, 2, 13, 4),
            (2, 0, 14, 5),
            (2, 1, 14, 5),
            (1, 0, 15),
        ]
    )


def test_split_separates_at_the_moment_and_marks_the_known_catalogue(log):
    split = split_at(log, day(10), until=day(14))
    assert (len(split.train), len(split.test)) == (3, 5)
    assert split.catalogue.tolist() == [True, True, True, False]
    assert split.train.times.max() < day(10) <= split.test.times.min()


def test_new_items_are_first_purchases_of_known_users_in_the_catalogue(log):
    cases = cases_of(split_at(log, day(10)), Task.NEW_ITEMS)
    # User 1 only viewed item 0 (no basket) and bought 2 before; user 2 was unknown.
    assert [(c.user, c.truth.tolist()) for c in cases] == [(0, [2])]


def test_next_basket_is_the_first_one_with_its_repeats(log):
    cases = cases_of(split_at(log, day(10)), Task.NEXT_BASKET)
    assert [(c.user, c.truth.tolist()) for c in cases] == [(0, [0, 2]), (1, [2])]


def test_held_out_items_are_asked_for_from_the_rest_of_their_basket(log):
    cases = cases_of(split_at(log, day(10)), Task.COMPLETE_BASKET)
    asked = {(c.user, tuple(c.context.tolist()), int(c.truth[0])) for c in cases}
    assert asked == {(0, (0,), 2), (0, (2,), 0), (2, (0,), 1), (2, (1,), 0)}
    assert cases_of(split_at(log, day(10)), Task.COMPLETE_SMALL_BASKET) == []


def test_small_baskets_show_the_asked_number_of_other_items():
    events = [(0, item, 0, 0) for item in range(6)] + [(0, item, 5, 1) for item in range(6)]
    split = split_at(log_of(events), day(1))
    cases = list(held_out_cases(split, draws=3, context_size=3))
    assert len(cases) == 3
    for held_out in cases:
        assert len(set(held_out.context.tolist())) == 3
        assert held_out.truth[0] not in held_out.context


def test_the_same_seed_asks_the_same_questions():
    events = [(0, item, 0, 0) for item in range(9)] + [(0, item, 5, 1) for item in range(9)]
    split = split_at(log_of(events), day(1))
    first, second, other = (
        [int(c.truth[0]) for c in cases_of(split, Task.COMPLETE_BASKET, seed=seed)]
        for seed in (7, 7, 8)
    )
    assert first == second
    assert first != other


def test_metrics_by_hand():
    lists = {1: [1, 9], 2: [8, 2, 3]}
    cases = [case(1), case(2, 3, 4, 5)]
    metrics = evaluate(cases, lambda asked: lists[int(asked.truth[0])], catalogue_size=10, k=3)
    discounts = [1, 1 / np.log2(3), 1 / 2]
    second = (discounts[1] + discounts[2]) / sum(discounts)
    assert metrics.cases == 2
    assert metrics.recall.mean == pytest.approx((1 + 2 / 4) / 2)
    assert metrics.ndcg.mean == pytest.approx((1 + second) / 2)
    assert metrics.hit.mean == 1
    assert metrics.coverage == pytest.approx(5 / 10)
    assert metrics.recall.standard_error == pytest.approx(0.5 / np.sqrt(2) / np.sqrt(2))


def test_only_the_first_k_count():
    metrics = evaluate([case(7)], lambda asked: [1, 2, 7], catalogue_size=10, k=2)
    assert metrics.hit.mean == 0
    assert metrics.coverage == pytest.approx(0.2)


def test_an_empty_list_scores_nothing_and_no_cases_mean_zero():
    assert evaluate([case(1)], lambda asked: [], catalogue_size=5).recall.mean == 0
    assert evaluate([], lambda asked: [], catalogue_size=5).ndcg.mean == 0


def test_a_perfect_list_has_ndcg_one_even_when_more_is_true_than_fits():
    assert ndcg(np.array([True, True]), n_true=5, k=2) == pytest.approx(1)
    assert ndcg(np.array([True]), n_true=1, k=10) == pytest.approx(1)
