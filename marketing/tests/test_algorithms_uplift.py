"""Learners find planted effects, and facts are counted as by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.algorithms.boosting import answer
from marketing.algorithms.qini import qini_curve
from marketing.algorithms.uplift import (
    FOLDS,
    Cases,
    Learner,
    areas,
    fit_blend,
    fit_response,
    fit_uplift,
    folds,
    own_effects,
)
from marketing.algorithms.uplift_facts import DAY, Fact, Moments, Past, facts_at

COLUMNS = list(Fact)


def planted(n, *, seed, effect, holdout=0.3):
    """Who orders hangs on the first fact, whom it changes on the second."""
    draw = np.random.default_rng(seed)
    facts = draw.random((n, 4))
    treated = draw.random(n) >= holdout
    chance = 0.06 + 0.6 * facts[:, 0] + treated * effect(facts)
    outcome = (draw.random(n) < chance).astype(float)
    return Cases(facts, treated, np.full(n, 1 - holdout), outcome, np.arange(n))


def differing(facts):
    return np.where(facts[:, 1] > 0.5, 0.2, -0.05)


@pytest.fixture(scope="module")
def lessons():
    return planted(12_000, seed=1, effect=differing), planted(12_000, seed=2, effect=differing)


@pytest.mark.parametrize("learner", list(Learner))
def test_every_learner_ranks_by_the_effect_and_not_by_who_orders(lessons, learner):
    learned, exam = lessons
    effects = fit_uplift(learned, learner).effects(exam.facts)
    truth = differing(exam.facts)
    assert np.corrcoef(effects, truth)[0, 1] > 0.7
    response = answer(fit_response(learned), exam.facts)
    ours, theirs = (part.mean() for part in areas(exam, [effects, response]))
    assert ours > theirs + 0.005


def test_the_blend_has_the_effects_size(lessons):
    learned, exam = lessons
    effects = fit_blend(learned).effects(exam.facts)
    changed = exam.facts[:, 1] > 0.5
    assert effects[changed].mean() == pytest.approx(0.2, abs=0.05)
    assert effects[~changed].mean() == pytest.approx(-0.05, abs=0.05)


def test_areas_by_case_agree_with_the_curve(lessons):
    learned, exam = lessons
    effects = fit_uplift(learned, Learner.CLASS).effects(exam.facts)
    (by_case,) = areas(exam, [effects])
    curve = qini_curve(effects, exam.outcome, exam.treated)
    assert by_case.mean() == pytest.approx(curve.qini, abs=4 * by_case.std() / np.sqrt(len(exam)))


def test_own_effects_have_the_right_mean_where_few_are_held_out():
    cases = planted(20_000, seed=4, effect=lambda facts: np.full(len(facts), 0.1), holdout=0.1)
    found = own_effects(cases)
    assert found.mean() == pytest.approx(0.1, abs=4 * found.std() / np.sqrt(len(cases)))


def test_one_person_is_in_one_fold():
    person = np.repeat(np.arange(100), 3)
    found = folds(person).reshape(-1, 3)
    assert (found == found[:, :1]).all()
    assert set(found[:, 0]) == set(range(FOLDS))


def test_without_a_holdout_nothing_is_learned():
    cases = planted(100, seed=5, effect=differing, holdout=0.3)
    everybody = Cases(cases.facts, np.ones(100, bool), cases.chance, cases.outcome, cases.person)
    with pytest.raises(ValueError, match="nobody to compare"):
        fit_blend(everybody)
    with pytest.raises(ValueError, match="each case"):
        Cases(cases.facts, cases.treated[:-1], cases.chance, cases.outcome, cases.person)


def moments(*pairs, amounts=None):
    person, seconds = np.array(pairs, np.int64).reshape(-1, 2).T
    return Moments(person, seconds, None if amounts is None else np.array(amounts, float))


def test_facts_are_what_was_known_just_before():
    now = 400 * DAY
    past = Past(
        joined=np.array([now - 30 * DAY, now - 100 * DAY]),
        watched_since=np.array([now - 60 * DAY, now + 1]),
        orders=moments((0, now - 20 * DAY), (0, now - 5 * DAY), (0, now), (1, now + 1)),
        revenue=moments((0, now - 20 * DAY), (0, now - 5 * DAY), (0, now), amounts=[100, 300, 999]),
        visits=moments((0, now - 31 * DAY), (0, now - 1), (1, now - 1)),
        mails=moments((0, now - 3 * DAY), (0, now - 40 * DAY), (1, now - DAY)),
        opens=moments((0, now - 3 * DAY)),
        clicks=moments((0, now - 2 * DAY)),
    )
    first, second = facts_at(past, np.array([0, 1]), np.array([now, now]))
    known = dict(zip(COLUMNS, first.tolist(), strict=True))
    assert known == {
        Fact.RECENCY: 5, Fact.ORDERS: 2, Fact.ORDERS_90: 2, Fact.REVENUE: 400,
        Fact.AVERAGE_ORDER: 200, Fact.VISITS_30: 1, Fact.VISITS_90: 2, Fact.MAILS_30: 1,
        Fact.OPEN_RATE: 0.5, Fact.CLICK_RATE: 0.5, Fact.CLICKS: 1, Fact.LAST_CLICK: 2,
        Fact.MEMBER_DAYS: 30,
    }  # fmt: skip
    other = dict(zip(COLUMNS, second.tolist(), strict=True))
    assert other[Fact.ORDERS] == 0
    assert np.isnan(other[Fact.RECENCY])
    assert np.isnan(other[Fact.VISITS_30])  # not yet watched is not the same as never here


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 50)), max_size=30),
    st.integers(0, 3),
    st.integers(0, 60),
    st.integers(1, 60),
)
def test_counts_are_those_of_a_loop(pairs, person, at, seconds):
    found = moments(*pairs)
    asked = np.array([person]), np.array([at])
    own = [when for who, when in pairs if who == person and when < at]
    assert found.within(*asked).tolist() == [len(own)]
    assert found.within(*asked, seconds).tolist() == [sum(when >= at - seconds for when in own)]
    (since,) = found.days_since_last(*asked).tolist()
    assert since == (at - max(own)) / DAY if own else np.isnan(since)
