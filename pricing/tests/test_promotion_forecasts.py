"""What a promotion is expected to do, before it is saved."""

from datetime import timedelta

import numpy as np
import pytest

from forecasting.tests.factories import TODAY
from foundation import clock
from foundation.money import Money
from pricing.engine import Spread
from pricing.models import CannotTell, Promotion, PromotionKind, PromotionResponse, PromotionTarget
from pricing.promotion_effects.foretelling import foretell_promotion
from pricing.services import set_price
from pricing.tests.elasticity_champions import make_elasticities
from pricing.tests.promoted_market import COST, PRICE, make_shelves

pytestmark = pytest.mark.django_db

NET = 1 / 1.19
NOW = clock.day_bounds(TODAY)[0]


def _promotion(**fields):
    told = {
        "label": "Spring", "kind": PromotionKind.PERCENTAGE, "percent_basis_points": 2_000,
        "currency": "EUR", "starts_at": clock.day_bounds(TODAY + timedelta(days=2))[0],
        "ends_at": clock.day_bounds(TODAY + timedelta(days=6))[1],
    }  # fmt: skip
    return Promotion(**(told | fields))


def _foretell(shelf, *, targets=None, **fields):
    named = [PromotionTarget(category=shelf.category)] if targets is None else targets
    return foretell_promotion(promotion=_promotion(**fields), targets=named, at=NOW)


@pytest.fixture
def shelves():
    made = make_shelves(shelves=2, goods=4, daily=3.0)
    make_elasticities({pk: (-2.0, 0.2) for shelf in made for pk in shelf.products})
    return made


@pytest.fixture
def response():
    return PromotionResponse.objects.create(
        learned_at=NOW, promotions=12, lift=0.3, lift_sd=0.05, lift_spread=0.05,
        cannibalised=0.2, cannibalised_sd=0.05, pulled_forward=0.4, pulled_forward_sd=0.05,
    )  # fmt: skip


def test_units_follow_price_and_lift(shelves, response):
    found = _foretell(shelves[0])
    assert found.cannot_tell == CannotTell.NOTHING
    assert (found.first, found.last) == (TODAY + timedelta(days=2), TODAY + timedelta(days=6))
    assert found.products == tuple(sorted(shelves[0].products))
    assert found.response == response
    assert found.version
    usual = 4 * 5 * 3.0
    assert found.outlook.without.mean == pytest.approx(usual, rel=0.1)
    factor = np.exp(0.3) / 0.8**2
    assert found.outlook.under.mean == pytest.approx(usual * factor, rel=0.15)
    extra = found.outlook.under.mean - found.outlook.without.mean
    assert found.outlook.pulled_forward.mean == pytest.approx(0.4 * extra, rel=0.1)


def test_money_is_without_tax_and_after_what_is_lost_elsewhere(shelves, response):
    found = _foretell(shelves[0]).outlook
    assert found.discount.mean == pytest.approx(found.under.mean * 0.2 * PRICE * NET, rel=0.02)
    usual, now = PRICE * NET - COST, 0.8 * PRICE * NET - COST
    here = found.under.mean * now - found.without.mean * usual
    lost = (found.cannibalised.mean + found.pulled_forward.mean) * usual
    assert found.margin.mean == pytest.approx(here - lost, rel=0.05)
    assert found.margin.low < found.margin.mean < found.margin.high
    assert found.returned.mean == pytest.approx(found.margin.mean / found.discount.mean, rel=0.1)
    assert found.chance_to_lose > 0.9


def test_no_more_is_sold_than_there_is(shelves, response):
    from inventory.services import receive_stock

    for variant in shelves[0].variants:
        receive_stock(variant_id=variant.pk, quantity=10)
    found = _foretell(shelves[0]).outlook
    assert found.under.mean <= 40
    assert found.unsold > 0


def test_before_anything_was_measured_the_interval_is_wide(shelves):
    found = _foretell(shelves[0])
    assert found.response is None
    assert found.outlook.lift.high - found.outlook.lift.low > 0.5


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"ends_at": None}, CannotTell.OPEN_END),
        ({"kind": PromotionKind.FREE_SHIPPING}, CannotTell.KIND),
        ({"kind": PromotionKind.AMOUNT, "amount_minor": 500}, CannotTell.KIND),
        ({"needs_coupon": True}, CannotTell.REACH),
        ({"first_order_only": True}, CannotTell.REACH),
        ({"minimum_value_minor": 100}, CannotTell.REACH),
        ({"only_currency": "USD"}, CannotTell.REACH),
        ({"most_uses": 5}, CannotTell.REACH),
        ({"ends_at": NOW + timedelta(days=120)}, CannotTell.TOO_LONG),
        ({"skips_reduced": True}, CannotTell.NOTHING),
    ],
)
def test_why_nothing_can_be_said(shelves, fields, why):
    assert _foretell(shelves[0], **fields).cannot_tell == why


def test_nothing_is_said_without_elasticities():
    shelf = make_shelves(shelves=1, goods=2)[0]
    assert _foretell(shelf).cannot_tell == CannotTell.NO_MODEL


def test_nothing_is_said_of_what_never_sold():
    shelf = make_shelves(shelves=1, goods=2, daily=0.0)[0]
    make_elasticities(dict.fromkeys(shelf.products, (-2.0, 0.2)))
    assert _foretell(shelf).cannot_tell == CannotTell.NO_DEMAND


def test_nothing_is_said_of_what_is_left_alone(shelves):
    for variant in shelves[0].variants:
        set_price(
            variant=variant,
            amount=Money(1_500, "EUR"),
            compare_at=Money(PRICE, "EUR"),
            at=NOW - timedelta(days=1),
        )
    assert _foretell(shelves[0], skips_reduced=True).cannot_tell == CannotTell.NO_PRICES


@pytest.mark.parametrize(
    ("fields", "off"),
    [
        ({"kind": PromotionKind.AMOUNT, "amount_minor": 500, "spread": Spread.EACH.value}, 500),
        ({"kind": PromotionKind.FIXED_PRICE, "amount_minor": 1_200}, 800),
        (
            {
                "kind": PromotionKind.BUY_GET, "buy_quantity": 2, "get_quantity": 1,
                "percent_basis_points": 10_000,
            },
            PRICE / 3,
        ),
    ],
)  # fmt: skip
def test_every_kind_that_hangs_on_single_goods(shelves, fields, off):
    found = _foretell(shelves[0], **fields).outlook
    assert found.discount.mean == pytest.approx(found.under.mean * off * NET, rel=0.02)


def test_one_product_has_neighbours_and_a_whole_shelf_has_none(shelves, response):
    product = shelves[0].variants[0].product
    one = _foretell(shelves[0], targets=[PromotionTarget(product=product)])
    assert one.outlook.cannibalised.mean > 0
    assert _foretell(shelves[0]).outlook.cannibalised.mean == 0


def test_one_that_has_begun_is_told_for_the_days_left(shelves):
    found = _foretell(shelves[0], starts_at=NOW - timedelta(days=3))
    assert found.first == TODAY
    assert found.outlook.without.mean == pytest.approx(4 * 7 * 3.0, rel=0.15)
