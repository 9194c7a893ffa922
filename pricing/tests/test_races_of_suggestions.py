"""Many at one suggestion, and policies' limits under many workers. Each race has a twin."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from catalog.tests.factories import make_product
from foundation import clock
from foundation.money import Money
from foundation.refusals import Refusal
from pricing.models import Price, PriceSuggestion, SuggestionState
from pricing.repricing import applying, services
from pricing.repricing.automatic import apply_alone, spent_on
from pricing.repricing.outcomes import each_group
from pricing.repricing.structure import save_ladder
from pricing.services import set_price
from pricing.tests.suggestions import make_policy, price_of, suggest, suggest_family
from tests.racing import outcomes, race, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
THREADS = 12


def _applied() -> int:
    return PriceSuggestion.objects.filter(state=SuggestionState.APPLIED).count()


def test_a_suggestion_that_many_approve_is_applied_once():
    mug = make_product(price="20.00")
    suggestion = suggest(mug)

    found = race(
        lambda _index: services.approve(suggestions=[suggestion], by=None), threads=THREADS
    )

    assert outcomes(found, refused=()) == THREADS
    assert sum(len(outcome.done) for outcome in found) == 1
    assert Price.objects.filter(variant__product=mug).count() == 2
    assert price_of(mug) == 1800


def test_whoever_reverts_and_whoever_sets_a_price_leave_one_of_both_whole():
    """Either the revert came first, or it sees that the price is another and refuses."""
    goods = [make_product(price="20.00") for _ in range(THREADS // 2)]
    rows = [suggest(product) for product in goods]
    services.approve(suggestions=rows, by=None)
    rows = list(PriceSuggestion.objects.order_by("pk"))

    def act(index):
        place = index // 2
        if index % 2:
            set_price(variant=goods[place].variants.get(), amount=Money.of("17.00", "EUR"))
            return None
        return services.revert(suggestion=rows[place], by=None)

    outcomes(race(act, threads=THREADS), refused=Refusal)

    assert {price_of(product) for product in goods} == {1700}
    for row in PriceSuggestion.objects.all():
        began = Price.objects.filter(variant__product=row.product_id).order_by("pk")
        amounts = list(began.values_list("amount_minor", flat=True))
        assert (
            amounts
            == {
                SuggestionState.REVERTED: [2000, 1800, 2000, 1700],
                SuggestionState.APPLIED: [2000, 1800, 1700],
            }[SuggestionState(row.state)]
        )


def _two_of_a_ladder():
    """Good at 20, better at 22: each may move to 21 alone, both would stand level."""
    good, better = make_product(price="20.00"), make_product(price="22.00")
    save_ladder(name=f"Pans {uuid4()}", tiers=[[good], [better]])
    up = suggest(good, 500)
    down = suggest(better, -455)
    return good, better, [up, down]


def test_two_of_a_ladder_that_move_towards_each_other_never_pass():
    ladders = [_two_of_a_ladder() for _ in range(3)]
    rows = [row for _good, _better, pair in ladders for row in pair]

    race(lambda index: services.approve(suggestions=[rows[index]], by=None), threads=len(rows))

    for good, better, _pair in ladders:
        assert price_of(good) < price_of(better)
    assert _applied() == len(ladders)


@pytest.mark.postgresql  # SQLite has no row locks to take away
def test_twin_that_does_not_hold_the_peers_lets_them_pass(monkeypatch):
    ladders = [_two_of_a_ladder() for _ in range(6)]
    rows = [row for _good, _better, pair in ladders for row in pair]
    without_row_locks(monkeypatch)

    race(lambda index: services.approve(suggestions=[rows[index]], by=None), threads=len(rows))

    assert any(price_of(good) >= price_of(better) for good, better, _pair in ladders)


def _automatic_shop():
    policy = make_policy(is_automatic=True, automatic_changes_a_day=3, automatic_risk_a_day=0.10)
    goods = [make_product(price="20.00") for _ in range(8)]
    return policy, [suggest(one, policy=policy, chance_to_lose=0.04) for one in goods]


def test_no_limit_of_a_policy_is_passed_however_many_workers_run_it():
    policy, _rows = _automatic_shop()

    race(lambda _index: services.apply_automatically(), threads=THREADS)

    assert spent_on(policy).changes == 2  # a third would carry more risk than the day has
    assert _applied() == 2


def _each_worker_its_own(policy, rows):
    return lambda index: each_group([rows[index]], partial(apply_alone, policy.pk))


def test_no_limit_is_passed_where_each_worker_is_at_another_suggestion():
    policy, rows = _automatic_shop()

    race(_each_worker_its_own(policy, rows), threads=len(rows))

    assert (spent_on(policy).changes, _applied()) == (2, 2)


@pytest.mark.postgresql  # SQLite has no row locks to take away
def test_twin_without_the_policys_lock_passes_its_limits(monkeypatch):
    policy, rows = _automatic_shop()
    without_row_locks(monkeypatch)

    race(_each_worker_its_own(policy, rows), threads=len(rows))

    assert spent_on(policy).changes > 2


def test_due_prices_change_once_under_many_workers():
    when = clock.now() + timedelta(hours=1)
    goods = [make_product(price="20.00", sizes=("S", "M")) for _ in range(6)]
    rows = [suggest(product) for product in goods[:3]] + suggest_family(goods[3:])
    services.schedule(suggestions=rows, when=when, by=None)

    found = race(lambda _index: services.apply_due(at=when), threads=6)

    assert outcomes(found, refused=()) == 6
    assert {price_of(product) for product in goods} == {1800}
    assert Price.objects.filter(source="model").count() == 12


def test_families_that_share_no_product_do_not_wait_in_a_ring():
    goods = [make_product(price="20.00") for _ in range(6)]
    odd, even = suggest_family(goods[::2]), suggest_family(goods[1::2])
    asked = [[odd[0], even[0]], [even[2], odd[1]], [odd[2]], [even[1], odd[0]]]

    found = race(
        lambda index: services.approve(suggestions=asked[index % 4], by=None), threads=THREADS
    )

    assert outcomes(found, refused=()) == THREADS
    assert {price_of(product) for product in goods} == {1800}
    assert applying.apply(suggestions=odd, by=None).done == ()
