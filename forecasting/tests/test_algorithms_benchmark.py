"""The benchmark asks anybody's series by the same rules, and says what it cannot read."""

import csv
from datetime import date, timedelta

import numpy as np
import pytest

from benchmarks.forecasting import own_questions, rows
from benchmarks.forecasting_answers import naive
from benchmarks.forecasting_data import UnreadableData
from benchmarks.reporting import Row
from forecasting.algorithms.panel import NO_PLANS
from forecasting.tests.test_algorithms_pipeline import panel_of


def written(path, *, days):
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["series", "date", "value"])
        for name, level in (("a", 3), ("b", 8)):
            for day in range(days):
                table.writerow([name, date(2025, 1, 6) + timedelta(days=day), level + day % 7])
    return path


def test_own_series_are_asked_by_week_and_by_day_up_to_their_end(tmp_path):
    weekly, daily = own_questions(written(tmp_path / "own.csv", days=52 * 7))

    assert (weekly.name, weekly.horizon, weekly.origins) == ("own-weekly", 8, [36, 40, 44])
    assert (daily.name, daily.horizon) == ("own-daily", 28)
    assert daily.origins == [364 - 28 * back for back in (4, 3, 2, 1)]


def test_a_season_that_comes_again_is_told_without_error(tmp_path):
    daily = own_questions(written(tmp_path / "own.csv", days=52 * 7))[1]

    scores = daily.asked(naive)

    assert scores.series == 2
    assert scores.wape == pytest.approx(0.0)
    assert [row.name for row in rows("own-daily", scores, scores)][:2] == [
        "forecasting/own-daily/wape",
        "forecasting/own-daily/wape_h",
    ]


def test_too_short_a_file_is_said_to_be(tmp_path, capsys):
    assert own_questions(written(tmp_path / "short.csv", days=60)) == []
    assert "too few" in capsys.readouterr().out


def test_a_file_that_is_no_table_of_demand_is_refused(tmp_path):
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("when,what\n1,2\n")

    with pytest.raises(UnreadableData, match="series, date, value"):
        own_questions(wrong)


def test_seasonal_naive_intervals_by_hand():
    # Changes of 3 and -3 by week: sd 3; the second week's is 3 sqrt(2).
    told = naive(panel_of([[5.0, 8.0, 5.0]]), 2, NO_PLANS)

    assert told.quantiles[0, 0, 3] == pytest.approx(5 + 1.281552 * 3)
    assert told.quantiles[0, 1, 3] == pytest.approx(5 + 1.281552 * 3 * np.sqrt(2))


@pytest.mark.parametrize(("value", "reached"), [(76.9, False), (77.0, True), (83.1, False)])
def test_coverage_is_reached_within_its_band(value, reached):
    assert Row("c", value, to_reach=77.0, at_most=83.0).ok is reached
