"""Totals by Prophet: what is learned is found again, and nothing a total is like makes it fail."""

import json
import logging
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from forecasting.algorithms import prophet_engine as engine
from forecasting.algorithms.forecast import Method
from forecasting.algorithms.prophet_totals import (
    Occasion,
    TotalModel,
    TotalSettings,
    fit_total,
    without_gaps,
)

FIRST = date(2025, 1, 6)  # a Monday
DAYS = 300
WEEK = np.array([1.0, 1.0, 1.1, 1.2, 1.4, 0.9, 0.4])
SETTINGS = TotalSettings(calibrations=1)
ROOT = Path(__file__).resolve().parent.parent.parent
ASKED = """
from datetime import date
import numpy as np
from forecasting.algorithms.prophet_totals import TotalSettings, fit_total
units = np.random.default_rng(1).poisson(20, 100).astype(float)
told = fit_total(units, first=date(2025, 1, 6), settings=TotalSettings(calibrations=0))
print(told.look_ahead(7).method.name)
"""


@pytest.fixture(scope="module")
def market():
    """A shop with a week, a fair of three days every nine weeks, and promotions that lift."""
    rng = np.random.default_rng(3)
    day = np.arange(DAYS + 90)
    fairs = [begin + day_of for begin in range(20, DAYS + 90, 63) for day_of in range(3)]
    promoted = (rng.random(len(day)) < 0.15).astype(float)
    mean = 200 * WEEK[day % 7] * (1 + 0.5 * promoted)
    mean[fairs] *= 1.8
    units = mean * rng.gamma(60, 1 / 60, len(day))
    occasions = [Occasion("fair", FIRST + timedelta(days=int(one))) for one in fairs]
    return units, mean, promoted, occasions, np.array(fairs)


@pytest.fixture(scope="module")
def fitted(market):
    units, _, promoted, occasions, _ = market
    return fit_total(
        units[:DAYS],
        first=FIRST,
        occasions=occasions,
        regressors={"trend": promoted[:DAYS]},  # a name that Prophet forbids
        settings=SETTINGS,
    )


@pytest.fixture(scope="module")
def told(market, fitted):
    return fitted.look_ahead(90, regressors={"trend": market[2][DAYS:]})


def test_week_promotions_and_a_fair_to_come_are_foretold(market, told):
    truth = market[1][DAYS:]
    assert told.method is Method.PROPHET
    assert told.first == FIRST + timedelta(days=DAYS)
    assert np.abs(told.mean - truth).sum() / truth.sum() < 0.06
    at_the_fair = market[4][market[4] >= DAYS] - DAYS
    assert np.abs(told.mean - truth)[at_the_fair].sum() / truth[at_the_fair].sum() < 0.2


def test_without_the_plans_the_same_days_are_foretold_worse(market, fitted, told):
    truth = market[1][DAYS:]
    blind = fitted.look_ahead(90)
    assert np.abs(blind.mean - truth).sum() > 1.5 * np.abs(told.mean - truth).sum()


def test_bands_hold_about_what_they_say(market, told):
    units = market[0][DAYS:]
    assert (np.diff(told.quantiles, axis=1) >= 0).all()
    inside = (units >= told.quantiles[:, 1]) & (units <= told.quantiles[:, 3])
    assert 0.6 <= inside.mean() <= 0.95


def test_components_are_shares_of_the_trend_and_make_up_the_mean(market, told):
    components = told.components
    assert set(components) == {"trend", "week", "holidays", "outside trend"}
    promoted = market[2].astype(bool)
    lift = components["outside trend"].y
    assert lift[promoted].mean() - lift[~promoted].mean() == pytest.approx(0.5, abs=0.1)
    week = components["week"]
    assert week.x == tuple("0123456")
    np.testing.assert_allclose(week.y - week.y.mean(), WEEK - WEEK.mean(), atol=0.12)
    days = components["holidays"]
    assert len(days.x) == DAYS + 90
    assert days.x[0] == FIRST.isoformat()
    fair = market[4]
    assert np.abs(days.y[fair] - 0.8).mean() < 0.25
    assert np.abs(np.delete(days.y, fair)).max() < 1e-9


def test_what_was_written_as_json_answers_alike(market, fitted, told):
    text = fitted.to_json()
    assert json.loads(text)["days"] == DAYS
    again = TotalModel.from_json(text).look_ahead(90, regressors={"trend": market[2][DAYS:]})
    np.testing.assert_allclose(again.mean, told.mean, rtol=1e-9)
    np.testing.assert_allclose(again.quantiles, told.quantiles, rtol=1e-9)


def test_others_draw_as_if_prophet_had_not_drawn(fitted):
    np.random.seed(11)
    expected = np.random.random()
    np.random.seed(11)
    fitted.look_ahead(3)
    assert np.random.random() == expected


@pytest.mark.parametrize(
    "units",
    [
        np.array([]),
        np.array([3.0, 0.0, 1.0]),
        np.full(200, np.nan),
        np.zeros(200),
        np.full(200, 7.0),
        np.where(np.arange(200) == 150, 5_000.0, 0.0),
        np.where(np.arange(200) % 3 == 0, 2.0, np.nan),
        np.where(np.arange(200) < 165, np.arange(200) % 7 + 1.0, np.nan),
    ],
    ids=["empty", "three days", "unknown", "never sold", "flat", "one outlier", "gaps", "ended"],
)
def test_any_total_has_a_finite_answer(units):
    told = fit_total(units, first=FIRST, settings=SETTINGS).look_ahead(30)
    largest = np.nanmax(units, initial=0) if len(units) else 0
    assert told.mean.shape == (30,)
    assert told.quantiles.shape == (30, 5)
    assert np.isfinite(told.quantiles).all()
    assert (told.quantiles >= 0).all()
    assert told.mean.max() <= 3 * largest
    assert "trend" in told.components


def test_a_fit_that_fails_is_answered_by_the_weekdays(market, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("Error during optimization")

    monkeypatch.setattr(engine, "fit", fail)
    told = fit_total(market[0][:DAYS], first=FIRST, settings=SETTINGS).look_ahead(28)
    assert told.method is Method.STATISTICAL_STAND_IN
    truth = market[1][DAYS : DAYS + 28]
    assert abs(told.mean.sum() / truth.sum() - 1) < 0.25
    assert told.components["week"].y.argmin() == 6


def test_a_line_that_shoots_up_is_not_believed():
    rng = np.random.default_rng(5)
    units = np.concatenate([np.full(150, 5.0), 5 * 1.08 ** np.arange(50)]) * rng.gamma(
        9, 1 / 9, 200
    )
    bendable = TotalSettings(calibrations=0, changepoint_prior=50, changepoint_range=1)
    told = fit_total(units, first=FIRST, settings=bendable).look_ahead(365)
    assert told.mean.max() <= 3 * units.max()


def test_a_year_is_learned_from_two():
    day = np.arange(3 * 365)
    rng = np.random.default_rng(6)
    year = 1 + 0.6 * np.cos(2 * np.pi * (day - 340) / 365.25)
    units = 100 * WEEK[day % 7] * year * rng.gamma(50, 1 / 50, len(day))
    told = fit_total(units[:730], first=FIRST, settings=SETTINGS).look_ahead(365)
    assert np.abs(told.mean - units[730:]).sum() / units[730:].sum() < 0.25
    course = told.components["year"]
    assert course.x[0] == "01-01"
    assert course.x[int(course.y.argmax())][:2] in {"11", "12"}


def test_a_closed_fortnight_is_a_gap_and_a_rare_sale_is_not():
    often = np.full(60, 4.0)
    often[20:34] = 0
    often[50] = 0
    assert np.isnan(without_gaps(often, shortest=4)[20:34]).all()
    assert without_gaps(often, shortest=4)[50] == 0
    rare = np.where(np.arange(60) % 10 == 0, 4.0, 0.0)
    assert not np.isnan(without_gaps(rare, shortest=4)).any()


def test_nothing_is_logged_and_no_file_left(market, caplog, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with caplog.at_level(logging.DEBUG):
        fit_total(market[0][:100], first=FIRST, settings=TotalSettings(calibrations=0))
    assert not caplog.records
    assert not list(tmp_path.glob("prophet-*"))


def test_a_fresh_process_says_nothing():
    """Prophet tells at its import that it cannot draw, cmdstanpy each chain that it begins."""
    told = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["PROPHET"]
    assert told.stderr == ""


def test_plans_that_are_too_short_are_refused(fitted):
    with pytest.raises(ValueError, match="fewer days"):
        fitted.look_ahead(30, regressors={"trend": np.zeros(10)})
    with pytest.raises(ValueError, match="as long as"):
        fit_total(np.ones(90), first=FIRST, regressors={"rain": np.ones(80)})
