"""What happens to suggestions without a click: at their moment, too late, or by their policy."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.tests.factories import make_product
from foundation import clock
from foundation.money import Money
from pricing.models import PriceSuggestion, SuggestionState
from pricing.repricing import services
from pricing.repricing.automatic import spent_on
from pricing.services import set_price
from pricing.tests.suggestions import make_policy, price_of, suggest, suggest_family

pytestmark = pytest.mark.django_db


def state_of(suggestion):
    suggestion.refresh_from_db()
    return suggestion.state


def scheduled(product, *, when, **columns):
    suggestion = suggest(product, **columns)
    services.schedule(suggestions=[suggestion], when=when, by=None)
    return suggestion


def test_what_is_scheduled_is_applied_at_its_moment_and_not_before():
    mug = make_product(price="20.00")
    when = clock.now() + timedelta(days=2)
    suggestion = scheduled(mug, when=when)
    services.apply_due(at=when - timedelta(seconds=1))
    assert (state_of(suggestion), price_of(mug)) == (SuggestionState.SCHEDULED, 2000)

    for _repeated in range(2):
        services.apply_due(at=when)

    assert (state_of(suggestion), price_of(mug)) == (SuggestionState.APPLIED, 1800)
    assert suggestion.applied_at == when
    assert mug.variants.get().prices.count() == 2


def test_staff_who_chose_a_moment_after_the_expiry_get_their_will():
    mug = make_product(price="20.00")
    when = clock.now() + timedelta(days=20)
    scheduled(mug, when=when)

    services.apply_due(at=when)

    assert price_of(mug) == 1800


def test_a_moment_must_be_to_come_and_near():
    suggestion = suggest(make_product())
    for when in (clock.now(), clock.now() + timedelta(days=93)):
        with pytest.raises(services.SuggestionRefused):
            services.schedule(suggestions=[suggestion], when=when, by=None)
    assert state_of(suggestion) == SuggestionState.PROPOSED


def test_a_moment_may_be_moved():
    mug = make_product(price="20.00")
    soon, later = clock.now() + timedelta(days=1), clock.now() + timedelta(days=3)
    suggestion = scheduled(mug, when=soon)
    services.schedule(suggestions=[suggestion], when=later, by=None)

    services.apply_due(at=soon)
    assert price_of(mug) == 2000
    services.apply_due(at=later)
    assert price_of(mug) == 1800


def test_what_may_not_be_applied_at_its_moment_expires_with_the_reason():
    changed, railed, fine = (make_product(price="20.00") for _ in range(3))
    when = clock.now() + timedelta(days=1)
    first, second, third = (scheduled(one, when=when) for one in (changed, railed, fine))
    set_price(variant=changed.variants.get(), amount=Money.of("22.00", "EUR"))
    policy = make_policy("Narrow", scope="product", product=railed, largest_change_basis_points=100)
    assert policy.is_active

    services.apply_due(at=when)

    assert (state_of(first), price_of(changed)) == (SuggestionState.SUPERSEDED, 2200)
    assert (state_of(second), price_of(railed)) == (SuggestionState.EXPIRED, 2000)
    assert second.note == "A guard rail forbids it now: Largest change."
    assert (state_of(third), price_of(fine)) == (SuggestionState.APPLIED, 1800)


def test_what_nobody_decided_in_time_expires():
    mug = make_product(price="20.00")
    suggestion = suggest(mug)
    services.apply_due(at=suggestion.expires_at)
    assert (state_of(suggestion), price_of(mug)) == (SuggestionState.EXPIRED, 2000)


def automatic(**limits):
    return make_policy(is_automatic=True, **limits)


def test_a_policy_alone_changes_what_gains_most_within_its_changes_a_day():
    policy = automatic(automatic_changes_a_day=2, automatic_risk_a_day=1.0)
    goods = [make_product(price="20.00") for _ in range(4)]
    for gain, product in zip((10, 40, 30, 20), goods, strict=True):
        suggest(product, gain_minor=gain)

    for _repeated in range(2):
        services.apply_automatically()

    assert [price_of(product) for product in goods] == [2000, 1800, 1800, 2000]
    done = PriceSuggestion.objects.filter(state=SuggestionState.APPLIED)
    assert all(one.automatic and one.applied_by is None for one in done)
    assert spent_on(policy).changes == 2

    services.apply_automatically(at=timezone.now() + timedelta(days=1))
    assert [price_of(product) for product in goods] == [1800] * 4


def test_risk_is_a_budget_too_and_what_is_riskier_waits_for_staff():
    automatic(automatic_changes_a_day=10, automatic_risk_a_day=0.2)
    goods = [make_product(price="20.00") for _ in range(4)]
    for chance, gain, product in zip((0.1, 0.15, 0.05, 0.05), (40, 30, 20, 10), goods, strict=True):
        suggest(product, gain_minor=gain, chance_to_lose=chance)

    services.apply_automatically()

    assert [price_of(product) for product in goods] == [1800, 2000, 1800, 1800]


def test_a_change_that_staff_took_back_is_spent_all_the_same():
    policy = automatic(automatic_changes_a_day=1, automatic_risk_a_day=1.0)
    first, second = make_product(price="20.00"), make_product(price="20.00")
    suggestion = suggest(first, gain_minor=2)
    suggest(second, gain_minor=1)
    services.apply_automatically()
    suggestion.refresh_from_db()
    services.revert(suggestion=suggestion, by=None)

    services.apply_automatically()

    assert (price_of(first), price_of(second)) == (2000, 2000)
    assert spent_on(policy).changes == 1


@pytest.mark.parametrize("change", [{"is_automatic": False}, {"is_active": False}])
def test_a_policy_that_may_not_or_is_off_changes_nothing(change):
    policy = automatic()
    mug = make_product(price="20.00")
    suggest(mug)
    for name, value in change.items():
        setattr(policy, name, value)
    policy.save()

    services.apply_automatically()

    assert price_of(mug) == 2000


def test_a_family_goes_as_a_whole_or_waits():
    automatic(automatic_changes_a_day=3, automatic_risk_a_day=1.0)
    pair = [make_product(price="20.00") for _ in range(2)]
    trio = [make_product(price="20.00") for _ in range(3)]
    suggest_family(trio, gain_minor=50)
    suggest_family(pair, gain_minor=10)

    services.apply_automatically()

    assert {price_of(one) for one in trio} == {1800}
    assert {price_of(one) for one in pair} == {2000}


def test_a_family_of_two_policies_is_left_to_staff():
    automatic(automatic_changes_a_day=9, automatic_risk_a_day=1.0)
    one, two = make_product(price="20.00"), make_product(price="20.00")
    first, second = suggest_family([one, two])
    second.policy = make_policy("Its own", scope="product", product=two)
    second.save()

    services.apply_automatically()

    assert (price_of(one), price_of(two)) == (2000, 2000)
    assert state_of(first) == SuggestionState.PROPOSED
