"""A price test from its plan to its end: prices follow the schedule, and come back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from events.models import AuditEntry
from pricing.models import (
    LeftBecause,
    Price,
    PriceFamily,
    PriceFamilyMember,
    PriceSource,
    PriceTestGrouping,
    PriceTestItem,
    PriceTestState,
    PriceTestVerdict,
)
from pricing.price_tests.jobs import switch_all
from pricing.price_tests.plans import Plan
from pricing.price_tests.results import Result
from pricing.price_tests.selectors import products_in_test, progress
from pricing.price_tests.services import PriceTestRefused, conclude, save_draft, start, stop
from pricing.tests.price_test_shop import USUAL, TestShop, midday, prices_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return TestShop(past_days=60)


def _last_day(test):
    return test.starts_on + timedelta(days=test.days - 1)


def test_a_category_changes_as_a_whole_and_others_one_by_one(shop):
    assert len(Plan.of(shop.draft()).clusters) == 4
    alone = Plan.of(shop.draft(grouping=PriceTestGrouping.FAMILY))
    assert len(alone.clusters) == 8
    assert {cluster.name for cluster in alone.clusters} == {str(p) for p in shop.products}


def test_a_family_changes_together_and_takes_part_whole_or_not_at_all(shop):
    family = PriceFamily.objects.create(name="Mugs")
    for product in shop.products[:2]:  # of two categories
        PriceFamilyMember.objects.create(family=family, product=product)
    assert len(Plan.of(shop.draft()).clusters) == 3
    torn = Plan.of(shop.draft(products=shop.products[1:]))
    assert [(one.name, one.why) for one in torn.left_out] == [(str(shop.products[1]), "family")]


def test_reduced_and_unsold_products_are_left_out(shop):
    shop.set_price(shop.products[0], 1_500)
    variant = shop.products[0].variants.get()
    Price.objects.filter(variant=variant, ends_at=None).update(compare_at_minor=2_000)
    new = TestShop(categories=1, per_category=1, past_days=0).products
    plan = Plan.of(shop.draft(products=[*shop.products, *new], grouping="family"))
    why = {one.product_id: one.why for one in plan.left_out}
    assert why == {shop.products[0].pk: "reduced", new[0].pk: "no_sales"}


def test_a_step_below_cost_is_no_test_price(shop):
    shop.set_price(shop.products[0], 1_050)
    plan = Plan.of(shop.draft(step_basis_points=-1_000, grouping="family"))
    assert [(one.product_id, one.why) for one in plan.left_out] == [
        (shop.products[0].pk, "guard_rail")
    ]


def test_the_plan_tells_what_it_would_find(shop):
    short, long = (Plan.of(shop.draft(pairs=pairs)) for pairs in (3, 12))
    assert 0 < long.smallest < short.smallest
    assert short.schedules == 6**3
    assert short.measure == "margin"
    # Twenty units a day at a margin of ten, less tax, of two products a category.
    assert short.clusters[0].usual["units"] == pytest.approx(40, rel=0.1)


def test_a_plan_that_could_tell_nothing_is_not_started(shop):
    test = shop.draft(products=shop.products[:1])
    assert Plan.of(test).problems
    with pytest.raises(PriceTestRefused, match="chance alone"):
        start(test=test, actor=None)
    assert not products_in_test()


def test_prices_follow_the_schedule_and_come_back(shop):
    test = start(test=shop.draft(), actor=None)
    before = shop.asked()
    assert products_in_test() == {product.pk for product in shop.products}
    switch_all(at=midday(test.starts_on - timedelta(days=1)))
    assert shop.asked() == before

    seen = {pk: [] for pk in before}

    def note(day):
        for pk, minor in shop.asked().items():
            seen[pk].append(minor)

    shop.play(test, test.days, each_day=note)
    asks = {(row.cluster, row.number): row.asks_test for row in test.schedule.all()}
    for item in test.items.all():
        due = [
            item.test_minor if asks[item.cluster, number // test.period_days] else USUAL
            for number in range(test.days)
        ]
        assert seen[item.variant_id] == due
        assert item.test_minor == 2_100
    assert progress(test, at=midday(_last_day(test))).period == test.periods - 1

    switch_all(at=midday(_last_day(test) + timedelta(days=1)))
    test.refresh_from_db()
    assert test.state == PriceTestState.ENDED
    assert shop.asked() == before
    assert not products_in_test()
    assert products_in_test(at=midday(_last_day(test))) == {p.pk for p in shop.products}
    tested = Price.objects.filter(amount_minor=2_100)
    assert set(tested.values_list("source", flat=True)) == {PriceSource.EXPERIMENT}
    assert set(tested.values_list("cost_minor", flat=True)) == {1_000}


def test_the_job_may_come_late_and_twice(shop):
    test = start(test=shop.draft(), actor=None)
    middle = midday(test.starts_on + timedelta(days=test.period_days * 3))
    assert switch_all(at=middle)["prices"] > 0
    assert switch_all(at=middle)["prices"] == 0
    # Nobody worked for a month: the first call afterwards brings the usual prices back.
    done = switch_all(at=middle + timedelta(days=31))
    assert done["ended"] == 1
    assert set(shop.asked().values()) == {USUAL}


def test_a_price_that_staff_change_is_theirs_and_its_cluster_leaves(shop):
    test = start(test=shop.draft(), actor=None)
    shop.play(test, 1)
    touched = shop.products[0]
    shop.set_price(touched, 1_800)
    switch_all(at=midday(test.starts_on + timedelta(days=1)))
    neighbour = shop.products[4]  # of the same category
    assert prices_of(shop, [touched, neighbour]) == [1_800, USUAL]
    items = {item.variant.product_id: item for item in test.items.select_related("variant")}
    assert items[touched.pk].left_because == LeftBecause.CHANGED
    assert items[neighbour.pk].left_because == LeftBecause.TOGETHER
    assert products_in_test() == {
        product.pk for product in shop.products if product not in (touched, neighbour)
    }
    shop.play(test, test.days, first=1)
    switch_all(at=midday(_last_day(test) + timedelta(days=1)))
    assert prices_of(shop, [touched, neighbour]) == [1_800, USUAL]
    test.refresh_from_db()
    assert Result.of(test).clusters_left == 1


def test_a_new_cost_alone_disturbs_nothing_until_a_rail_is_against_it(shop):
    test = start(test=shop.draft(step_basis_points=-1_000), actor=None)
    shop.play(test, 1)
    shop.set_price(shop.products[0], prices_of(shop, shop.products)[0], cost=1_100)
    assert switch_all(at=midday(test.starts_on))["clusters_left"] == 0
    shop.set_price(shop.products[0], prices_of(shop, shop.products)[0], cost=1_900)
    done = switch_all(at=midday(test.starts_on + timedelta(days=test.period_days)))
    done2 = switch_all(at=midday(test.starts_on + timedelta(days=2 * test.period_days)))
    done3 = switch_all(at=midday(test.starts_on + timedelta(days=3 * test.period_days)))
    assert done["clusters_left"] + done2["clusters_left"] + done3["clusters_left"] == 1
    assert prices_of(shop, shop.products[:1]) == [USUAL]


def test_a_product_is_in_one_test_at_most(shop):
    start(test=shop.draft(), actor=None)
    other = shop.draft(name="Another")
    assert not Plan.of(other).clusters
    with pytest.raises(PriceTestRefused, match="No product takes part"):
        start(test=other, actor=None)
    live = PriceTestItem.objects.filter(is_live=True).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        PriceTestItem.objects.create(
            test=other, variant=live.variant, cluster=0, cluster_name="x", usual_minor=1,
            test_minor=2, is_live=True,
        )  # fmt: skip


def test_a_better_price_is_found_and_taken():
    shop = TestShop(elasticity=-0.3, pace=80, past_days=60)
    test = start(test=shop.draft(step_basis_points=1_500, pairs=4), actor=None)
    shop.play(test, test.days)
    switch_all(at=midday(_last_day(test) + timedelta(days=1)))
    test.refresh_from_db()
    assert test.verdict == PriceTestVerdict.BETTER
    line = Result.of(test).primary
    (cost, net_share), *_rest = Plan.of(test).worth.values()
    usual, dearer = USUAL * net_share - cost, 2_300 * net_share - cost
    truth = dearer * 1.15**-0.3 / usual - 1
    assert line.low < truth < line.high
    conclude(
        test=test, takes_test_price=True, conclusion="Dearer is better.", actor=None,
        at=midday(_last_day(test) + timedelta(days=2)),
    )  # fmt: skip
    assert set(shop.asked().values()) == {2_300}
    assert AuditEntry.objects.filter(action="price_test.concluded").exists()


def test_a_worse_price_is_found_and_the_usual_one_stays():
    shop = TestShop(elasticity=-5, pace=80, past_days=60)
    test = start(test=shop.draft(step_basis_points=1_000, pairs=4), actor=None)
    shop.play(test, test.days)
    switch_all(at=midday(_last_day(test) + timedelta(days=1)))
    test.refresh_from_db()
    assert test.verdict == PriceTestVerdict.WORSE
    conclude(test=test, takes_test_price=False, conclusion="No.", actor=None)
    assert set(shop.asked().values()) == {USUAL}


def test_stopping_brings_the_prices_back_at_once_and_counts_whole_pairs(shop):
    test = start(test=shop.draft(), actor=None)
    played = 2 * test.period_days + 3
    shop.play(test, played)
    stop(test=test, actor=None, at=midday(test.starts_on + timedelta(days=played)))
    assert set(shop.asked().values()) == {USUAL}
    test.refresh_from_db()
    assert Result.of(test).pairs == 1
    assert test.verdict == PriceTestVerdict.TOO_LITTLE


def test_taking_is_refused_when_a_price_was_changed_since(shop):
    test = start(test=shop.draft(), actor=None)
    shop.play(test, test.days)
    switch_all(at=midday(_last_day(test) + timedelta(days=1)))
    test.refresh_from_db()
    shop.set_price(shop.products[3], 2_050)
    with pytest.raises(PriceTestRefused, match="was changed"):
        conclude(test=test, takes_test_price=True, conclusion="Yes.", actor=None)
    assert sorted(set(shop.asked().values())) == [USUAL, 2_050]


def test_steps_out_of_turn_are_refused(shop):
    test = shop.draft()
    with pytest.raises(PriceTestRefused):
        stop(test=test, actor=None)
    with pytest.raises(PriceTestRefused):
        conclude(test=test, takes_test_price=False, conclusion="x", actor=None)
    start(test=test, actor=None)
    with pytest.raises(PriceTestRefused):
        save_draft(test=test)
    with pytest.raises(PriceTestRefused):
        start(test=test, actor=None)
