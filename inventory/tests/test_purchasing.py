from datetime import UTC, datetime, timedelta

import pytest

from catalog.tests.factories import make_product
from foundation.money import Money
from inventory.models import (
    MovementType,
    PolicyKind,
    PurchaseOrderState,
    StockLevel,
    StockMovement,
    Supplier,
)
from inventory.selectors import (
    backorders_of,
    incoming,
    landed_costs,
    ledger_differences,
    stock_promises,
)
from inventory.services import (
    LineRequest,
    StockRuleBroken,
    allocate_stock,
    cancel_purchase_order,
    close_purchase_order,
    draft_purchase_order,
    order_quantity,
    receive_purchase_order,
    send_purchase_order,
    set_offer,
    set_stock_policy,
)

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def supplier():
    return Supplier.objects.create(
        code="acme", name="Acme", currency="EUR", over_receipt_percent=10
    )


@pytest.fixture
def variants():
    return [make_product(stock=0).variants.get() for _ in range(2)]


@pytest.fixture
def offers(supplier, variants):
    return [
        set_offer(
            supplier=supplier, variant=variant, cost=Money(300, "EUR"), minimum_quantity=12,
            pack_size=6, lead_time_days=5, is_preferred=True,
        )
        for variant in variants
    ]  # fmt: skip


def _draft(supplier, *lines, **fields):
    wanted = [LineRequest(variant.pk, units) for variant, units in lines]
    return draft_purchase_order(supplier=supplier, lines=wanted, at=MONDAY, **fields)


def _on_hand(variant):
    return StockLevel.objects.get(variant=variant).on_hand


def test_an_order_is_sent_and_received_in_parts(supplier, variants, offers):
    first, second = variants
    order = send_purchase_order(order=_draft(supplier, (first, 12), (second, 24)), at=MONDAY)
    assert order.expected_on == (MONDAY + timedelta(days=5)).date()
    assert incoming([first.pk])[first.pk].on_order == 12

    order = receive_purchase_order(
        order=order, quantities={first.pk: 12, second.pk: 4}, at=MONDAY + timedelta(days=4)
    )
    assert order.state == PurchaseOrderState.PART_RECEIVED
    order = receive_purchase_order(order=order, at=MONDAY + timedelta(days=8))
    assert order.state == PurchaseOrderState.RECEIVED
    assert (_on_hand(first), _on_hand(second)) == (12, 24)
    receipts = StockMovement.objects.filter(type=MovementType.RECEIPT, reference=str(order))
    assert sorted(receipts.values_list("on_hand_change", flat=True)) == [4, 12, 20]
    assert not ledger_differences()


def test_lead_times_are_learned_from_what_came(supplier, variants, offers):
    for days in (4, 8):
        order = send_purchase_order(order=_draft(supplier, (variants[0], 12)), at=MONDAY)
        receive_purchase_order(order=order, at=MONDAY + timedelta(days=days))
    offers[0].refresh_from_db()
    assert offers[0].measured_receipts == 2
    assert offers[0].measured_days == pytest.approx(6)
    assert offers[0].measured_spread_days == pytest.approx(8**0.5)
    offers[1].refresh_from_db()
    assert offers[1].measured_days is None


def test_minimum_and_packs_are_kept(supplier, variants, offers):
    with pytest.raises(StockRuleBroken, match="12 at least"):
        _draft(supplier, (variants[0], 6))
    with pytest.raises(StockRuleBroken, match="order 12 or 18") as refused:
        _draft(supplier, (variants[0], 14))
    assert refused.value.field == "quantity"
    assert [order_quantity(offer=offers[0], units=n) for n in (1, 12, 13)] == [12, 12, 18]


def test_freight_makes_landed_costs_that_add_up(supplier, variants, offers):
    first, second = variants
    order = draft_purchase_order(
        supplier=supplier,
        lines=[
            LineRequest(first.pk, 12),
            LineRequest(second.pk, 12, unit_cost=Money(900, "EUR")),
        ],
        freight=Money(1440, "EUR"),
    )
    send_purchase_order(order=order)
    landed = dict(order.lines.values_list("variant_id", "landed_cost_minor"))
    assert landed == {first.pk: 330, second.pk: 990}
    assert landed_costs([first.pk]) == {}
    receive_purchase_order(order=order)
    assert landed_costs([first.pk]) == {first.pk: Money(330, "EUR")}


def test_a_little_more_is_taken_and_much_more_only_on_purpose(supplier, variants, offers):
    order = send_purchase_order(order=_draft(supplier, (variants[0], 30)))
    with pytest.raises(StockRuleBroken, match="at most 33 more"):
        receive_purchase_order(order=order, quantities={variants[0].pk: 34})
    receive_purchase_order(order=order, quantities={variants[0].pk: 34}, accept_more=True)
    assert _on_hand(variants[0]) == 34


def test_what_comes_serves_who_waits_in_the_same_moment(supplier, variants, offers):
    variant = variants[0]
    set_stock_policy(variant=variant, kind=PolicyKind.BACKORDER, limit=5)
    allocate_stock(reference="o", quantities={variant.pk: 2})
    order = send_purchase_order(order=_draft(supplier, (variant, 12)), at=MONDAY)
    assert stock_promises([variant.pk])[variant.pk].expected_at is None  # long past
    order.expected_on = (datetime.now(UTC) + timedelta(days=9)).date()
    order.save()
    assert stock_promises([variant.pk])[variant.pk].expected_at == order.expected_on
    receive_purchase_order(order=order)
    assert backorders_of("o") == {}
    level = StockLevel.objects.get(variant=variant)
    assert (level.on_hand, level.allocated) == (12, 2)


def test_closing_and_cancelling(supplier, variants, offers):
    order = send_purchase_order(order=_draft(supplier, (variants[0], 12)))
    with pytest.raises(StockRuleBroken, match="in part"):
        close_purchase_order(order=order)
    order = receive_purchase_order(order=order, quantities={variants[0].pk: 5})
    with pytest.raises(StockRuleBroken, match="close it instead"):
        cancel_purchase_order(order=order)
    assert close_purchase_order(order=order).state == PurchaseOrderState.RECEIVED
    assert incoming([variants[0].pk]) == {}
    with pytest.raises(StockRuleBroken, match="not on its way"):
        receive_purchase_order(order=order)
    draft = _draft(supplier, (variants[0], 12))
    assert cancel_purchase_order(order=draft).state == PurchaseOrderState.CANCELLED


def test_an_empty_or_foreign_order_is_refused(supplier, variants):
    with pytest.raises(StockRuleBroken, match="what is to be ordered"):
        send_purchase_order(order=_draft(supplier))
    with pytest.raises(StockRuleBroken, match="costs"):
        _draft(supplier, (variants[0], 1))
    with pytest.raises(StockRuleBroken, match="in EUR"):
        draft_purchase_order(
            supplier=supplier, lines=[LineRequest(variants[0].pk, 1, Money(100, "USD"))]
        )


def test_one_offer_of_a_variant_is_preferred(supplier, variants, offers):
    other = Supplier.objects.create(code="other", name="Other", currency="EUR")
    set_offer(supplier=other, variant=variants[0], cost=Money(1, "EUR"), is_preferred=True)
    preferred = variants[0].supplier_offers.get(is_preferred=True)
    assert preferred.supplier == other
