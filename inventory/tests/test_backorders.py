"""Selling beyond the stock: within the limit, the oldest served first, nothing forgotten."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from catalog.tests.factories import make_product
from events.models import Event, OutboxMessage
from inventory.models import (
    Backorder,
    MovementType,
    PolicyKind,
    Reservation,
    StockLevel,
    StockMovement,
    Warehouse,
)
from inventory.selectors import (
    PromiseKind,
    allocations_of,
    availability,
    backorders_of,
    ledger_differences,
    stock_promises,
)
from inventory.services import (
    OutOfStock,
    StockRuleBroken,
    allocate_stock,
    receive_stock,
    release_reservation,
    release_stock,
    reserve_stock,
    set_stock_policy,
    ship_stock,
    sweep_reservations,
)

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture
def sold_out():
    """A variant without stock of which five may be promised."""
    variant = make_product(stock=0).variants.get()
    set_stock_policy(variant=variant, kind=PolicyKind.BACKORDER, limit=5, expected_on=TOMORROW)
    return variant


def _messages(topic):
    return list(OutboxMessage.objects.filter(topic=topic).values_list("payload", flat=True))


def test_without_a_policy_only_what_is_there_is_sold():
    variant = make_product(stock=2).variants.get()
    with pytest.raises(OutOfStock):
        allocate_stock(reference="o", quantities={variant.pk: 3})
    assert stock_promises([variant.pk])[variant.pk].kind == PromiseKind.IN_STOCK


def test_what_goes_beyond_the_stock_waits_within_the_limit(sold_out):
    receive_stock(variant_id=sold_out.pk, quantity=2)
    allocate_stock(reference="o", quantities={sold_out.pk: 6})

    assert [a.quantity for a in allocations_of("o")] == [2]
    assert backorders_of("o") == {sold_out.pk: 4}
    assert availability([sold_out.pk]) == {sold_out.pk: 1}
    with pytest.raises(OutOfStock) as short:
        allocate_stock(reference="p", quantities={sold_out.pk: 2})
    assert short.value.shortages[0].available == 1
    assert not ledger_differences()


def test_what_comes_in_goes_to_the_oldest_first(sold_out):
    for name, units in (("first", 2), ("second", 2)):
        allocate_stock(reference=name, quantities={sold_out.pk: units})
    receive_stock(variant_id=sold_out.pk, quantity=3)

    assert [a.quantity for a in allocations_of("first")] == [2]
    assert [a.quantity for a in allocations_of("second")] == [1]
    assert backorders_of("second") == {sold_out.pk: 1}
    filled = StockMovement.objects.filter(type=MovementType.BACKORDER_FILLED)
    assert sorted(filled.values_list("allocated_change", "backordered_change")) == [
        (1, -1), (2, -2),
    ]  # fmt: skip
    assert availability([sold_out.pk]) == {sold_out.pk: 4}
    ship_stock(reference="first")
    assert not ledger_differences()


def test_what_still_waits_cannot_be_shipped(sold_out):
    allocate_stock(reference="o", quantities={sold_out.pk: 2})
    with pytest.raises(StockRuleBroken, match="only 0 of 2"):
        ship_stock(reference="o", quantities={sold_out.pk: 2})
    assert ship_stock(reference="o") == []


def test_a_checkout_keeps_its_part_of_the_limit(sold_out):
    reserve_stock(key="a", quantities={sold_out.pk: 4})
    assert availability([sold_out.pk]) == {sold_out.pk: 1}
    with pytest.raises(OutOfStock):
        allocate_stock(reference="other", quantities={sold_out.pk: 2})
    allocate_stock(reference="o", quantities={sold_out.pk: 4}, reservation_key="a")
    assert not Reservation.objects.exists()
    assert backorders_of("o") == {sold_out.pk: 4}


def test_cancelling_takes_back_what_waits_before_what_is_there(sold_out):
    receive_stock(variant_id=sold_out.pk, quantity=1)
    allocate_stock(reference="o", quantities={sold_out.pk: 3})
    allocate_stock(reference="next", quantities={sold_out.pk: 1})

    release_stock(reference="o", quantities={sold_out.pk: 2})
    assert backorders_of("o") == {}
    assert [a.quantity for a in allocations_of("o")] == [1]

    release_stock(reference="o", quantities={sold_out.pk: 1})
    assert [a.quantity for a in allocations_of("next")] == [1]
    with pytest.raises(StockRuleBroken):
        release_stock(reference="o", quantities={sold_out.pk: 1})
    assert not ledger_differences()


def test_a_reservation_that_ends_serves_who_waits(sold_out):
    receive_stock(variant_id=sold_out.pk, quantity=2)
    for key in ("slow", "leaves"):
        reserve_stock(key=key, quantities={sold_out.pk: 1})
    allocate_stock(reference="o", quantities={sold_out.pk: 2})
    assert backorders_of("o") == {sold_out.pk: 2}

    release_reservation(key="leaves")
    assert backorders_of("o") == {sold_out.pk: 1}

    Reservation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    sweep_reservations()
    assert backorders_of("o") == {}
    assert not ledger_differences()


def test_a_checkout_that_keeps_less_serves_who_waits(sold_out):
    other = make_product(stock=9).variants.get()
    receive_stock(variant_id=sold_out.pk, quantity=3)
    reserve_stock(key="a", quantities={sold_out.pk: 3})
    allocate_stock(reference="o", quantities={sold_out.pk: 3})

    reserve_stock(key="a", quantities={sold_out.pk: 2})
    assert backorders_of("o") == {sold_out.pk: 2}
    allocate_stock(reference="p", quantities={sold_out.pk: 1}, reservation_key="a")
    assert backorders_of("o") == {sold_out.pk: 1}

    receive_stock(variant_id=sold_out.pk, quantity=2)
    reserve_stock(key="b", quantities={sold_out.pk: 1})
    allocate_stock(reference="q", quantities={sold_out.pk: 1})
    reserve_stock(key="b", quantities={other.pk: 1})  # changed their mind
    assert backorders_of("q") == {}
    assert not ledger_differences()


def test_what_is_picked_up_waits_for_that_place_alone(sold_out):
    corner = Warehouse.objects.create(code="corner", name="Corner", is_pickup=True)
    allocate_stock(reference="o", quantities={sold_out.pk: 1}, warehouse=corner)
    receive_stock(variant_id=sold_out.pk, quantity=1)
    assert backorders_of("o") == {sold_out.pk: 1}
    receive_stock(variant_id=sold_out.pk, quantity=1, warehouse=corner)
    assert [a.warehouse_id for a in allocations_of("o")] == [corner.pk]


def test_a_limit_is_never_below_what_is_promised(sold_out):
    allocate_stock(reference="o", quantities={sold_out.pk: 3})
    with pytest.raises(StockRuleBroken, match="3 units are on backorder") as refused:
        set_stock_policy(variant=sold_out, kind=PolicyKind.BACKORDER, limit=2)
    assert refused.value.field == "limit"
    set_stock_policy(variant=sold_out, kind=PolicyKind.DENY)
    assert availability([sold_out.pk]) == {sold_out.pk: 0}
    assert backorders_of("o") == {sold_out.pk: 3}
    assert not ledger_differences()


def test_a_preorder_is_sold_until_its_day():
    variant = make_product(stock=None).variants.get()
    released = date(2026, 6, 1)
    with pytest.raises(StockRuleBroken, match="released"):
        set_stock_policy(variant=variant, kind=PolicyKind.PREORDER, limit=3)
    set_stock_policy(variant=variant, kind=PolicyKind.PREORDER, limit=3, releases_on=released)
    eve = timezone.make_aware(timezone.datetime(2026, 5, 31, 20))

    promise = stock_promises([variant.pk], at=eve)[variant.pk]
    assert (promise.kind, promise.sellable, promise.expected_at) == (
        PromiseKind.PREORDER, 3, released,
    )  # fmt: skip
    later = stock_promises([variant.pk], at=eve + timedelta(hours=6))[variant.pk]
    assert (later.kind, later.sellable) == (PromiseKind.SOLD_OUT, 0)
    allocate_stock(reference="o", quantities={variant.pk: 3}, at=eve)
    with pytest.raises(OutOfStock):
        allocate_stock(reference="p", quantities={variant.pk: 1}, at=eve)


def test_a_backorder_tells_the_day_that_staff_named_until_it_passed(sold_out):
    assert stock_promises([sold_out.pk])[sold_out.pk].expected_at == TOMORROW
    late = timezone.now() + timedelta(days=3)
    assert stock_promises([sold_out.pk], at=late)[sold_out.pk].expected_at is None


def test_waiting_people_hear_once_that_it_is_there_again():
    variant = make_product(stock=0).variants.get()
    OutboxMessage.objects.all().delete()
    receive_stock(variant_id=variant.pk, quantity=1)
    receive_stock(variant_id=variant.pk, quantity=1)
    assert _messages("stock.available") == [{"variant": variant.pk}]


def test_what_a_waiting_order_takes_is_not_announced(sold_out):
    allocate_stock(reference="o", quantities={sold_out.pk: 2})
    OutboxMessage.objects.all().delete()
    receive_stock(variant_id=sold_out.pk, quantity=2)
    assert _messages("stock.available") == []


def test_each_policy_is_kept_in_the_log(sold_out):
    told = Event.objects.filter(name="stock.policy_set").get()
    assert (told.variant_id, told.quantity, told.payload["kind"]) == (sold_out.pk, 5, "backorder")


def test_the_books_tell_where_they_are_wrong(sold_out):
    allocate_stock(reference="o", quantities={sold_out.pk: 2})
    assert not ledger_differences()
    StockLevel.objects.filter(variant=sold_out).update(on_hand=7)
    Backorder.objects.update(waiting=1)
    found = {(one.what, one.in_books, one.by_ledger) for one in ledger_differences()}
    assert found == {("on hand", 7, 0), ("backorder", 1, 2)}


def test_what_was_sold_elsewhere_is_owed_whatever_the_policies_say():
    variant = make_product(stock=2).variants.get()
    allocate_stock(reference="there", quantities={variant.pk: 5}, is_sold_elsewhere=True)
    assert sum(given.quantity for given in allocations_of("there")) == 2
    assert backorders_of("there") == {variant.pk: 3}
    assert availability([variant.pk]) == {variant.pk: 0}
    with pytest.raises(OutOfStock):
        allocate_stock(reference="here", quantities={variant.pk: 1})
    assert not ledger_differences()
    receive_stock(variant_id=variant.pk, quantity=4)
    assert backorders_of("there") == {}
    assert availability([variant.pk]) == {variant.pk: 1}
