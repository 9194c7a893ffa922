"""What promotions do: by hand where nothing is uncertain, and learned where the truth is known."""

from dataclasses import replace

import numpy as np
import pytest

from pricing.algorithms.promotion_uplift import Measured, Plan, Response, foretell, learn

SURE = Response(
    lift=0.0, lift_sd=0.0, lift_spread=0.0,
    cannibalised=0.25, cannibalised_sd=0.0, pulled_forward=0.5, pulled_forward_sd=0.0,
)  # fmt: skip


def _plan(**told):
    """Ten units at 20.00 each that cost 10.00, sold for 16.00, at an elasticity of -2."""
    usual = {
        "units": np.array([10.0]),
        "units_sd": np.array([1e-6]),
        "price": np.array([2_000.0]),
        "reduced": np.array([1_600.0]),
        "cost": np.array([1_000.0]),
        "elasticity": np.array([-2.0]),
        "elasticity_sd": np.array([0.0]),
        "stock": np.array([np.inf]),
        "neighbour_units": 100.0,
        "neighbour_price": 1_500.0,
        "neighbour_cost": 1_000.0,
    }
    return Plan(**(usual | told))


def test_a_sure_promotion_as_by_hand():
    found = foretell(_plan(), SURE)
    under = 10 / 0.8**2  # 15.625
    extra = under - 10
    assert found.under.mean == pytest.approx(under, rel=1e-4)
    assert found.lift.mean == pytest.approx(0.5625, rel=1e-4)
    assert found.cannibalised.mean == pytest.approx(extra / 4, rel=1e-4)
    assert found.pulled_forward.mean == pytest.approx(extra / 2, rel=1e-4)
    assert found.won.mean == pytest.approx(extra / 4, rel=1e-4)
    assert found.discount.mean == pytest.approx(under * 400, rel=1e-4)
    margin = under * 600 - 10 * 1_000 - extra / 4 * 500 - extra / 2 * 1_000
    assert found.margin.mean == pytest.approx(margin, rel=1e-4)
    assert found.returned.mean == pytest.approx(margin / (under * 400), rel=1e-4)
    assert found.revenue.mean == pytest.approx(
        under * 1_600 - 20_000 - extra / 4 * 1_500 - extra / 2 * 2_000, rel=1e-4
    )
    assert found.chance_to_lose == 1.0
    assert found.break_even == pytest.approx(1_000 / 600)


def test_a_promotion_that_pays():
    found = foretell(_plan(cost=np.array([200.0]), elasticity=np.array([-6.0])), SURE)
    assert found.margin.mean > 0
    assert found.chance_to_lose == 0.0
    assert found.returned.mean > 0


def test_what_is_not_there_is_not_sold():
    found = foretell(_plan(stock=np.array([12.0])), SURE)
    assert found.under.mean == pytest.approx(12.0)
    assert found.unsold == pytest.approx(10 / 0.64 - 12, rel=1e-4)


def test_neighbours_lose_no_more_than_they_sell():
    found = foretell(_plan(neighbour_units=0.5), SURE)
    assert found.cannibalised.mean == pytest.approx(0.5)


def test_without_costs_there_is_no_margin_and_all_else():
    found = foretell(_plan(cost=np.array([np.nan])), SURE)
    assert found.margin is None
    assert found.returned is None
    assert found.revenue.mean != 0


def test_sold_below_cost_never_breaks_even():
    assert foretell(_plan(reduced=np.array([900.0])), SURE).break_even is None


def test_what_is_given_away_is_foretold_too():
    found = foretell(_plan(reduced=np.array([0.0])), SURE)
    assert np.isfinite(found.under.mean)


def test_less_is_known_where_the_elasticity_is_less_sure():
    sure = foretell(_plan(), SURE)
    unsure = foretell(_plan(elasticity_sd=np.array([1.0])), SURE)
    assert unsure.under.high - unsure.under.low > sure.under.high - sure.under.low + 1
    assert unsure.under.low < 15.6 < unsure.under.high


def test_prices_of_nothing_are_refused():
    with pytest.raises(ValueError, match="above zero"):
        foretell(_plan(price=np.array([0.0])), SURE)


def _promotions(seed, count, *, lift=0.35, spread=0.1, taken=0.2, later=0.5, noise=0.3):
    """Promotions of a shop whose response is known."""
    rng = np.random.default_rng(seed)
    own = rng.normal(lift, spread, count)
    log_price = rng.uniform(0.2, 0.6, count)
    expected = rng.uniform(10, 60, count)
    extra = expected * np.expm1(log_price + own)
    sd = np.full(count, noise)
    lost_sd = 0.3 * expected
    return Measured(
        log_lift=log_price + own + rng.normal(0, noise, count),
        log_sd=sd,
        log_price=log_price,
        log_price_sd=np.full(count, 0.05),
        expected=expected,
        neighbours=-taken * extra + rng.normal(0, lost_sd),
        neighbours_sd=lost_sd,
        afterwards=-later * extra + rng.normal(0, lost_sd),
        afterwards_sd=lost_sd,
    )


def test_nothing_measured_is_the_prior():
    nothing = Measured(*(np.zeros(0) for _field in range(9)))
    assert learn(nothing, prior=SURE) == SURE


def test_many_promotions_tell_the_truth():
    found = learn(_promotions(3, 200))
    assert found.promotions == 200
    assert found.lift == pytest.approx(0.35, abs=0.06)
    assert found.lift_spread == pytest.approx(0.1, abs=0.08)
    assert found.cannibalised == pytest.approx(0.2, abs=0.06)
    assert found.pulled_forward == pytest.approx(0.5, abs=0.06)


def test_intervals_hold_the_truth():
    found = [learn(_promotions(seed, 12)) for seed in range(300)]
    for name, truth in (("lift", 0.35), ("cannibalised", 0.2), ("pulled_forward", 0.5)):
        held = np.mean(
            [abs(getattr(one, name) - truth) < 1.28 * getattr(one, f"{name}_sd") for one in found]
        )
        assert 0.7 <= held <= 0.95, (name, held)


def test_one_promotion_says_little():
    found = learn(_promotions(1, 1))
    assert found.lift_sd > 0.15
    assert found.cannibalised_sd > 0.05


def test_what_cannot_be_told_is_left_out():
    one = _promotions(5, 2)
    blind = replace(one, neighbours=np.full(2, np.nan), afterwards=np.full(2, np.nan))
    found = learn(blind)
    assert (found.cannibalised, found.pulled_forward) == (1 / 3, 1 / 3)
    assert found.promotions == 2
