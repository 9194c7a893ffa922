"""Churn, value, next order and likely goods on customers of whom the truth is known."""

from dataclasses import replace

import numpy as np
import pytest

from analytics.algorithms.behaviour import Behaviour
from analytics.algorithms.calibration import calibrate, chance, log_odds
from analytics.algorithms.churn import GROUNDS, fit_churn
from analytics.algorithms.closed_windows import (
    begins_of,
    closed_windows,
    fit_habits,
    halves,
    independent_windows,
    outcome_of,
    window,
)
from analytics.algorithms.customer_facts import AHEAD, BEHAVIOURAL, COLUMN, Fact, Ground, facts_of
from analytics.algorithms.customer_scores import (
    calibration_error,
    placements,
    rank_agreements,
    squared_errors,
    top_shares,
)
from analytics.algorithms.customer_value import COVERED, fit_spend
from analytics.algorithms.likely_groups import taste_of
from analytics.algorithms.next_order import fit_next_order
from analytics.algorithms.purchases import UNKNOWN
from analytics.tests.drawn_customers import FAVOURITES, UNTIL, draw, with_later

EXAM = UNTIL - AHEAD


@pytest.fixture(scope="module")
def drawn():
    return draw()


@pytest.fixture(scope="module")
def learned(drawn):
    known = drawn[0].before(EXAM)
    return closed_windows(
        known, None, begins=begins_of(int(known.day.min()), EXAM - AHEAD), days=AHEAD
    )


@pytest.fixture(scope="module")
def exam(drawn):
    return window(drawn[0], None, begins=EXAM, days=AHEAD)


# --- windows ---------------------------------------------------------------------------------
def test_facts_know_nothing_of_what_came_later(drawn):
    purchases = drawn[0]
    facts = window(purchases, None, begins=EXAM, days=AHEAD).facts
    changed = window(with_later(purchases, EXAM), None, begins=EXAM, days=AHEAD)
    assert np.array_equal(facts.values, changed.facts.values, equal_nan=True)
    earlier = window(with_later(purchases, EXAM - 1), None, begins=EXAM, days=AHEAD)
    assert not np.array_equal(facts.values, earlier.facts.values, equal_nan=True)


def test_a_window_that_is_not_over_teaches_nothing(drawn):
    with pytest.raises(ValueError, match="not over"):
        window(drawn[0], None, begins=EXAM + 1, days=AHEAD)


def test_windows_lie_evenly_in_the_past_and_none_before_there_are_habits():
    assert begins_of(0, 59) == []
    assert begins_of(0, 60) == [60]
    assert begins_of(0, 100) == [100, 86, 72]
    many = begins_of(0, 3_000)
    assert len(many) <= 12
    assert many[0] == 3_000
    assert len(set(np.diff(many))) == 1


def test_outcomes_are_counted_from_the_morning_to_the_last_evening(drawn):
    purchases = drawn[0]
    first = int(purchases.day[purchases.customer == 3].min())
    customers = purchases.customers[[3]]
    assert outcome_of(customers, purchases, first, first + 1).orders[0] >= 1
    assert outcome_of(customers, purchases, first, first + 1).days_to_next[0] == 0
    before = outcome_of(customers, purchases, first - 30, first)
    assert (before.orders[0], before.days_to_next[0], before.stayed_away[0]) == (0, np.inf, 1)


def test_nobody_learns_from_themselves(learned):
    customers = np.concatenate([each.facts.customers for each in learned])
    for learns, asked in halves(customers):
        assert not set(customers[learns]) & set(customers[asked])
    assert [learns.sum() for learns, _asked in halves(np.arange(0, 8_000, 8))] == pytest.approx(
        [500, 500], abs=50
    )
    assert list(halves(np.array([2, 2]))) == []


# --- churn -----------------------------------------------------------------------------------
def test_churn_is_told_better_than_by_recency_and_comes_true(learned, exam):
    risk, away = fit_churn(learned).risks(exam.facts.values), exam.outcome.stayed_away
    recency = placements(exam.facts[Fact.RECENCY], away).mean()
    assert placements(risk, away).mean() > recency + 0.03
    assert risk.mean() == pytest.approx(away.mean(), abs=0.06)
    assert calibration_error(risk, away) < 0.09


def test_never_one_minus_alive(learned, exam, drawn):
    """One-time buyers have hardly left by BG/NBD, and mostly stay away: the two disagree."""
    once = exam.facts[Fact.REPEATS] == 0
    buying = fit_habits(drawn[0].before(EXAM)).buying
    assert (1 - buying.alive(exam.facts.rhythm))[once].max() == 0
    risk = fit_churn(learned).risks(exam.facts.values)
    assert risk[once].mean() == pytest.approx(exam.outcome.stayed_away[once].mean(), abs=0.12)


def test_reasons_point_where_the_risk_goes(learned, exam):
    churn = fit_churn(learned)
    effects = churn.reasons(exam.facts.values)
    assert effects.shape == (len(exam), len(GROUNDS))
    agreement = np.corrcoef(effects.sum(axis=1), log_odds(churn.risks(exam.facts.values)))[0, 1]
    assert agreement > 0.9
    rhythm = effects[:, GROUNDS.index(Ground.RHYTHM)]
    long_gone = exam.facts[Fact.RECENCY] > 200
    assert rhythm[long_gone].mean() > 0 > rhythm[~long_gone].mean()


def test_reasons_of_nobody_are_none(learned, exam):
    assert fit_churn(learned).reasons(exam.facts.values[:0]).shape == (0, len(GROUNDS))


def test_where_nobody_stays_away_there_is_nothing_to_learn(learned):
    always = [
        replace(each, outcome=replace(each.outcome, orders=each.outcome.orders + 1))
        for each in learned
    ]
    with pytest.raises(ValueError, match="apart"):
        fit_churn(always)


# --- calibration -----------------------------------------------------------------------------
def test_a_level_that_all_windows_share_is_corrected_and_one_of_the_season_is_not():
    random = np.random.default_rng(5)
    odds = random.normal(0, 1, 6_000)
    cases = np.repeat(np.arange(6), 1_000)
    shared = (random.random(6_000) < chance(odds + 1)).astype(float)
    assert calibrate(chance(odds), shared, cases, independent=6).shift == pytest.approx(1, abs=0.1)
    season = np.where(cases % 2, 0.8, -0.7)
    seasonal = (random.random(6_000) < chance(odds + season)).astype(float)
    assert calibrate(chance(odds), seasonal, cases, independent=6).shift == 0
    assert calibrate(chance(odds), shared, np.zeros(6_000), independent=1).shift == 0


def test_chances_that_exaggerate_are_drawn_in():
    random = np.random.default_rng(5)
    odds = random.normal(0, 1, 4_000)
    came = (random.random(4_000) < chance(odds)).astype(float)
    found = calibrate(chance(3 * odds), came, np.arange(4_000) % 2, independent=2)
    assert found.slope == pytest.approx(1 / 3, abs=0.04)
    told = found.apply(chance(3 * odds))
    assert squared_errors(told, came).mean() < squared_errors(chance(3 * odds), came).mean()


def test_chances_that_lead_astray_are_left_alone():
    came = np.tile([0.0, 1.0], 200)
    found = calibrate(1 - came * 0.8 - 0.1, came, np.arange(400) % 2, independent=2)
    assert (found.slope, found.shift) == (1, 0)


# --- value -----------------------------------------------------------------------------------
def test_value_ranks_customers_and_its_interval_holds_eight_of_ten(learned, exam):
    spend = fit_spend(learned)
    money, spent = spend.money(exam.facts.values), exam.outcome.revenue
    assert rank_agreements(money, spent).mean() > 0.5
    assert top_shares(money, spent).mean() > 0.3
    assert money.sum() == pytest.approx(spent.sum(), rel=0.25)
    low, high = spend.spread.ends(money)
    assert ((spent >= low) & (spent <= high)).mean() == pytest.approx(COVERED, abs=0.08)
    assert (low <= high).all()


def test_value_is_in_the_unit_of_the_orders(learned, exam):
    tenfold = [
        replace(
            each,
            facts=replace(each.facts, values=_dearer(each.facts.values)),
            outcome=replace(each.outcome, revenue=each.outcome.revenue * 10),
        )
        for each in learned
    ]
    once = fit_spend(learned).money(exam.facts.values)
    often = fit_spend(tenfold).money(_dearer(exam.facts.values))
    assert np.median(often / once) == pytest.approx(10, rel=0.15)


def test_too_few_who_spend_teach_nothing(learned):
    poor = [
        replace(each, outcome=replace(each.outcome, revenue=np.zeros(len(each))))
        for each in learned
    ]
    with pytest.raises(ValueError, match="too few"):
        fit_spend(poor)


def _dearer(values: np.ndarray) -> np.ndarray:
    money = (
        Fact.REVENUE, Fact.REVENUE_90, Fact.AVERAGE_ORDER, Fact.LARGEST_ORDER,
        Fact.EXPECTED_ORDER, Fact.EXPECTED_REVENUE,
    )  # fmt: skip
    found = values.copy()
    found[:, [COLUMN[fact] for fact in money]] *= 10
    return found


# --- next order, likely goods ----------------------------------------------------------------
def test_the_window_of_the_next_order_holds_half_of_those_who_order(learned, exam):
    ends = fit_next_order(learned).quantiles(exam.facts.values)
    waited = exam.outcome.days_to_next
    came = np.isfinite(waited)
    inside = (waited >= ends[:, 0]) & (waited <= ends[:, 2])
    assert inside[came].mean() == pytest.approx(0.5, abs=0.12)
    missed = np.abs(ends[came, 1] - waited[came]).mean()
    assert missed < np.abs(45 - waited[came]).mean()
    assert (np.diff(ends, axis=1) >= 0).all()


def test_too_few_returns_tell_no_window(exam):
    assert fit_next_order([_first_of(exam, 20)]) is None


def test_who_buys_one_thing_is_expected_to_buy_it_again(drawn):
    purchases, truth = drawn
    taste = taste_of(purchases, purchases.lines.product)
    often = np.flatnonzero(purchases.counts() >= 8)
    groups, chances = taste.likeliest(often, 3)
    favourite = truth.favourite[purchases.customers[often] - 1]
    assert (groups[:, 0] == favourite).mean() > 0.95
    assert (chances >= 0).all()
    assert (chances <= 1).all()


def test_a_newcomer_is_expected_to_buy_what_the_shop_sells(drawn):
    purchases = drawn[0]
    group = np.where(purchases.lines.product < FAVOURITES, 1, UNKNOWN)
    taste = taste_of(purchases, group)
    once = np.flatnonzero(purchases.counts() == 1)
    assert taste.groups.tolist() == [1]
    assert 0 < taste.chances(once).min() < taste.shop[0] < taste.chances(once).max() < 1


# --- behaviour -------------------------------------------------------------------------------
def test_who_did_not_agree_has_no_facts_of_behaviour(drawn):
    past = drawn[0].before(EXAM)
    habits = fit_habits(past)
    watched = past.customers[:2]
    behaviour = _views(watched, row=0, days=(EXAM - 200, EXAM - 5, EXAM - 4, EXAM + 3))
    facts = facts_of(past, behaviour, habits.buying, habits.spending)
    known = facts.values[:, [COLUMN[fact] for fact in BEHAVIOURAL]]
    assert np.isfinite(known[:2]).all()
    assert np.isnan(known[2:]).all()
    assert facts[Fact.VISIT_DAYS_90][:2].tolist() == [2, 0]
    assert facts[Fact.LAST_VISIT][:2].tolist() == [4, 365]


def test_who_agreed_later_is_not_taken_for_idle_before(drawn):
    past = drawn[0].before(EXAM)
    habits = fit_habits(past)
    visits = _views(past.customers[:2], row=0, days=(EXAM - 5,))
    late = replace(visits, known_from=np.array([0, EXAM - 10]))
    facts = facts_of(past, late, habits.buying, habits.spending)
    assert np.isfinite(facts[Fact.VISIT_DAYS_90][:2]).tolist() == [True, False]
    young = replace(visits, since=EXAM - 30)
    assert np.isnan(facts_of(past, young, habits.buying, habits.spending)[Fact.CARTED]).all()


def test_visits_are_a_reason_where_they_tell_something(drawn, exam):
    purchases = drawn[0]
    behaviour = _those_who_stay_look_around(purchases)
    known = purchases.before(EXAM)
    begins = begins_of(int(known.day.min()), EXAM - AHEAD)
    churn = fit_churn(closed_windows(known, behaviour, begins=begins, days=AHEAD))
    told = window(purchases, behaviour, begins=EXAM, days=AHEAD)
    effect = churn.reasons(told.facts.values)[:, GROUNDS.index(Ground.VISITS)]
    assert effect[told.outcome.stayed_away > 0].mean() > effect.mean() + 0.05


def _views(customers, *, row: int, days) -> Behaviour:
    day = np.array(days)
    return Behaviour(
        since=0,
        until=UNTIL,
        customers=customers,
        customer=np.full(len(day), row),
        kinds=("product.viewed",),
        kind=np.zeros(len(day), np.int64),
        seconds=day * 86_400,
        day=day,
        hour=np.zeros(len(day), np.int64),
        product=np.full(len(day), UNKNOWN),
    )


def _those_who_stay_look_around(purchases) -> Behaviour:
    """A visit a week before each order."""
    day = purchases.day - 7
    order = np.lexsort((day, purchases.customer))
    visits = _views(purchases.customers, row=0, days=day[order])
    return replace(visits, customer=purchases.customer[order])


def _first_of(one, count: int):
    return replace(
        one,
        facts=replace(
            one.facts, customers=one.facts.customers[:count], values=one.facts.values[:count]
        ),
        outcome=replace(
            one.outcome,
            orders=one.outcome.orders[:count],
            revenue=one.outcome.revenue[:count],
            days_to_next=one.outcome.days_to_next[:count],
        ),
    )


# --- scores ----------------------------------------------------------------------------------
def test_scores_by_hand():
    came = np.array([1.0, 0, 1, 0])
    assert placements(np.array([0.9, 0.5, 0.5, 0.1]), came).tolist() == [1, 0.75]
    told, spent = np.array([3.0, 1, 2, 0]), np.array([30.0, 10, 20, 0])
    assert rank_agreements(told, spent).mean() == pytest.approx(1)
    assert rank_agreements(-told, spent).mean() == pytest.approx(-1)
    assert top_shares(told, spent, top=0.25).mean() == pytest.approx(0.5)
    assert calibration_error(np.full(10, 0.3), np.ones(10), parts=2) == pytest.approx(0.7)


def test_scores_of_what_cannot_be_ranked_are_nought():
    assert rank_agreements(np.ones(4), np.arange(4.0)).mean() == 0
    assert top_shares(np.arange(4.0), np.zeros(4)).mean() == 0
    with pytest.raises(ValueError, match="apart"):
        placements(np.ones(3), np.ones(3))


def test_windows_that_overlap_are_worth_less_than_their_number(learned):
    assert 1 < independent_windows(learned) < len(learned)
