"""Which model of customers may serve: judged on customers of whom it is known what came."""

from datetime import date, timedelta

import numpy as np
import pytest

from analytics.algorithms.closed_windows import begins_of, closed_windows, window
from analytics.algorithms.customer_facts import AHEAD, Fact
from analytics.customers.judging import (
    TASK,
    is_fair,
    judge_churn,
    judge_value,
    recency_chances,
)
from analytics.tests.drawn_customers import UNTIL, draw
from foundation.moments import FIRST_DAY
from mlops.gate import Rival
from mlops.models import ModelVersion

EXAM = UNTIL - AHEAD


@pytest.fixture(scope="module")
def exam():
    return window(draw()[0], None, begins=EXAM, days=AHEAD)


@pytest.fixture(scope="module")
def learned():
    known = draw()[0].before(EXAM)
    begins = begins_of(int(known.day.min()), EXAM - AHEAD)
    return closed_windows(known, None, begins=begins, days=AHEAD)


def nearly(truth, random) -> np.ndarray:
    """Chances that mostly know what came."""
    return np.clip(0.5 + (truth - 0.5) * 0.6 + random.normal(0, 0.15, len(truth)), 0.01, 0.99)


def test_who_knows_more_than_recency_may_serve(exam, learned):
    plain = recency_chances(learned, exam.facts.values)
    told = nearly(exam.outcome.stayed_away, np.random.default_rng(1))
    judged = judge_churn(told, plain, exam, None)
    assert judged.accepted
    assert judged.metrics[TASK]["auc"] > judged.baseline[TASK]["auc"] > 0.5
    assert judged.metrics[TASK]["brier"] < judged.baseline[TASK]["brier"]


def test_who_knows_nothing_may_not_and_the_reason_says_so(exam, learned):
    plain = recency_chances(learned, exam.facts.values)
    guessed = np.random.default_rng(1).random(len(exam))
    judged = judge_churn(guessed, plain, exam, None)
    assert not judged.accepted
    assert "of the plain baseline" in judged.reason


def test_the_right_order_with_wrong_chances_may_not_serve(exam, learned):
    plain = recency_chances(learned, exam.facts.values)
    told = nearly(exam.outcome.stayed_away, np.random.default_rng(1)) * 0.05
    judged = judge_churn(told, plain, exam, None)
    assert judged.metrics[TASK]["auc"] > judged.baseline[TASK]["auc"]
    assert not judged.accepted


def test_who_is_worse_than_the_champion_may_not_serve(exam, learned):
    plain = recency_chances(learned, exam.facts.values)
    away, random = exam.outcome.stayed_away, np.random.default_rng(1)
    champion = np.clip(0.1 + away * 0.8, 0.01, 0.99)
    judged = judge_churn(nearly(away, random), plain, exam, champion)
    lost = [contest.rival for contest in judged.contests if not contest.passed]
    assert not judged.accepted
    assert set(lost) == {Rival.CHAMPION}


def test_value_is_judged_by_ranks_beside_what_was_spent_so_far(exam):
    random = np.random.default_rng(1)
    spent = exam.outcome.revenue
    knows = judge_value(spent + random.gamma(1, 3_000, len(spent)), 0.8, exam, None)
    assert knows.accepted
    assert knows.metrics[TASK]["in the interval"] == 0.8
    assert not judge_value(random.random(len(spent)), 0.8, exam, None).accepted
    same = judge_value(exam.facts[Fact.REVENUE], 0.8, exam, None)
    assert not same.accepted
    assert same.reason


@pytest.mark.parametrize(("trained", "fair"), [(-1, True), (0, True), (1, False)])
def test_a_champion_that_saw_the_answers_is_not_compared(exam, trained, fair):
    until = FIRST_DAY + timedelta(days=EXAM + trained)
    assert is_fair(ModelVersion(trained_on={"until": until.isoformat()}), exam) is fair


def test_no_champion_and_one_of_another_form_are_not_compared(exam):
    assert not is_fair(None, exam)
    assert not is_fair(ModelVersion(trained_on={}), exam)
    assert not is_fair(ModelVersion(trained_on={"until": date.max.isoformat()}), exam)
