"""What the AI earned is told by experiments alone, with intervals, or as not yet known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from analytics.returns.selectors import ai_returns, total_of
from analytics.returns.sources import Earned, Evidence, Findings, Work, return_sources
from experiments.metrics import Metric
from experiments.models import Experiment, ResultSnapshot, Verdict
from experiments.services import save_draft, set_arms, start
from experiments.snapshots import take_snapshots
from experiments.tests.factories import BEGIN, arm_named, days, order, see
from foundation import clock
from pricing.models import PriceTestState
from pricing.price_tests.results import Result
from pricing.price_tests.services import start as start_price_test
from pricing.price_tests.services import stop as stop_price_test
from pricing.tests.price_test_shop import TestShop, midday

pytestmark = pytest.mark.django_db

FIRST_DAY = clock.business_day(BEGIN)
A_MONTH = (FIRST_DAY, FIRST_DAY + timedelta(days=27))


def _running(control: str, **arms: str) -> Experiment:
    """An experiment on home's row, judged by revenue; arms by their strategies."""
    experiment = save_draft(
        experiment=Experiment(
            slug="home-row", name="Home row", hypothesis="Taste sells.", slot="home.for_you",
            primary_metric=Metric.REVENUE, base_mean=500.0, base_deviation=2_000.0,
        ),
        at=BEGIN,
    )  # fmt: skip
    share = 10_000 // (len(arms) + 1)
    shares = {"control": 10_000 - share * len(arms), **dict.fromkeys(arms, share)}
    set_arms(experiment=experiment, shares=shares, strategies={"control": control, **arms})
    return start(experiment=experiment, actor=None, at=BEGIN)


def _known(
    experiment: Experiment,
    arm: str,
    day: date,
    *,
    visitors: int,
    difference: tuple[float, float, float] | None = None,
) -> None:
    told = difference or (None, None, None)
    ResultSnapshot.objects.create(
        experiment=experiment, arm=arm_named(experiment, arm), metric=Metric.REVENUE, day=day,
        measured_at=clock.day_bounds(day)[1], subjects=visitors, mean=0.0, adjusted_mean=0.0,
        difference=told[0], difference_lower=told[1], difference_upper=told[2],
    )  # fmt: skip


def _of(work: Work, span: tuple[date, date] = A_MONTH):
    [found] = [part for part in ai_returns(*span) if part.work == work]
    return found


def test_a_shop_without_experiments_knows_of_nothing_that_was_earned():
    returns = ai_returns(*A_MONTH)
    assert [part.work for part in returns] == list(Work)
    assert not any(part.is_known for part in returns)
    assert all(part.why.startswith("Not yet known") for part in returns)
    assert total_of(returns) == []


def test_each_visitor_of_the_learning_list_brought_the_difference():
    experiment = _running("popularity", taste="taste")
    _known(experiment, "control", A_MONTH[1], visitors=990)
    _known(experiment, "taste", A_MONTH[1], visitors=1_000, difference=(40.0, -10.0, 90.0))

    found = _of(Work.RECOMMENDATIONS)
    assert (found.earned_minor, found.low_minor, found.high_minor) == (40_000, -10_000, 90_000)
    assert found.counted == Earned.REVENUE
    assert [one.row for one in found.evidence] == [("experiments.experiment", experiment.pk)]


def test_where_the_learning_list_is_control_the_one_held_out_tells_what_it_earns():
    experiment = _running("personalised", crowd="popularity")
    _known(experiment, "control", A_MONTH[1], visitors=2_000)
    _known(experiment, "crowd", A_MONTH[1], visitors=100, difference=(-30.0, -50.0, -10.0))

    found = _of(Work.RECOMMENDATIONS)
    assert (found.earned_minor, found.low_minor, found.high_minor) == (60_000, 20_000, 100_000)


def test_two_ways_to_learn_tell_nothing_of_learning():
    experiment = _running("personalised", taste="taste")
    _known(experiment, "taste", A_MONTH[1], visitors=100, difference=(30.0, 10.0, 50.0))
    assert not _of(Work.RECOMMENDATIONS).is_known


def test_a_period_counts_those_who_came_in_it_and_parts_sum_to_the_whole():
    experiment = _running("popularity", taste="taste")
    half = FIRST_DAY + timedelta(days=13)
    _known(experiment, "taste", half, visitors=300, difference=(99.0, 0.0, 200.0))
    _known(experiment, "taste", A_MONTH[1], visitors=1_000, difference=(10.0, 5.0, 15.0))

    earlier = _of(Work.RECOMMENDATIONS, (FIRST_DAY, half)).earned_minor
    later = _of(Work.RECOMMENDATIONS, (half + timedelta(days=1), A_MONTH[1])).earned_minor
    assert (earlier, later) == (3_000, 7_000)  # by what is known now, not by what was then
    assert _of(Work.RECOMMENDATIONS).earned_minor == 10_000


def test_days_on_which_it_did_not_run_have_no_part_in_it():
    experiment = _running("popularity", taste="taste")
    _known(experiment, "taste", FIRST_DAY, visitors=300, difference=(9.0, 0.0, 20.0))
    day_before = FIRST_DAY - timedelta(days=1)
    assert not _of(Work.RECOMMENDATIONS, (day_before, day_before)).is_known


@pytest.mark.parametrize("why", ["skewed", "unbounded", "unmeasured"])
def test_what_cannot_be_believed_is_said_and_not_counted(why):
    experiment = _running("popularity", taste="taste")
    if why != "unmeasured":
        difference = (9.0, 0.0, 20.0) if why == "skewed" else None
        _known(experiment, "taste", FIRST_DAY, visitors=300, difference=difference)
    if why == "skewed":
        Experiment.objects.filter(pk=experiment.pk).update(verdict=Verdict.SKEWED)
    found = _of(Work.RECOMMENDATIONS)
    assert not found.is_known
    assert "1 experiment of these days does not tell" in found.why


def test_a_measured_experiment_says_what_its_own_page_says():
    experiment = _running("popularity", taste="taste")
    for number in range(400):
        moment = BEGIN + days(number % 14)
        for arm, spends in (("control", 500), ("taste", 900)):
            who = see(experiment, arm, at=moment)
            if number % 5 == 0:
                order(who, at=moment, minor=spends)
    take_snapshots(experiment=experiment, at=BEGIN + days(15))

    found = _of(Work.RECOMMENDATIONS)
    row = ResultSnapshot.objects.get(arm=arm_named(experiment, "taste"), metric=Metric.REVENUE)
    assert found.earned_minor == round(400 * row.difference)
    assert found.low_minor == round(400 * row.difference_lower)
    assert found.low_minor < 400 * 80 < found.high_minor  # each fifth spends four more


def _price_test_played() -> tuple[TestShop, object]:
    shop = TestShop(past_days=60, elasticity=-0.5)
    test = shop.draft(step_basis_points=1_000)
    start_price_test(test=test, actor=None)
    shop.play(test, test.days)
    stop_price_test(test=test, actor=None, at=midday(test.starts_on + timedelta(days=test.days)))
    test.refresh_from_db()
    return shop, test


def test_a_tested_price_earned_its_effect_on_the_days_that_asked_it():
    _shop, test = _price_test_played()
    result = Result.of(test)
    ended = test.starts_on + timedelta(days=test.days)
    found = _of(Work.PRICES, (test.starts_on, ended))

    # Half of the periods ask the test price; one day of each period of four does not count.
    asked_days = test.pairs * (test.period_days - test.washout_days)
    usual = result.usual_a_day * asked_days
    assert found.counted == Earned.MARGIN
    assert found.earned_minor == pytest.approx(result.primary.effect * usual, abs=1)
    assert found.low_minor == pytest.approx(result.primary.low * usual, abs=1)
    assert found.low_minor < found.earned_minor < found.high_minor

    after = ended + timedelta(days=1)
    assert not _of(Work.PRICES, (after, after + timedelta(days=30))).is_known


def test_a_running_price_test_is_not_counted_before_its_end():
    shop = TestShop(past_days=60)
    test = shop.draft()
    start_price_test(test=test, actor=None)
    test.refresh_from_db()
    assert test.state == PriceTestState.RUNNING
    found = _of(Work.PRICES, (test.starts_on, test.starts_on))
    assert not found.is_known
    assert "1 price test runs" in found.why


def test_revenue_and_margin_are_never_added_up(monkeypatch):
    def said(counted: Earned, minor: float, half: float) -> Evidence:
        span = (FIRST_DAY, FIRST_DAY)
        return Evidence("x", *span, counted, minor, minor - half, minor + half, ("a.b", 1))

    monkeypatch.setattr(return_sources, "_entries", {
        Work.PRICES: lambda first, last: Findings((said(Earned.MARGIN, 100, 30),)),
        Work.CAMPAIGNS: lambda first, last: Findings(
            (said(Earned.MARGIN, 200, 40), said(Earned.REVENUE, 900, 10))
        ),
    })  # fmt: skip
    returns = ai_returns(*A_MONTH)
    assert [part.counted for part in returns if part.work == Work.CAMPAIGNS] == [
        Earned.REVENUE, Earned.MARGIN,
    ]  # fmt: skip
    revenue, margin = total_of(returns)
    assert (revenue.earned_minor, revenue.low_minor) == (900, 890)
    # Two that err by themselves: the root of 30² + 40².
    assert (margin.earned_minor, margin.low_minor, margin.high_minor) == (300, 250, 350)
