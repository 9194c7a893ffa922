"""What a marketplace charged becomes an order's amounts to the cent."""

from hypothesis import given
from hypothesis import strategies as st

from shop.marketplaces.reckoning import Reckoned, Terms, reckon, share
from shop.marketplaces.sold import SentTo, SoldItem, SoldOrder

TO = SentTo("Grace", "1 Navy Yard", "10115", "Berlin", "DE")
GROSS = Terms(includes_tax=True, collects_tax=False)
NET = Terms(includes_tax=False, collects_tax=False)


def _order(*items: SoldItem, **fields) -> SoldOrder:
    return SoldOrder(line=2, reference="M-1", to=TO, items=list(items), **fields)


def _item(price: int, quantity: int = 1, **fields) -> SoldItem:
    return SoldItem(2, "1", "SKU", quantity, price, **fields)


def _whole(order: SoldOrder) -> int:
    return sum(item.price - item.discount for item in order.items) + order.shipping


def test_the_price_stays_and_the_tax_in_it_is_told():
    reckoned = reckon(_order(_item(2380, tax=380), shipping=595, shipping_tax=95), [1900], GROSS)
    assert (reckoned.total, reckoned.tax, reckoned.shipping_tax) == (2975, 475, 95)
    (part,) = reckoned.items[0].parts
    assert (part.unit_price, part.rate_basis_points, part.total) == (2380, 1900, 2380)
    assert reckoned.shipping_rate == 1900


def test_a_tax_that_the_file_does_not_tell_is_reckoned_by_the_shops_rates():
    reckoned = reckon(_order(_item(1190), shipping=119), [1900], GROSS)
    assert (reckoned.tax, reckoned.shipping_tax, reckoned.total) == (209, 19, 1309)


def test_a_rate_that_the_shop_does_not_know_is_taken_from_the_tax():
    reckoned = reckon(_order(_item(10_700, tax=700)), [1900], GROSS)
    assert reckoned.items[0].parts[0].rate_basis_points == 700


def test_prices_without_tax_have_it_added():
    reckoned = reckon(_order(_item(1000, tax=80), shipping=500, shipping_tax=40), [800], NET)
    assert (reckoned.subtotal, reckoned.tax, reckoned.total) == (1000, 120, 1620)


def test_tax_that_the_marketplace_pays_is_no_part_of_the_order():
    pays = Terms(includes_tax=False, collects_tax=True)
    reckoned = reckon(_order(_item(1000, tax=80), shipping=500, shipping_tax=40), [800], pays)
    assert (reckoned.tax, reckoned.total, reckoned.collected_tax) == (0, 1500, 120)
    includes = Terms(includes_tax=True, collects_tax=True)
    reckoned = reckon(_order(_item(1190, discount=100, tax=174)), [1900], includes)
    assert (reckoned.total, reckoned.discount, reckoned.collected_tax) == (916, 0, 174)


def test_a_price_that_units_do_not_share_evenly_is_two_lines_a_cent_apart():
    reckoned = reckon(_order(_item(1000, quantity=3)), [0], GROSS)
    parts = [(part.quantity, part.unit_price) for part in reckoned.items[0].parts]
    assert parts == [(2, 333), (1, 334)]


def test_a_commission_is_rounded_half_up():
    assert [share(1999, 1500), share(10, 500), share(9, 500), share(0, 500)] == [300, 1, 0, 0]


@st.composite
def orders(draw) -> SoldOrder:
    items = []
    for _number in range(draw(st.integers(1, 4))):
        price = draw(st.integers(0, 200_000))
        off = draw(st.integers(0, price))
        tax = draw(st.none() | st.integers(0, price - off))
        items.append(_item(price, draw(st.integers(1, 30)), discount=off, tax=tax))
    shipping = draw(st.integers(0, 5_000))
    told = draw(st.none() | st.integers(0, shipping))
    return _order(*items, shipping=shipping, shipping_tax=told)


def _adds_up(reckoned: Reckoned, terms: Terms) -> bool:
    parts = [part for item in reckoned.items for part in item.parts]
    added = 0 if terms.includes_tax else 1
    lines = all(
        part.total == part.quantity * part.unit_price - part.discount + added * part.tax
        and min(part.unit_price, part.discount, part.tax, part.total) >= 0
        for part in parts
    )
    goods = sum(part.total for part in parts)
    return lines and reckoned.total == goods + reckoned.shipping + added * reckoned.shipping_tax


@given(orders(), st.booleans(), st.booleans(), st.sampled_from([0, 700, 1900, 2550]))
def test_every_order_adds_up_and_keeps_what_was_charged(order, includes, collects, rate):
    terms = Terms(includes, collects)
    reckoned = reckon(order, [rate] * len(order.items), terms)
    assert _adds_up(reckoned, terms)
    assert reckoned.tax == reckoned.shipping_tax + sum(
        part.tax for item in reckoned.items for part in item.parts
    )
    for one in reckoned.items:
        assert sum(part.quantity for part in one.parts) == one.item.quantity
    if includes:
        assert reckoned.total + reckoned.collected_tax == _whole(order)
    else:
        assert reckoned.total - reckoned.tax == _whole(order)
    if collects:
        assert reckoned.tax == 0
