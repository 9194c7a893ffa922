"""Price policies: which governs, what makes one, simulated before it is on."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from catalog.tests.factories import make_category
from foundation.money import Money
from pricing.models import PricePolicy, PriceScope, PriceSuggestion
from pricing.repricing.jobs import suggest
from pricing.repricing.policies import (
    PolicyRefused,
    delete_policy,
    policy_of,
    save_policy,
    switch_on,
)
from pricing.repricing.simulating import simulate
from pricing.repricing.structure import (
    StructureRefused,
    save_family,
    save_ladder,
    set_advertised_minimum,
)
from pricing.tests.repriced_shop import believe, make_goods, make_policy

pytestmark = pytest.mark.django_db
DEAR = (-3.0, 0.2)


def test_the_narrowest_policy_governs_and_a_category_s_holds_below_it():
    kitchen = make_category("Kitchen")
    cups = make_category("Cups", parent=kitchen)
    mug, lamp = make_goods("Mug", category=cups, brand="Acme"), make_goods("Lamp", brand="Acme")
    plain = make_goods("Plain")
    shop = make_policy()
    brand = make_policy(name="Acme", scope=PriceScope.BRAND, brand=lamp.brand)
    shelf = make_policy(name="Kitchen", scope=PriceScope.CATEGORY, category=kitchen)
    assert policy_of([mug.pk, lamp.pk, plain.pk]) == {
        mug.pk: shelf, lamp.pk: brand, plain.pk: shop,
    }  # fmt: skip
    own = make_policy(name="Mug", scope=PriceScope.PRODUCT, product=mug)
    assert policy_of([mug.pk]) == {mug.pk: own}


def test_a_policy_is_simulated_before_it_is_on_and_again_when_it_was_changed():
    policy = save_policy(policy=PricePolicy(name="All"))
    with pytest.raises(PolicyRefused, match="Simulate"):
        switch_on(policy=policy)
    simulate(policy=policy)
    assert switch_on(policy=policy).is_active
    policy.refresh_from_db()
    policy.horizon_days = 14
    assert not save_policy(policy=policy).is_active
    with pytest.raises(PolicyRefused):
        switch_on(policy=policy)


def test_a_second_policy_for_the_same_goods_takes_the_place_of_the_first():
    first, second = make_policy(), make_policy(name="Other")
    first.refresh_from_db()
    assert (first.is_active, second.is_active) == (False, True)


def test_a_simulation_says_what_would_be_proposed_and_writes_no_suggestion():
    mug, lamp = make_goods("Mug"), make_goods("Lamp")
    believe({mug: DEAR, lamp: (-1.1, 0.2)})
    policy = save_policy(
        policy=PricePolicy(
            name="All", ends_in_99=False, largest_change_basis_points=500, risk_basis_points=None
        )
    )
    found = simulate(policy=policy)
    assert (found.products, found.changes, found.up, found.down) == (2, 2, 1, 1)
    assert 0 < found.gain_low_minor < found.gain_minor < found.gain_high_minor
    assert found.margin_after_minor > found.margin_now_minor
    assert found.rails == {"4": 2}
    assert {example.product for example in found.examples} == {mug.pk, lamp.pk}
    assert not PriceSuggestion.objects.exists()
    policy.refresh_from_db()
    assert policy.simulation["changes"] == 2
    assert policy.simulated_at is not None


def test_a_simulation_counts_what_a_narrower_policy_governs_out():
    mug, lamp = make_goods("Mug"), make_goods("Lamp")
    believe({mug: DEAR, lamp: DEAR})
    make_policy(name="Mug", scope=PriceScope.PRODUCT, product=mug)
    assert simulate(policy=PricePolicy(name="All")).products == 1


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"scope": PriceScope.CATEGORY}, ""),
        ({"margin_floor_basis_points": 10_000}, "margin_floor_basis_points"),
        ({"competitor_low_basis_points": 11_000, "competitor_high_basis_points": 9_000}, ""),
        ({"competitor_low_basis_points": 9_000}, ""),
        ({"horizon_days": 3}, "horizon_days"),
        ({"weekday_steps": [0, 100]}, "weekday_steps"),
        ({"weekday_steps": [0] * 6 + ["x"]}, "weekday_steps"),
        ({"weekday_steps": [0] * 7, "days_between": 7}, "days_between"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(fields: dict[str, Any], wrong: str):
    with pytest.raises(PolicyRefused) as refused:
        save_policy(policy=PricePolicy(name="All", **fields))
    assert refused.value.field == wrong


def test_a_policy_that_is_deleted_governs_nothing():
    mug = make_goods("Mug")
    delete_policy(policy=make_policy())
    assert policy_of([mug.pk]) == {}


def test_a_product_is_in_one_family_and_on_one_ladder():
    red, blue, green = (make_goods(name) for name in ("Red", "Blue", "Green"))
    save_family(name="Colours", products=[red, blue])
    save_ladder(name="Steps", tiers=[[red], [blue]])
    with pytest.raises(StructureRefused, match="another family"):
        save_family(name="More", products=[blue, green])
    with pytest.raises(StructureRefused, match="another ladder"):
        save_ladder(name="More", tiers=[[green], [blue]])
    with pytest.raises(StructureRefused):
        save_family(name="One", products=[green])


def test_a_minimum_advertised_price_is_in_the_base_currency():
    variant = make_goods("Mug").variants.get()
    with pytest.raises(StructureRefused):
        set_advertised_minimum(variant=variant, amount=Money(1_000, "JPY"))


def test_the_command_proposes_and_simulates():
    mug = make_goods("Mug")
    believe({mug: DEAR})
    make_policy()
    said = StringIO()
    call_command("suggest_prices", simulate="All", stdout=said)
    assert "1 would change" in said.getvalue()
    call_command("suggest_prices", stdout=said)
    assert "1 new suggestions" in said.getvalue()
    with pytest.raises(CommandError):
        call_command("suggest_prices", simulate="None such")


def test_the_night_s_job_tells_what_it_did():
    mug = make_goods("Mug")
    believe({mug: DEAR})
    make_policy()
    told = suggest({}, lambda _line: None)
    assert (told["products"], told["proposed"], told["skipped"]) == (1, 1, {})
