"""Classes by ADI and CV², counted by hand."""

import numpy as np
import pytest

from forecasting.algorithms.classes import (
    DemandClass,
    classes_of,
    demand_class,
    interval_and_variation,
)

HISTORY = 12


def test_interval_and_variation_of_a_known_series():
    # Sold in 4 of 8 periods: 2, 4, 4, 6 -> mean 4, variance (4 + 0 + 0 + 4) / 4 = 2, CV² 2 / 16.
    interval, variation = interval_and_variation(np.array([[0.0, 2, 0, 4, 4, 0, 0, 6]]))

    assert interval[0] == pytest.approx(8 / 4)
    assert variation[0] == pytest.approx(2 / 16)


def test_what_was_before_the_beginning_does_not_count():
    interval, _ = interval_and_variation(np.array([[np.nan, np.nan, 3.0, 0.0, 3.0]]))

    assert interval[0] == pytest.approx(3 / 2)


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ([5.0, 6.0, 5.0, 4.0] * 3, DemandClass.SMOOTH),
        ([1.0, 20.0, 1.0, 1.0] * 3, DemandClass.ERRATIC),
        ([5.0, 0.0, 5.0, 0.0] * 3, DemandClass.INTERMITTENT),
        ([1.0, 0.0, 20.0, 0.0] * 3, DemandClass.LUMPY),
        ([0.0] * HISTORY, DemandClass.NONE),
        ([5.0] * 7, DemandClass.NEW),
        ([5.0] * 8, DemandClass.SMOOTH),
        ([0.0] * 3, DemandClass.NEW),
        ([], DemandClass.NEW),
    ],
)
def test_class_of_a_series(units, expected):
    assert demand_class(units) is expected


def test_returns_are_no_demand():
    assert demand_class([-1.0, 0.0] * 6) is DemandClass.NONE


def test_rows_are_judged_apart():
    units = np.array([[5.0] * HISTORY, [0.0] * HISTORY, [np.nan] * 10 + [5.0] * 2])

    assert classes_of(units, fewest=8).tolist() == [
        DemandClass.SMOOTH,
        DemandClass.NONE,
        DemandClass.NEW,
    ]
