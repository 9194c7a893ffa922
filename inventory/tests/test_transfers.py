import pytest

from catalog.tests.factories import make_product
from inventory.models import MovementType, StockLevel, StockMovement, TransferState, Warehouse
from inventory.selectors import availability, incoming, ledger_differences
from inventory.services import (
    StockRuleBroken,
    allocate_stock,
    cancel_transfer,
    default_warehouse,
    draft_transfer,
    receive_transfer,
    reserve_stock,
    send_transfer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def variant():
    return make_product(stock=10).variants.get()


@pytest.fixture
def shop():
    return Warehouse.objects.create(code="shop", name="Shop")


def _draft(variant, shop, units=6):
    return draft_transfer(source=default_warehouse(), target=shop, quantities={variant.pk: units})


def _on_hand(variant):
    levels = StockLevel.objects.filter(variant=variant)
    return {level.warehouse.code: level.on_hand for level in levels.select_related("warehouse")}


def test_units_on_their_way_lie_in_neither_place(variant, shop):
    transfer = send_transfer(transfer=_draft(variant, shop))
    assert _on_hand(variant) == {"main": 4}
    assert incoming([variant.pk])[variant.pk].in_transit == 6
    assert availability([variant.pk]) == {variant.pk: 4}

    receive_transfer(transfer=transfer, quantities={variant.pk: 2})
    transfer.refresh_from_db()
    assert (transfer.state, _on_hand(variant)) == (TransferState.SENT, {"main": 4, "shop": 2})

    receive_transfer(transfer=transfer)
    transfer.refresh_from_db()
    assert (transfer.state, _on_hand(variant)) == (TransferState.RECEIVED, {"main": 4, "shop": 6})
    assert incoming([variant.pk]) == {}
    kinds = StockMovement.objects.filter(reference=str(transfer)).values_list("type", flat=True)
    assert sorted(kinds) == [
        MovementType.TRANSFER_IN, MovementType.TRANSFER_IN, MovementType.TRANSFER_OUT,
    ]  # fmt: skip
    assert not ledger_differences()


def test_what_got_lost_on_the_way_is_closed(variant, shop):
    transfer = send_transfer(transfer=_draft(variant, shop))
    receive_transfer(transfer=transfer, quantities={variant.pk: 5}, is_last=True)
    transfer.refresh_from_db()
    assert (transfer.state, transfer.lines.get().received) == (TransferState.RECEIVED, 5)
    assert _on_hand(variant) == {"main": 4, "shop": 5}


def test_what_is_promised_or_reserved_stays(variant, shop):
    transfer = _draft(variant, shop, units=8)
    allocate_stock(reference="o", quantities={variant.pk: 2})
    reserve_stock(key="c", quantities={variant.pk: 1})
    with pytest.raises(StockRuleBroken, match="only 7 units are free"):
        send_transfer(transfer=transfer)
    assert _on_hand(variant) == {"main": 10}


def test_no_more_arrives_than_was_sent(variant, shop):
    transfer = send_transfer(transfer=_draft(variant, shop))
    with pytest.raises(StockRuleBroken, match="only 6 units are on their way"):
        receive_transfer(transfer=transfer, quantities={variant.pk: 7})
    assert _on_hand(variant) == {"main": 4}


def test_each_step_once_and_in_its_order(variant, shop):
    transfer = _draft(variant, shop)
    with pytest.raises(StockRuleBroken):
        receive_transfer(transfer=transfer)
    send_transfer(transfer=transfer)
    for step in (send_transfer, cancel_transfer):
        with pytest.raises(StockRuleBroken):
            step(transfer=transfer)
    assert cancel_transfer(transfer=_draft(variant, shop)).state == TransferState.CANCELLED
    with pytest.raises(StockRuleBroken, match="different"):
        draft_transfer(source=shop, target=shop, quantities={variant.pk: 1})
