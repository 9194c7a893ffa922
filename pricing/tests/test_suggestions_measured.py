"""What an applied suggestion did is measured after two weeks, then each week, while it stands."""

from datetime import timedelta

import numpy as np
import pytest

from forecasting.tests.factories import TODAY
from foundation import clock
from foundation.money import Money
from pricing.models import SuggestionState
from pricing.repricing import services
from pricing.repricing.effects import MeasuredChange, measured_effect
from pricing.services import set_price
from pricing.tests.promoted_market import make_shelves
from pricing.tests.suggestions import suggest

pytestmark = pytest.mark.django_db
NOW = clock.day_bounds(TODAY)[0] + timedelta(hours=5)


def applied(*, ago, factor=0.7, step=1000):
    """A product that got dearer some days ago and has sold less since."""
    first = ago - 1  # the day after
    shelves = make_shelves(
        shelves=3, goods=3, daily=12.0,
        factor=lambda shelf, day: np.where((shelf == 0) & (day <= first), factor, 1.0),
    )  # fmt: skip
    suggestion = suggest(shelves[0].variants[0].product, step)
    services.approve(suggestions=[suggestion], by=None, at=NOW - timedelta(days=ago))
    suggestion.refresh_from_db()
    return suggestion


def test_it_is_told_with_its_interval_and_its_money():
    suggestion = applied(ago=22)

    assert services.measure_effects(at=NOW) == 1

    suggestion.refresh_from_db()
    found = measured_effect(suggestion)
    assert found.untold == ""
    assert found.low < -0.3 < found.high < 0
    assert (found.first, found.last) == (TODAY - timedelta(days=21), TODAY - timedelta(days=1))
    assert found.revenue.low_minor < found.revenue.minor < found.revenue.high_minor
    assert found.margin is not None
    assert found.matched > 0
    assert MeasuredChange.from_json(found.to_json()) == found
    assert suggestion.effect_measured_at == NOW


def test_not_before_two_weeks_and_then_each_week_until_its_horizon():
    suggestion = applied(ago=14)
    assert services.measure_effects(at=NOW) == 0  # thirteen whole days

    measured_on = [
        ahead for ahead in range(1, 30) if services.measure_effects(at=NOW + timedelta(days=ahead))
    ]

    assert measured_on == [1, 8, 15]
    suggestion.refresh_from_db()
    found = measured_effect(suggestion)
    assert (found.last - found.first).days + 1 == suggestion.horizon_days


@pytest.mark.parametrize(("stood", "measured"), [(5, 0), (18, 1)])
@pytest.mark.parametrize("end", ["taken back", "changed again"])
def test_what_no_longer_stands_is_measured_for_as_long_as_it_stood(stood, measured, end):
    suggestion = applied(ago=25)
    until = NOW - timedelta(days=25 - stood)
    if end == "taken back":
        services.revert(suggestion=suggestion, by=None, at=until)
    else:
        variant = suggestion.product.variants.get()
        set_price(variant=variant, amount=Money(1_900, "EUR"), at=until)

    assert services.measure_effects(at=NOW) == measured
    assert services.measure_effects(at=NOW + timedelta(days=8)) == 0

    suggestion.refresh_from_db()
    found = measured_effect(suggestion)
    if measured:
        assert found.last == clock.business_day(until) - timedelta(days=1)
    else:
        assert found is None
    assert suggestion.state in (SuggestionState.APPLIED, SuggestionState.REVERTED)


def test_a_new_cost_alone_does_not_end_it():
    suggestion = applied(ago=25)
    variant = suggestion.product.variants.get()
    set_price(
        variant=variant, amount=Money(2_200, "EUR"), cost=Money(1_100, "EUR"),
        at=NOW - timedelta(days=20),
    )  # fmt: skip

    services.measure_effects(at=NOW)

    suggestion.refresh_from_db()
    assert measured_effect(suggestion).last == TODAY - timedelta(days=1)
