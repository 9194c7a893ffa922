"""What is learned from rejections, and whether rails still hold when a price is applied."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog.models import Product
from foundation import clock
from foundation.money import Money
from pricing.algorithms.guard_rails import Rule
from pricing.models import PriceSuggestion, PriceSuggestionLine, RejectReason, SuggestionState
from pricing.repricing.drafting import Skip
from pricing.repricing.facts import rails_still_hold
from pricing.repricing.lessons import lessons_of
from pricing.repricing.proposing import propose_prices
from pricing.repricing.structure import save_family, save_ladder, set_advertised_minimum
from pricing.tests.repriced_shop import BASE, believe, change_price, make_goods, make_policy

pytestmark = pytest.mark.django_db
DEAR = (-3.0, 0.2)


def propose_for(product: Product) -> PriceSuggestion:
    propose_prices()
    return PriceSuggestion.objects.get(product=product, state=SuggestionState.PROPOSED)


def reject(suggestion: PriceSuggestion, why: RejectReason, *, days_ago: int = 0) -> None:
    suggestion.state, suggestion.reject_reason = SuggestionState.REJECTED, why
    suggestion.decided_at = clock.now() - timedelta(days=days_ago)
    suggestion.save()


def test_what_was_rejected_is_not_proposed_again_for_a_while():
    mug = make_goods("Mug")
    believe({mug: DEAR})
    make_policy()
    reject(propose_for(mug), RejectReason.TIMING)
    assert propose_prices().skipped == {Skip.QUIET: 1}
    assert propose_prices(at=clock.now() + timedelta(days=29)).proposed == 1


def test_too_low_is_a_floor_for_what_comes_after():
    mug = make_goods("Mug")
    believe({mug: DEAR})
    make_policy()
    reject(propose_for(mug), RejectReason.TOO_LOW, days_ago=8)
    again = propose_for(mug)
    assert 1_800 < again.lines.get().after_minor < 2_000
    assert again.binding_rule == Rule.REJECTED


def test_two_rejections_make_steps_half_as_large():
    mug = make_goods("Mug")
    believe({mug: DEAR})
    make_policy()
    reject(propose_for(mug), RejectReason.TOO_LOW, days_ago=20)
    reject(propose_for(mug), RejectReason.TOO_LOW, days_ago=10)
    least = lessons_of([mug.variants.get().pk])[mug.variants.get().pk].least
    assert least == 2_000 - (2_000 - 1_820) // 2
    assert propose_for(mug).lines.get().after_minor >= least


def test_a_supplier_s_no_holds_for_that_way_alone():
    mug = make_goods("Mug")
    believe({mug: DEAR})
    make_policy()
    reject(propose_for(mug), RejectReason.SUPPLIER, days_ago=30)
    assert propose_prices().proposed == 0
    believe({mug: (-1.1, 0.2)})
    assert propose_for(mug).step_basis_points > 0


def test_lessons_are_forgotten():
    mug = make_goods("Mug")
    believe({mug: DEAR})
    make_policy()
    reject(propose_for(mug), RejectReason.TOO_LOW, days_ago=91)
    assert propose_for(mug).lines.get().after_minor == 1_800


def test_rails_hold_for_what_was_proposed_until_something_changes():
    mug = make_goods("Mug")
    believe({mug: DEAR})
    make_policy()
    one = propose_for(mug)
    assert rails_still_hold(one) is None
    set_advertised_minimum(variant=mug.variants.get(), amount=Money(1_900, BASE))
    assert rails_still_hold(one) is Rule.MINIMUM_ADVERTISED


def test_rails_are_those_of_the_policy_that_governs_now():
    mug = make_goods("Mug")
    believe({mug: DEAR})
    make_policy()
    one = propose_for(mug)
    make_policy(name="Hard", largest_change_basis_points=100)
    assert rails_still_hold(one) is Rule.LARGEST_CHANGE


def test_a_price_that_was_changed_meanwhile_has_to_wait():
    mug = make_goods("Mug")
    believe({mug: DEAR})
    make_policy()
    one = propose_for(mug)
    change_price(mug.variants.get(), "19.00")
    assert rails_still_hold(one) is Rule.DAYS_BETWEEN


def test_a_family_is_judged_as_one():
    red, blue = make_goods("Red"), make_goods("Blue")
    save_family(name="Colours", products=[red, blue])
    believe({red: DEAR, blue: DEAR})
    make_policy()
    one = propose_for(red)
    assert rails_still_hold(one) is None
    PriceSuggestion.objects.filter(product=blue).update(together=None)
    assert rails_still_hold(one) is Rule.FAMILY


def test_the_order_of_a_ladder_is_judged_with_its_neighbours_as_they_are():
    good, better = make_goods("Good", price="18.00"), make_goods("Better", price="20.00")
    believe({good: (-1.0, 0.01), better: DEAR})
    make_policy(largest_change_basis_points=1_500)
    one = propose_for(better)
    assert rails_still_hold(one) is None
    save_ladder(name="Mugs", tiers=[[good], [better]])
    PriceSuggestionLine.objects.filter(suggestion=one).update(after_minor=1_790)
    assert rails_still_hold(one) is Rule.LADDER
