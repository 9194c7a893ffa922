"""Learned, judged by weeks it never saw, kept or refused; statistics answer without it."""

from datetime import timedelta

import numpy as np
import pytest

from events import jobs
from events.models import DailyDemand, Job
from forecasting.algorithms import pipeline
from forecasting.algorithms.panel import Panel, Period
from forecasting.drift import look_for_drift
from forecasting.jobs import ask_where_missing, plan_run
from forecasting.judging import judge, reports_of, try_out
from forecasting.models import Answerer, BacktestReport, DemandForecast, Grain, Level
from forecasting.serving import NAME, served
from forecasting.tests.factories import TODAY, make_variant, sell, steady
from forecasting.training import train_forecasting
from foundation import clock
from mlops.models import ModelVersion, VersionState
from mlops.selectors import champion
from mlops.services import roll_back

pytestmark = pytest.mark.django_db
alike = pytest.mark.any_database
"""They read and write as the first of these tests does, which every database is asked."""


def _silent(text):
    return None


@pytest.fixture
def shop():
    """A dozen variants that sell steadily: the last week again is a poor guide to Poisson sales."""
    made = [make_variant(f"SKU-{number}", category=f"C{number % 3}") for number in range(12)]
    for number, variant in enumerate(made):
        sell(variant, steady(280, level=2 + number, seed=number), until=clock.business_day())
    return made


def test_a_version_is_trained_judged_and_serves(shop):
    version = train_forecasting(_silent)
    assert version is not None
    assert version.state == VersionState.CHAMPION, version.reason
    assert version.metrics["week"]["wape"] < version.baseline["week"]["wape"]
    assert version.metrics["day"]["wape"] < version.baseline["day"]["wape"]
    assert all(contest["passed"] for contest in version.gate)
    rows = BacktestReport.objects.filter(version=version, demand_class="")
    told = {(row.grain, row.level, row.answerer) for row in rows}
    assert told == {
        (grain, level, who)
        for grain in (Grain.DAY, Grain.WEEK)
        for level in (Level.VARIANT, Level.CATEGORY, Level.SHOP)
        for who in (Answerer.MODEL, Answerer.SEASONAL_NAIVE)
    }
    ours = rows.get(grain=Grain.WEEK, level=Level.VARIANT, answerer=Answerer.MODEL)
    assert ours.series == 12
    assert ours.wape == pytest.approx(version.metrics["week"]["wape"], abs=0.001)
    assert 0 < ours.coverage_80 < ours.coverage_95 <= 100
    shop_row = rows.get(grain=Grain.WEEK, level=Level.SHOP, answerer=Answerer.MODEL)
    assert shop_row.wape < ours.wape, "a sum errs less than its parts"
    assert shop_row.mase is None, "of a sum nobody reckoned its scale"

    run = plan_run()
    jobs.run_due()
    assert set(DemandForecast.objects.values_list("version", flat=True)) == {version.version}
    assert run.version == version.version

    reports = look_for_drift()
    assert {report.figure for report in reports} == {
        "classes", "units", "prices", "categories", "errors",
    }  # fmt: skip
    assert not any(report.is_alarm for report in reports)


def test_drift_is_looked_for_in_those_that_were_learned_from(shop, monkeypatch):
    """Of very many variants the most sold are learned from; beside all others all had drifted."""
    monkeypatch.setattr("forecasting.dataset.MOST_LEARNED", 6)
    version = train_forecasting(_silent)
    assert version.trained_on["variants"] == 6
    trust = version.trained_on["drift"]["units"]["counts"]
    report = next(one for one in look_for_drift() if one.figure == "units")
    assert report.rows == sum(trust) == 6


@alike
def test_a_second_version_is_judged_by_the_first_and_can_be_taken_back(shop):
    first = train_forecasting(_silent)
    second = train_forecasting(_silent)
    assert {contest["rival"] for contest in second.gate} == {"baseline", "champion"}
    assert second.state == VersionState.CHAMPION, second.reason
    roll_back(name=NAME)
    assert champion(NAME).pk == first.pk
    assert served().version == first.version


def test_too_little_history_trains_nothing_and_statistics_answer():
    variant = make_variant("YOUNG")
    sell(variant, steady(60), until=clock.business_day())
    assert train_forecasting(_silent) is None
    plan_run()
    jobs.run_due()
    row = DemandForecast.objects.get()
    assert (row.version, row.next_28 > 0) == ("", True)


def test_an_empty_shop_trains_nothing():
    assert train_forecasting(_silent) is None
    assert not ModelVersion.objects.exists()


def _panel(units) -> Panel:
    n = len(units)
    return Panel(np.arange(n), Period.WEEK, TODAY, np.asarray(units, float), np.zeros(n, int))


def test_a_version_that_is_worse_than_the_last_season_again_is_refused(monkeypatch):
    level = np.repeat(np.arange(5, 45), 40).reshape(40, 40)
    monkeypatch.setattr("forecasting.judging.look_ahead", _thrice)
    trial = try_out(_panel(level), None, report=_silent)
    judgement = judge([trial])
    assert not judgement.accepted
    assert "WAPE" in judgement.reason


def _thrice(model, panel, horizon, plans):
    from forecasting.algorithms.forecast import Forecast

    told = pipeline.look_ahead(model, panel, horizon, plans)
    return Forecast(told.mean * 3, told.method, told.quantiles)


def test_a_class_is_told_apart_in_the_reports():
    rng = np.random.default_rng(3)
    often, seldom = rng.poisson(20, (20, 60)), rng.poisson(0.2, (20, 60))
    trial = try_out(_panel(np.concatenate([often, seldom])), None, report=_silent)
    rows = [row for row in reports_of(trial) if row.answerer == Answerer.MODEL]
    classes = {row.demand_class for row in rows if row.level == Level.VARIANT}
    assert {"", "smooth"} <= classes
    assert classes & {"intermittent", "lumpy"}


@alike
def test_sales_that_stopped_are_not_learned_from(shop):
    recent = clock.business_day() - timedelta(days=6)
    DailyDemand.objects.filter(day__gte=recent).delete()
    refused = train_forecasting(_silent)
    assert refused.state == VersionState.REFUSED
    assert "last 6 days" in refused.reason
    assert train_forecasting(_silent, trust_data=True).state != VersionState.REFUSED


@alike
def test_sales_that_were_lost_are_not_learned_from(shop):
    train_forecasting(_silent)
    DailyDemand.objects.filter(variant_id__in=[v.pk for v in shop[6:]]).delete()
    refused = train_forecasting(_silent)
    assert refused.state == VersionState.REFUSED
    assert "are left" in refused.reason
    assert champion(NAME).state == VersionState.CHAMPION


def test_the_weekly_training_has_all_forecasts_made_anew(shop):
    jobs.enqueue("forecasting.train", key="weekly")
    jobs.run_due(limit=1)
    version = champion(NAME)
    assert Job.objects.get(key="weekly").result == {"version": version.version}
    assert Job.objects.filter(name="forecasting.forecast").exists()


def test_a_first_version_that_is_refused_leaves_statistics_to_tell_at_once(shop):
    DailyDemand.objects.filter(day__gte=clock.business_day() - timedelta(days=6)).delete()
    ask_where_missing()
    jobs.run_due(limit=1)
    assert ModelVersion.objects.get().state == VersionState.REFUSED
    assert Job.objects.filter(name="forecasting.forecast").exists()


@alike
def test_a_champion_that_cannot_be_read_leaves_statistics(shop, settings):
    version = train_forecasting(_silent)
    settings.ARTIFACTS_DIR = settings.DATA_DIR / "nothing-here"
    assert served(version).weekly is None
