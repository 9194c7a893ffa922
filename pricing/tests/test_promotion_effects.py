"""What promotions did, from the roll-ups: in a shop whose truth the test wrote."""

from datetime import timedelta

import numpy as np
import pytest

from events.jobs import run_due
from events.models import Job
from forecasting.tests.factories import TODAY
from foundation import clock
from pricing.models import CannotTell, PromotionEffect, PromotionKind, PromotionResponse
from pricing.promotion_effects import figures
from pricing.promotion_effects.figures import Name
from pricing.promotion_effects.jobs import MEASURE_JOB, ask_where_missing
from pricing.promotion_effects.promotions import measure_promotion
from pricing.promotion_effects.services import learn_response, measure_ended
from pricing.tests.elasticity_champions import make_elasticities
from pricing.tests.factories import make_promotion
from pricing.tests.promoted_market import PRICE, make_shelves, promote

pytestmark = pytest.mark.django_db

NOW = clock.day_bounds(TODAY)[0]
NET = 1 / 1.19


def _truth(shelf, ago):
    """The first shelf sells half as much again from 21 to 15 days ago, and less for a week."""
    if shelf:
        return np.ones(len(ago))
    return np.select([(ago >= 15) & (ago <= 21), (ago >= 8) & (ago < 15)], [1.5, 0.7], 1.0)


@pytest.fixture
def shelves():
    return make_shelves(factor=_truth, daily=6.0)


def _promoted(shelf, **more):
    return promote(shelf, first=TODAY - timedelta(days=21), last=TODAY - timedelta(days=15), **more)


def test_units_and_money_of_a_promotion(shelves):
    found = measure_promotion(_promoted(shelves[0]), at=NOW)
    assert found.cannot_tell == CannotTell.NOTHING
    assert found.is_final
    assert found.lift_low < 0.5 < found.lift_high
    assert (found.products, found.matched) == (6, pytest.approx(15, abs=6))
    told = found.figures
    under = figures.range_of(told, Name.UNDER).mean
    assert under == pytest.approx(6 * 7 * 6 * 1.5, rel=0.1)
    assert found.discount_minor == pytest.approx(under * 0.2 * PRICE * NET, rel=0.02)
    afterwards = figures.range_of(told, Name.AFTERWARDS)
    assert afterwards.low < -0.3 * 6 * 7 * 6 < afterwards.high
    assert Name.NEIGHBOURS.value not in told
    # Half as many again at a fifth off earn less than before where half a price is cost.
    assert found.margin_high_minor < 0
    assert figures.range_of(told, Name.RETURNED).mean < 0


def test_neighbours_that_lose_are_counted():
    def truth(shelf, ago):
        return np.where((ago >= 15) & (ago <= 21) & (shelf == 0), 0.8, 1.0)

    shelves = make_shelves(factor=truth, goods=8, daily=8.0)
    product = shelves[0].variants[0].product
    promotion = make_promotion(
        targets=(product,),
        percent_basis_points=2_000,
        starts_at=clock.day_bounds(TODAY - timedelta(days=21))[0],
        ends_at=clock.day_bounds(TODAY - timedelta(days=15))[1],
    )
    neighbours = figures.range_of(measure_promotion(promotion, at=NOW).figures, Name.NEIGHBOURS)
    assert neighbours.low < -0.2 * 7 * 7 * 8 < neighbours.high
    assert neighbours.high < 0


def test_before_the_days_after_are_over_it_is_not_final(shelves):
    promotion = promote(shelves[0], first=TODAY - timedelta(days=9), last=TODAY - timedelta(days=3))
    assert not measure_promotion(promotion, at=NOW).is_final


def test_a_promotion_of_everything_has_nothing_to_hold_it_against(shelves):
    promotion = make_promotion(starts_at=NOW - timedelta(days=21), ends_at=NOW - timedelta(days=14))
    found = measure_promotion(promotion, at=NOW)
    assert found.cannot_tell == CannotTell.NO_CONTROLS
    assert found.lift is None
    assert found.margin_minor is None


def test_goods_that_go_on_selling_more_have_a_season_of_their_own():
    def truth(shelf, ago):
        return np.where((ago <= 21) & (shelf == 0), 2.0, 1.0)

    found = measure_promotion(_promoted(make_shelves(factor=truth, seed=2)[0]), at=NOW)
    assert found.cannot_tell == CannotTell.OWN_SEASON
    assert found.lift is None
    assert found.figures == {}
    assert found.course


def test_one_that_runs_is_not_measured(shelves):
    promotion = promote(shelves[0], first=TODAY - timedelta(days=3), last=TODAY)
    with pytest.raises(ValueError, match="ended"):
        measure_promotion(promotion, at=NOW)


def test_the_drawing_tells_sold_beside_expected(shelves):
    course = measure_promotion(_promoted(shelves[0]), at=NOW).course
    assert len(course) >= 12
    sold = np.array([week["sold"] for week in course])
    expected = np.array([week["expected"] for week in course])
    assert np.allclose(sold[:10], expected[:10], rtol=0.25)


def test_each_night_measures_what_ended_until_it_is_final(shelves):
    promotion = _promoted(shelves[0])
    soon = NOW - timedelta(days=10)
    assert measure_ended(at=soon) == 1
    assert not PromotionEffect.objects.get(promotion=promotion).is_final
    assert measure_ended(at=NOW) == 1
    assert PromotionEffect.objects.get(promotion=promotion).is_final
    assert measure_ended(at=NOW) == 0


def test_a_new_worker_measures_what_ended_before(shelves):
    _promoted(shelves[0])
    ask_where_missing()
    ask_where_missing()
    run_due()
    assert PromotionEffect.objects.count() == 1
    assert Job.objects.filter(name=MEASURE_JOB).count() == 1


def test_what_has_no_goods_of_its_own_is_not_measured(shelves):
    make_promotion(
        PromotionKind.FREE_SHIPPING,
        starts_at=NOW - timedelta(days=21),
        ends_at=NOW - timedelta(days=14),
    )
    assert measure_ended(at=NOW) == 0


def test_own_promotions_teach_what_the_next_will_do(shelves):
    make_elasticities({pk: (-1.0, 0.1) for shelf in shelves for pk in shelf.products})
    _promoted(shelves[0])
    measure_ended(at=NOW)
    row = learn_response(at=NOW)
    assert row.promotions == 1
    # Half as many again, of which a fifth off at an elasticity of -1 explains 0.22.
    assert row.lift == pytest.approx(np.log(1.5) - 0.22, abs=0.12)
    assert row.pulled_forward > 0.33
    assert learn_response(at=NOW) is None
    assert PromotionResponse.objects.count() == 1


def test_nothing_is_learned_of_nothing():
    assert learn_response(at=NOW) is None
