"""What a change did, against goods left alone: reckoned by hand, and in markets of known effect."""

import numpy as np
import pytest

from pricing.algorithms.difference_in_differences import Untold, at_usual_price, effect, match

BEFORE, AFTER = slice(0, 56), slice(56, 70)
DAYS = 70


def _flat(rows, units):
    return np.full((rows, DAYS), float(units))


def _market(rng, rows, *, course=None, daily=0.6, wander=0.0):
    """Counts a day of goods that share a course and wander on top, week by week."""
    course = np.ones(DAYS) if course is None else course
    level = rng.gamma(2.0, daily / 2.0, (rows, 1))
    weeks = rng.normal(0.0, wander, (1, DAYS // 7))
    return rng.poisson(level * course * np.exp(np.repeat(weeks, 7, axis=1))).astype(float)


def test_a_ratio_of_ratios_as_by_hand():
    treated, controls = _flat(2, 10), _flat(5, 10)
    treated[:, AFTER] = 18.0
    controls[:, AFTER] = 12.0
    found = effect(treated, controls, before=BEFORE, after=AFTER)
    assert found.lift == pytest.approx(0.5, abs=0.005)
    assert found.expected == pytest.approx(2 * 14 * 12)
    assert found.units == pytest.approx(2 * 14 * 6, rel=0.01)
    assert found.per_week == pytest.approx(found.units / 2)
    assert found.low < 0.5 < found.high
    assert (found.treated, found.matched, found.untold) == (2, 5, None)


def test_a_season_that_all_goods_share_is_no_effect():
    rng = np.random.default_rng(1)
    course = np.where(np.arange(DAYS) >= 56, 3.0, 1.0)
    found = effect(
        _market(rng, 40, course=course), _market(rng, 80, course=course), before=BEFORE, after=AFTER
    )
    assert abs(found.lift) < 0.15
    assert found.low < 0 < found.high


@pytest.mark.parametrize("wander", [0.0, 0.25])
def test_intervals_hold_the_truth_as_often_as_they_say(wander):
    rng, held = np.random.default_rng(7), 0
    runs = 300
    for _run in range(runs):
        course = np.exp(rng.normal(0, 0.2, DAYS))
        raised = np.where(np.arange(DAYS) >= 56, 1.4, 1.0)
        treated = _market(rng, 10, course=course * raised, wander=wander)
        controls = _market(rng, 60, course=course)
        found = effect(treated, controls, before=BEFORE, after=AFTER)
        held += found.low <= 0.4 <= found.high
    # Four windows say little of how goods wander: wide where they do not, a little narrow else.
    assert 0.72 <= held / runs <= 0.92


def test_goods_that_went_their_own_way_before_cannot_be_told():
    rng = np.random.default_rng(3)
    falling = np.exp(-np.arange(DAYS) / 25)
    found = effect(
        _market(rng, 30, course=4 * falling), _market(rng, 60), before=BEFORE, after=AFTER
    )
    assert found.pre_trend_p < 0.05
    assert found.untold is Untold.OTHER_TREND


def test_a_trend_is_seen_where_there_is_none_as_seldom_as_it_says():
    rng = np.random.default_rng(5)
    p_values = np.array(
        [
            effect(
                _market(rng, 10, wander=0.2), _market(rng, 60), before=BEFORE, after=AFTER
            ).pre_trend_p
            for _run in range(300)
        ]
    )
    assert (p_values < 0.05).mean() <= 0.09


@pytest.mark.parametrize(
    ("treated", "controls", "why"),
    [
        (_flat(1, 5), _flat(0, 0), Untold.NO_CONTROLS),
        (_flat(1, 5), _flat(3, 0), Untold.NO_CONTROLS),
        (_flat(1, 0), _flat(3, 5), Untold.TOO_FEW_UNITS),
        (np.full((1, DAYS), np.nan), _flat(3, 5), Untold.TOO_FEW_UNITS),
    ],
)
def test_why_it_cannot_be_told(treated, controls, why):
    assert effect(treated, controls, before=BEFORE, after=AFTER).untold is why


def test_a_past_of_few_days_cannot_be_told():
    for before in (slice(0, 0), slice(0, 3)):
        found = effect(_flat(2, 5), _flat(3, 5), before=before, after=AFTER)
        assert found.untold is Untold.SHORT_PAST


def test_days_not_for_sale_are_not_days_without_sales():
    treated, controls = _flat(1, 10), _flat(4, 10)
    treated[:, 56:60] = np.nan
    controls[0, 20:30] = np.nan
    found = effect(treated, controls, before=BEFORE, after=AFTER)
    assert found.lift == pytest.approx(0, abs=0.005)


def test_goods_hardly_ever_for_sale_say_nothing():
    treated, controls = _flat(2, 10), _flat(4, 10)
    treated[0, 58:] = np.nan
    assert effect(treated, controls, before=BEFORE, after=AFTER).treated == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"controls": np.zeros((2, 5))},
        {"after": slice(70, 80)},
        {"level": 1.0},
    ],
)
def test_what_makes_no_sense_is_refused(wrong):
    told = {"controls": _flat(2, 5), "before": BEFORE, "after": AFTER} | wrong
    with pytest.raises(ValueError, match=r"\w"):
        effect(_flat(1, 5), told.pop("controls"), **told)


def test_goods_of_another_season_are_no_match():
    rng = np.random.default_rng(11)
    season = np.linspace(0.3, 3.0, DAYS)
    treated = _market(rng, 20, course=season, daily=1.0)
    alike = _market(rng, 30, course=season, daily=1.0)
    unlike = _market(rng, 30, course=season[::-1], daily=1.0)
    groups = np.repeat([1, 2], 30)
    chosen = match(treated, np.vstack([alike, unlike]), before=BEFORE, groups=groups)
    assert len(chosen) >= 25
    assert (chosen < 30).all()


def test_of_many_matches_the_best_sellers_stay():
    rng = np.random.default_rng(13)
    candidates = np.vstack([_flat(5, 1), _flat(5, 9)])
    chosen = match(_market(rng, 5), candidates, before=BEFORE, most=5)
    assert chosen.tolist() == [5, 6, 7, 8, 9]


def test_what_is_seldom_for_sale_is_no_match():
    candidates = _flat(3, 2)
    candidates[1, :40] = np.nan
    assert match(_flat(2, 2), candidates, before=BEFORE).tolist() == [0, 2]


def test_units_at_the_usual_price_by_hand():
    units, price = np.full((2, 4), 10.0), np.array([[5.0, 5.0, 4.0, 10.0], [np.nan] * 4])
    found = at_usual_price(
        units, price, np.array([-2.0, -2.0]), usual=slice(0, 2), days=slice(2, 4)
    )
    assert found[0] == pytest.approx([10.0, 10.0, 10 * 0.8**2, 10 * 2.0**2])
    assert found[1] == pytest.approx([10.0] * 4)
