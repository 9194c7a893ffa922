"""What is proposed of prices, by which rules, and what is left alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog.models import Product
from forecasting.models import Advice, PlanLine, StockState
from foundation import clock
from foundation.money import Money
from inventory.models import StockLevel
from pricing.models import (
    BindingRule,
    Price,
    PriceSuggestion,
    SuggestionKind,
    SuggestionState,
)
from pricing.repricing import proposing
from pricing.repricing.drafting import Skip, draft_prices
from pricing.repricing.explaining import explain
from pricing.repricing.policies import switch_off
from pricing.repricing.proposing import propose_prices
from pricing.repricing.structure import save_family, save_ladder, set_advertised_minimum
from pricing.selectors import prices_of
from pricing.tests.repriced_shop import (
    BASE,
    believe,
    change_price,
    make_goods,
    make_policy,
)

pytestmark = pytest.mark.django_db
DEAR, CHEAP = (-3.0, 0.2), (-1.1, 0.2)
"""At a cost of 10.00 the price of 20.00 (16.67 without tax) is too high, or too low."""


def after_of(suggestion: PriceSuggestion) -> list[int]:
    return list(suggestion.lines.order_by("variant_id").values_list("after_minor", flat=True))


def proposal_for(product) -> PriceSuggestion:
    return PriceSuggestion.objects.get(product=product, state=SuggestionState.PROPOSED)


def no_supplier(product: Product) -> None:
    """A plan that knows of nobody who could send more."""
    for level in StockLevel.objects.filter(variant__product=product):
        PlanLine.objects.create(
            variant=level.variant, warehouse=level.warehouse, as_of=clock.business_day(),
            made_at=clock.now(), state=StockState.UNDER, advice=Advice.FIND_SUPPLIER,
        )  # fmt: skip


def test_nothing_is_proposed_without_a_policy_or_without_a_model():
    mug = make_goods("Mug")
    believe({mug: DEAR})
    assert propose_prices().governed == 0
    assert not PriceSuggestion.objects.exists()


def test_without_a_model_a_policy_leaves_all_prices_alone():
    make_goods("Mug")
    make_policy()
    assert propose_prices().skipped == {Skip.NO_MODEL: 1}


def test_what_demand_answers_strongly_gets_cheaper_and_what_it_hardly_answers_dearer():
    mug, lamp = make_goods("Mug"), make_goods("Lamp")
    believe({mug: DEAR, lamp: CHEAP})
    make_policy(largest_change_basis_points=1_000)
    found = propose_prices()
    assert (found.governed, found.proposed) == (2, 2)
    assert after_of(proposal_for(mug)) == [1_800]
    assert after_of(proposal_for(lamp)) == [2_200]
    one = proposal_for(lamp)
    assert one.kind == SuggestionKind.OPTIMISE
    assert one.binding_rule == BindingRule.LARGEST_CHANGE
    assert 0 < one.gain_low_minor < one.gain_minor < one.gain_high_minor
    assert one.units_after < one.units_now == pytest.approx(112, rel=0.2)
    assert one.margin_after_minor - one.margin_now_minor == pytest.approx(one.gain_minor, rel=0.1)


def test_nothing_changes_by_proposing():
    mug = make_goods("Mug")
    believe({mug: DEAR})
    make_policy()
    variant = mug.variants.get()
    before = prices_of([variant.pk], currency=BASE)
    propose_prices()
    assert prices_of([variant.pk], currency=BASE) == before
    assert Price.objects.filter(variant=variant).count() == 1


def test_a_gain_that_is_not_sure_is_not_proposed():
    mug = make_goods("Mug")
    believe({mug: (-2.4, 0.8)})
    make_policy()
    assert propose_prices().proposed == 0


def test_all_variants_take_one_step_together():
    shirt = make_goods("Shirt", sizes=("S", "M", "L"))
    believe({shirt: DEAR})
    make_policy()
    propose_prices()
    assert after_of(proposal_for(shirt)) == [1_800, 1_800, 1_800]


def test_a_minimum_advertised_price_holds():
    mug = make_goods("Mug")
    believe({mug: DEAR})
    make_policy()
    set_advertised_minimum(variant=mug.variants.get(), amount=Money(1_950, BASE))
    propose_prices()
    one = proposal_for(mug)
    assert min(after_of(one)) >= 1_950
    assert one.binding_rule == BindingRule.MINIMUM_ADVERTISED


def test_what_was_changed_lately_is_left_alone():
    mug = make_goods("Mug")
    believe({mug: DEAR})
    make_policy(days_between=14)
    change_price(mug.variants.get(), "21.00")
    assert propose_prices(at=clock.now() + timedelta(days=13)).proposed == 0
    assert propose_prices(at=clock.now() + timedelta(days=15)).proposed == 1


def test_without_a_cost_nothing_is_proposed():
    mug = make_goods("Mug", cost=None)
    believe({mug: DEAR})
    make_policy()
    assert propose_prices().skipped == {Skip.NO_COST: 1}


def test_a_family_moves_as_a_whole_or_not_at_all():
    red, blue = make_goods("Red"), make_goods("Blue")
    save_family(name="Colours", products=[red, blue])
    believe({red: DEAR, blue: DEAR})
    make_policy()
    propose_prices()
    assert proposal_for(red).together == proposal_for(blue).together is not None
    believe({red: DEAR, blue: CHEAP})
    assert propose_prices().superseded == 2
    assert not PriceSuggestion.objects.filter(state=SuggestionState.PROPOSED).exists()


def test_better_stays_dearer_than_good():
    good, better = make_goods("Good", price="20.00"), make_goods("Better", price="21.00")
    save_ladder(name="Mugs", tiers=[[good], [better]])
    believe({good: CHEAP, better: (-2.5, 0.01)})
    make_policy(ladder_gap_basis_points=300)
    propose_prices()
    raised = PriceSuggestion.objects.filter(product=good).first()
    price = after_of(raised)[0] if raised else 2_000
    dearer = PriceSuggestion.objects.filter(product=better).first()
    assert (after_of(dearer)[0] if dearer else 2_100) >= price * 1.03


def test_the_same_night_again_writes_the_same():
    mug = make_goods("Mug")
    believe({mug: DEAR})
    make_policy()
    propose_prices()
    first = proposal_for(mug)
    again = propose_prices()
    assert (again.proposed, again.renewed) == (0, 1)
    assert proposal_for(mug).pk == first.pk
    assert PriceSuggestion.objects.count() == 1


def test_a_new_price_supersedes_what_was_proposed_from_the_old_one():
    mug = make_goods("Mug")
    believe({mug: DEAR})
    make_policy(days_between=0)
    propose_prices()
    change_price(mug.variants.get(), "22.00")
    found = propose_prices()
    assert (found.proposed, found.superseded) == (1, 1)
    assert after_of(proposal_for(mug)) == [1_980]


def test_what_staff_decided_on_stays():
    mug = make_goods("Mug")
    believe({mug: DEAR})
    make_policy()
    propose_prices()
    PriceSuggestion.objects.update(state=SuggestionState.APPROVED)
    assert propose_prices().skipped == {Skip.DECIDED: 1}
    assert PriceSuggestion.objects.get().state == SuggestionState.APPROVED


def test_what_staff_decide_on_while_prices_are_reckoned_stays(monkeypatch):
    mug = make_goods("Mug")
    believe({mug: DEAR})
    make_policy(days_between=0)
    propose_prices()
    change_price(mug.variants.get(), "22.00")

    def meanwhile(*args, **options):
        for drafted in draft_prices(*args, **options):
            PriceSuggestion.objects.update(state=SuggestionState.APPROVED)
            yield drafted

    monkeypatch.setattr(proposing, "draft_prices", meanwhile)
    found = propose_prices()
    assert (found.proposed, found.superseded) == (0, 0)
    assert PriceSuggestion.objects.get().state == SuggestionState.APPROVED


def test_what_nobody_decides_on_expires():
    mug = make_goods("Mug")
    believe({mug: DEAR})
    policy = make_policy()
    propose_prices()
    PriceSuggestion.objects.update(expires_at=clock.now())
    PriceSuggestion.objects.update(policy=None)
    switch_off(policy=policy)
    assert propose_prices().expired == 1
    assert PriceSuggestion.objects.get().state == SuggestionState.EXPIRED


def test_with_a_policy_goes_what_it_proposed():
    mug = make_goods("Mug")
    believe({mug: DEAR})
    policy = make_policy()
    propose_prices()
    switch_off(policy=policy)
    assert PriceSuggestion.objects.get().state == SuggestionState.SUPERSEDED


def test_every_reason_is_told_in_words():
    mug = make_goods("Mug", stock=300)
    believe({mug: DEAR})
    make_policy(announces_reductions=True, largest_change_basis_points=500)
    propose_prices()
    one = proposal_for(mug)
    told = explain(one)
    assert len(told) == len(one.reasons) >= 6
    assert any("-3" in sentence and one.model_version in sentence for sentence in told)
    assert any("largest change" in sentence for sentence in told)
    assert one.lines.get().compare_at_minor == 2_000


def test_each_candidate_says_what_it_would_bring_and_which_rule_is_against_it():
    mug = make_goods("Mug")
    believe({mug: DEAR})
    make_policy()
    propose_prices()
    one = proposal_for(mug)
    rules = {row["step"]: row["rule"] for row in one.candidates}
    assert rules[-1_000] == rules[0] == BindingRule.NOTHING
    assert rules[-2_000] == BindingRule.LARGEST_CHANGE
    prices = [row["price_minor"] for row in one.candidates]
    assert prices == sorted(set(prices))
    units = [row["units"] for row in one.candidates]
    assert units == sorted(units, reverse=True)


def test_what_runs_out_and_cannot_come_in_time_gets_dearer():
    mug = make_goods("Mug", stock=40)
    believe({mug: (-2.5, 0.1)})
    make_policy(largest_change_basis_points=2_000)
    no_supplier(mug)
    propose_prices()
    one = proposal_for(mug)
    assert one.kind == SuggestionKind.SCARCITY
    assert after_of(one) == [2_400]
    assert any("more cannot come in time" in sentence for sentence in explain(one))
    assert one.cover_now == pytest.approx(10, rel=0.2)


def test_a_policy_may_leave_scarcity_out():
    mug = make_goods("Mug", stock=40)
    believe({mug: DEAR})
    make_policy(largest_change_basis_points=2_000, prices_scarcity=False)
    no_supplier(mug)
    propose_prices()
    assert proposal_for(mug).step_basis_points < 0
