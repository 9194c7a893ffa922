"""Companies' health: what lowers it, what is left out, and the order of the reasons."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.algorithms.company_health import Account, HealthPart, health

WELL = Account(
    days_since=10, usual_gap_days=30, revenue=900_000, revenue_before=600_000, members=3,
    active_members=3, overdue=0, returned_share=0.0,
)  # fmt: skip


def test_an_account_of_which_nothing_is_wrong_is_whole():
    assert health(WELL).score == pytest.approx(100)
    assert health(WELL).state == "healthy"


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"days_since": 120}, HealthPart.RHYTHM),
        ({"revenue_before": 2_000_000}, HealthPart.GROWTH),
        ({"active_members": 0}, HealthPart.BREADTH),
        ({"overdue": 90_000}, HealthPart.PAYMENTS),
        ({"returned_share": 0.3}, HealthPart.RETURNS),
    ],
)
def test_what_is_wrong_lowers_the_score_and_is_told_first(change, part):
    found = health(replace(WELL, **change))

    assert found.score < 92
    assert found.parts[0] == (part, 0.0)


def test_a_new_company_is_not_judged_by_its_growth():
    found = health(replace(WELL, revenue_before=None))

    assert HealthPart.GROWTH not in dict(found.parts)
    assert found.score == pytest.approx(100)


def test_a_company_of_one_member_is_no_narrow_one():
    assert health(replace(WELL, members=1, active_members=1)).score == pytest.approx(100)


def test_states_follow_the_score():
    assert health(replace(WELL, days_since=120)).state == "watch"
    assert health(replace(WELL, days_since=120, overdue=90_000, returned_share=0.3)).state == (
        "at_risk"
    )


@given(
    days=st.floats(0, 5000), gap=st.none() | st.floats(0, 400), revenue=st.floats(0, 1e9),
    before=st.none() | st.floats(0, 1e9), overdue=st.floats(0, 1e9),
    returned=st.floats(0, 1), members=st.integers(1, 500),
)  # fmt: skip
def test_the_score_stays_within_its_bounds(days, gap, revenue, before, overdue, returned, members):
    account = Account(days, gap, revenue, before, members, 0, overdue, returned)

    assert 0 <= health(account).score <= 100
