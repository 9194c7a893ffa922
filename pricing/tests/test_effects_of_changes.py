"""What a change of prices did, from the roll-ups: in a shop whose truth the test wrote."""

from datetime import timedelta

import numpy as np
import pytest

from forecasting.tests.factories import TODAY
from foundation import clock
from foundation.money import Money
from pricing.algorithms.difference_in_differences import Untold
from pricing.promotion_effects.measuring import effect_of_change
from pricing.services import set_price
from pricing.tests.elasticity_champions import make_elasticities
from pricing.tests.promoted_market import PRICE, make_shelves

pytestmark = pytest.mark.django_db

AGO = 28
CHANGED = TODAY - timedelta(days=AGO)
YESTERDAY = TODAY - timedelta(days=1)


def _season(ago):
    """A shop that sells twice as much in its last four weeks, whatever anyone does."""
    return np.where(ago <= AGO, 2.0, 1.0)


def _dearer(shelf, factor=1.1, *, ago=AGO):
    at = clock.day_bounds(TODAY - timedelta(days=ago))[0]
    for variant in shelf.variants:
        set_price(variant=variant, amount=Money(round(PRICE * factor), "EUR"), at=at)


def test_the_season_is_told_from_the_change():
    shelves = make_shelves(
        factor=lambda shelf, ago: _season(ago) * np.where((shelf == 0) & (ago <= AGO), 0.8, 1.0)
    )
    _dearer(shelves[0])
    found = effect_of_change(shelves[0].products, changed_on=CHANGED, until=YESTERDAY)
    assert found.effect.untold is None
    assert found.effect.low < -0.2 < found.effect.high
    assert found.effect.high < 0
    expected = 6 * 28 * 2 * 2.0
    assert found.units.value == pytest.approx(-0.2 * expected, rel=0.4)
    assert len(found.matched) >= 12
    assert set(found.matched) <= {p for shelf in shelves[1:] for p in shelf.products}
    assert (found.first, found.last) == (CHANGED, YESTERDAY)


def test_money_is_what_was_earned_less_what_would_have_been():
    shelves = make_shelves(
        factor=lambda shelf, ago: np.where((shelf == 0) & (ago <= AGO), 0.8, 1.0), daily=8.0
    )
    _dearer(shelves[0])
    found = effect_of_change(shelves[0].products, changed_on=CHANGED, until=YESTERDAY)
    sold, without = 6 * 28 * 8 * 0.8, 6 * 28 * 8
    net = 1 / 1.19
    revenue = sold * 2_200 * net - without * 2_000 * net
    margin = sold * (2_200 * net - 1_000) - without * (2_000 * net - 1_000)
    assert found.revenue.low < revenue < found.revenue.high
    assert found.margin is not None
    assert found.margin.low < margin < found.margin.high
    assert found.margin.low < found.margin.value < found.margin.high


def test_neighbours_on_the_shelf_are_no_controls():
    shelves = make_shelves(goods=4)
    one = shelves[0].products[:1]
    found = effect_of_change(one, changed_on=CHANGED, until=YESTERDAY)
    assert not set(found.matched) & set(shelves[0].products)


def test_a_price_test_before_is_no_part_of_the_change():
    """Before, it was half as dear for a while and sold four times as much."""
    shelves = make_shelves(
        factor=lambda shelf, ago: np.where((shelf == 0) & (ago > 60) & (ago <= 100), 4.0, 1.0)
    )
    _dearer(shelves[0], 0.5, ago=100)
    _dearer(shelves[0], 1.0, ago=60)
    make_elasticities({p: (-2.0, 0.1) for shelf in shelves for p in shelf.products})
    _dearer(shelves[0], 1.01)
    found = effect_of_change(shelves[0].products, changed_on=CHANGED, until=YESTERDAY)
    assert found.effect.low < 0 < found.effect.high


def test_a_shop_of_one_shelf_has_nothing_to_hold_it_against():
    shelves = make_shelves(shelves=1)
    found = effect_of_change(shelves[0].products, changed_on=CHANGED, until=YESTERDAY)
    assert found.effect.untold is Untold.NO_CONTROLS


def test_what_hardly_sells_cannot_be_told():
    shelves = make_shelves(goods=3, daily=0.005)
    found = effect_of_change(shelves[0].products[:1], changed_on=CHANGED, until=YESTERDAY)
    assert found.effect.untold in (Untold.TOO_FEW_UNITS, Untold.NO_CONTROLS)


def test_a_shop_without_goods_says_so():
    found = effect_of_change([1], changed_on=CHANGED, until=YESTERDAY)
    assert found.effect.untold is Untold.NO_CONTROLS


def test_it_ends_after_it_begins():
    with pytest.raises(ValueError, match="first day"):
        effect_of_change([1], changed_on=TODAY, until=YESTERDAY)
