"""What a backtest asks and measures, on answers that can be reckoned by hand."""

import numpy as np
import pytest

from recommendations.algorithms.evaluation import Case, split_at
from recommendations.algorithms.interactions import ItemFeatures
from recommendations.algorithms.models import Member, Surface
from recommendations.algorithms.pipeline import PipelineConfig, fit
from recommendations.backtest.answerers import EarlierVersion
from recommendations.backtest.crowd_weight import choose, ladder, place_of
from recommendations.backtest.measures import Crowd, ask, baskets_of, figures
from recommendations.people import PEOPLE, digests_of
from recommendations.tests.interaction_factories import day, log_of, random_log

SMALL = PipelineConfig(lightfm=None, ranker=None, als=None)


@pytest.fixture
def crowd():
    """Item 0 was bought eight times, item 1 four, items 2 to 5 once each."""
    items = [0] * 8 + [1] * 4 + [2, 3, 4, 5]
    log = log_of([(0, item, 1, place) for place, item in enumerate(items)], n_items=6)
    return Crowd.of(split_at(log, day(2)))


def _case(user, *truth):
    return Case(user, np.empty(0, np.int32), np.array(truth, np.int32))


def test_a_list_is_measured_case_by_case():
    cases = [_case(0, 1), _case(1, 2), _case(2, 5)]
    answers = ask(cases, lambda case: np.array([1, 2], np.int32))

    assert answers.hit.tolist() == [1, 1, 0]
    assert answers.ndcg.tolist() == [1, pytest.approx(1 / np.log2(3)), 0]


def test_head_body_and_tail_are_parted_by_what_they_sell(crowd):
    # Half of 16 are item 0's; item 1 and one more make four fifths.
    assert crowd.groups.tolist() == [0, 1, 1, 2, 2, 2]


def test_the_favourites_are_neither_new_nor_calibrated(crowd):
    cases = [_case(user, user) for user in range(6)]
    same = ask(cases, lambda case: np.array([0], np.int32))
    own = ask(cases, lambda case: case.truth)

    plain, fair = (figures(one, cases, ["new"] * 6, crowd)["all"] for one in (same, own))
    assert (plain["coverage@10"], fair["coverage@10"]) == (pytest.approx(1 / 6), 1)
    assert plain["novelty bits"] == pytest.approx(1)  # half of all purchases
    assert fair["novelty bits"] == pytest.approx((1 + 2 + 4 * 4) / 6)
    assert fair["popularity miscalibration"] == pytest.approx(0)
    assert plain["popularity miscalibration"] > 0.5


def test_a_segment_is_told_apart_where_it_has_cases_enough(crowd):
    cases = [_case(number, 0) for number in range(21)]
    segments = ["new"] * 11 + ["power"] * 10
    answers = ask(cases, lambda case: np.array([0 if case.user < 11 else 5], np.int32))

    found = figures(answers, cases, segments, crowd)
    assert (found["new"]["hit@10"], found["power"]["hit@10"]) == (1, 0)
    assert "regular" not in found
    assert "power" not in figures(answers, cases, ["new"] * 20 + ["power"], crowd)


def test_baskets_are_counted_not_their_lines():
    log = log_of([(0, 1, 1, 7), (0, 2, 1, 7), (0, 3, 2, 8), (1, 1, 1)], n_users=3)
    assert baskets_of(log).tolist() == [2, 0, 0]


def test_the_ladder_ends_with_the_crowd_alone():
    models = fit(random_log(), ItemFeatures(), SMALL)
    steps = ladder(models, Surface.FOR_USER)
    weights = [step.blend.weights[Member.POPULARITY] for step in steps[:-1]]

    assert weights == sorted(weights)
    assert steps[-1].blend.weights == {Member.POPULARITY: 1.0}
    assert place_of(models, Surface.FOR_USER, steps) == 0


def test_an_earlier_version_is_asked_in_its_own_indices():
    first, second = bytes(range(16)).hex(), bytes(range(16, 32)).hex()
    models = fit(random_log(), ItemFeatures(), SMALL)
    arrays = models.to_arrays() | {
        "product_ids": np.arange(100, 112),
        PEOPLE: digests_of([first, second]),
    }
    # Two of its products are gone, one came since; of its people one is still known.
    earlier = EarlierVersion.from_arrays(
        arrays, product_ids=np.array([99, *range(102, 112)]), people=["ff" * 16, second]
    )

    assert earlier.items(np.array([0, 1, 10])).tolist() == [2, 11]
    assert earlier.back(np.array([0, 2, 11])).tolist() == [1, 10]
    assert (earlier.user_of(0), earlier.user_of(1)) == (None, 1)
    assert place_of(earlier.models, Surface.FOR_USER, ladder(models, Surface.FOR_USER)) == 0


def _chosen(found, not_worse, *, incumbent=None, better=False):
    return choose(
        found=found,
        not_worse=not_worse,
        incumbent=incumbent,
        clearly_better=lambda one, other: better,
    )


def test_the_best_of_those_not_worse_is_chosen():
    assert _chosen([0.5, 0.3, 0.2], [False, True, True]) == 1
    assert _chosen([0.5, 0.3, 0.2], [False, False, False]) == 2


def test_the_champions_step_stays_until_another_is_clearly_better():
    assert _chosen([0.5, 0.3, 0.2], [True] * 3, incumbent=1) == 1
    assert _chosen([0.5, 0.3, 0.2], [True] * 3, incumbent=1, better=True) == 0
    assert _chosen([0.5, 0.3, 0.2], [True, False, True], incumbent=1) == 0
