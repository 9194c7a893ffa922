"""Many who order the same need at once. The race has a twin without locks, which must fail."""

import pytest
from django.db.models import Sum

from forecasting.models import LineStatus, PlanLine, ReplenishmentPolicy
from forecasting.replenishment.services import draft_orders, make_plan, order_alone, save_policy
from forecasting.tests.replenishing import NOON, foretell, stocked, supplied
from inventory.models import PurchaseOrder, PurchaseOrderLine
from tests.racing import outcomes, race, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
THREADS = 8


@pytest.fixture
def short():
    """Three variants of one supplier that are short, and planned."""
    variants = [stocked(f"MUG-{number}", 5) for number in range(3)]
    for variant in variants:
        foretell(variant, 5.0)
        supplied(variant)
    save_policy(policy=ReplenishmentPolicy(alone_limit_minor=10_000_000), at=NOON)
    make_plan(at=NOON)
    return variants


def needed():
    return PlanLine.objects.aggregate(units=Sum("quantity"))["units"]


def ordered():
    return PurchaseOrderLine.objects.aggregate(units=Sum("quantity"))["units"]


def click(index):
    backwards = PlanLine.objects.order_by("-pk" if index % 2 else "pk")
    return draft_orders(lines=list(backwards), by=None, at=NOON)


def test_eight_clicks_at_once_order_a_need_once(short):
    needs = needed()

    results = race(click, threads=THREADS)

    assert outcomes(results, refused=()) == THREADS
    assert sum(len(orders) for orders in results) == PurchaseOrder.objects.count() == 1
    assert ordered() == needs


@pytest.mark.postgresql  # SQLite has one writer: there are no locks to take away
def test_twin_without_row_locks_orders_it_again(short, monkeypatch):
    needs = needed()
    without_row_locks(monkeypatch)

    race(click, threads=THREADS)

    assert ordered() > needs


def test_nightly_jobs_and_clicks_at_once_order_a_need_once(short):
    needs = needed()

    def work(index):
        match index % 3:
            case 0:
                return len(order_alone(at=NOON))
            case 1:
                return len(click(index))
            case _:
                make_plan(at=NOON)
                return 0

    results = race(work, threads=THREADS)

    assert outcomes(results, refused=()) == THREADS
    assert ordered() == needs
    make_plan(at=NOON)
    assert not PlanLine.objects.filter(quantity__gt=0).exclude(status=LineStatus.ORDERED).exists()
