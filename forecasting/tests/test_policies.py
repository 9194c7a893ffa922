"""Which policy governs what, what its kind means, and how budget and room are kept."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from catalog.tests.factories import make_category
from forecasting.models import (
    PlanLine,
    PolicyScope,
    ReplenishmentKind,
    ReplenishmentPolicy,
)
from forecasting.replenishment.explaining import explain
from forecasting.replenishment.policy_book import read_policy_book
from forecasting.replenishment.services import (
    PolicyRefused,
    delete_policy,
    make_plan,
    save_policy,
)
from forecasting.replenishment.supply import demand_shares
from forecasting.tests.factories import sell, steady
from forecasting.tests.replenishing import NOON, foretell, stocked, supplied
from inventory.algorithms.eoq import economic_order_quantity

pytestmark = pytest.mark.django_db


def planned(variant):
    make_plan(at=NOON)
    return PlanLine.objects.get(variant=variant)


@pytest.fixture
def mug():
    made = stocked("MUG", 10)
    foretell(made, 5.0)
    supplied(made)
    sell(made, steady(200, level=5.0), price=1_500)
    return made


def test_the_narrowest_policy_governs(mug):
    home = make_category("Home")
    shelf = make_category("Kitchen", parent=home)
    supplier = supplied(mug)
    shop = save_policy(policy=ReplenishmentPolicy())
    of_supplier = save_policy(
        policy=ReplenishmentPolicy(scope=PolicyScope.SUPPLIER, supplier=supplier)
    )
    ids = {"variant_id": mug.pk, "category_id": shelf.pk, "supplier_id": supplier.pk}

    assert read_policy_book().governing(**ids) == of_supplier
    assert read_policy_book().governing(**{**ids, "supplier_id": None}) == shop
    of_home = save_policy(policy=ReplenishmentPolicy(scope=PolicyScope.CATEGORY, category=home))
    assert read_policy_book().governing(**ids) == of_home  # what holds for Home holds for Kitchen
    own = save_policy(policy=ReplenishmentPolicy(scope=PolicyScope.VARIANT, variant=mug))
    assert read_policy_book().governing(**ids) == own
    delete_policy(policy=own)
    assert read_policy_book().governing(**ids) == of_home


@pytest.mark.parametrize(
    "wrong",
    [
        {"scope": PolicyScope.CATEGORY},
        {"service_level": 1.5},
        {"minimum": 5, "maximum": 4},
        {"review_days": 0},
    ],
)
def test_policies_that_make_no_sense_are_refused(wrong):
    with pytest.raises(PolicyRefused) as refused:
        save_policy(policy=ReplenishmentPolicy(**wrong))
    assert str(refused.value)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReplenishmentPolicy.objects.create(**wrong)


def test_a_second_policy_for_the_shop_is_refused():
    save_policy(policy=ReplenishmentPolicy())
    with pytest.raises(PolicyRefused):
        save_policy(policy=ReplenishmentPolicy())


def test_economic_lots(mug):
    save_policy(
        policy=ReplenishmentPolicy(
            kind=ReplenishmentKind.REORDER_POINT, order_cost_minor=2_000, holding_rate=0.25
        )
    )
    lot = economic_order_quantity(order_cost=2_000, holding_cost=125, demand=5 * 365).quantity

    line = planned(mug)

    assert line.order_up_to - line.reorder_point == -(-lot // 1)
    assert line.quantity % -(-lot // 1) == 0
    assert line.quantity + 10 > line.reorder_point
    assert "economic lot" in " ".join(explain(line))


def test_staffs_own_minimum_and_maximum(mug):
    save_policy(policy=ReplenishmentPolicy(kind=ReplenishmentKind.MIN_MAX, minimum=11, maximum=30))
    line = planned(mug)
    assert (line.reorder_point, line.order_up_to, line.quantity) == (11, 30, 20)
    assert "as staff have set it" in " ".join(explain(line))


def test_periodic_reviews_order_on_their_days_alone(mug):
    day = NOON.date().toordinal()
    on, off = (next(n for n in range(2, 60) if bool(day % n) is other) for other in (False, True))
    policy = save_policy(
        policy=ReplenishmentPolicy(kind=ReplenishmentKind.PERIODIC, review_days=on)
    )
    assert planned(mug).quantity > 0
    policy.review_days = off
    save_policy(policy=policy)
    assert planned(mug).quantity == 0


def test_containers(mug):
    supplied(mug, pack=8)
    save_policy(policy=ReplenishmentPolicy(kind=ReplenishmentKind.JUST_IN_TIME))
    line = planned(mug)
    assert line.order_up_to % 8 == 0
    assert line.order_up_to - line.reorder_point == 8
    assert line.quantity % 8 == 0


def test_a_season_is_bought_by_margin(mug):
    save_policy(policy=ReplenishmentPolicy(kind=ReplenishmentKind.NEWSVENDOR, cover_days=60))
    rich = planned(mug).order_up_to
    supplied(mug, cost=1_450)
    poor = planned(mug).order_up_to
    assert rich > poor  # a unit that earns little is not worth being left over


@pytest.fixture
def shelf():
    """Four that are short, of which two earn far more than the others."""
    made = [stocked(f"MUG-{number}", 5) for number in range(4)]
    for number, variant in enumerate(made):
        foretell(variant, 5.0)
        supplied(variant, cost=500)
        sell(variant, steady(120, seed=number), price=2_000 if number < 2 else 700)
    return made


def test_a_budget_is_spent_where_it_earns_most(shelf):
    policy = save_policy(policy=ReplenishmentPolicy())
    make_plan(at=NOON)
    whole = {line.variant_id: line.quantity for line in PlanLine.objects.all()}
    policy.budget_minor = sum(whole.values()) * 500 // 2
    save_policy(policy=policy)

    make_plan(at=NOON)

    lines = {line.variant_id: line for line in PlanLine.objects.all()}
    assert 0 < sum(line.cost_minor for line in lines.values()) <= policy.budget_minor
    kept = [lines[variant.pk].quantity / whole[variant.pk] for variant in shelf]
    assert min(kept[:2]) > max(kept[2:])
    assert any(
        "The budget of the policy leaves" in " ".join(explain(one)) for one in lines.values()
    )


def test_room_is_kept_in_each_warehouse(shelf):
    save_policy(policy=ReplenishmentPolicy(capacity_units=120))
    make_plan(at=NOON)
    bought = sum(line.quantity for line in PlanLine.objects.all())
    assert 0 < bought <= 120 - 4 * 5


def test_enough_budget_changes_nothing(shelf):
    policy = save_policy(policy=ReplenishmentPolicy())
    make_plan(at=NOON)
    before = list(PlanLine.objects.order_by("pk").values("quantity", "reasons"))
    policy.budget_minor = 10**9
    save_policy(policy=policy)
    make_plan(at=NOON)
    assert list(PlanLine.objects.order_by("pk").values("quantity", "reasons")) == before


@given(
    shipped=st.dictionaries(st.sampled_from([(1, 7), (1, 8), (2, 8)]), st.integers(0, 500)),
    usual=st.dictionaries(st.sampled_from([7, 8, 9]), st.integers(0, 5_000)),
)
def test_the_shares_of_a_variant_add_up(shipped, usual):
    shares = demand_shares([(1, 7), (1, 8), (2, 8)], shipped, usual, main=7)
    assert shares[1, 7] + shares[1, 8] == pytest.approx(1)
    assert shares[2, 8] == pytest.approx(1)
    assert all(0 <= share <= 1 for share in shares.values())
