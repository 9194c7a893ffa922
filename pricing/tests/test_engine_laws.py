"""What promotions owe each other: groups, loners, and that cutting a line in two gains nothing."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pricing.engine import (
    AmountOff,
    Basket,
    BuyGet,
    Effect,
    FixedPrice,
    FreeShipping,
    GroupRule,
    Item,
    PercentOff,
    Promotion,
    TaxPolicy,
    price_basket,
)

GROSS = TaxPolicy(included=True, fallback=1900)
AMOUNTS = st.integers(min_value=0, max_value=50_000)
POINTS = st.integers(min_value=1, max_value=10_000)
TOGETHER = st.one_of(st.builds(PercentOff, POINTS), st.builds(AmountOff, AMOUNTS))
MONEY = st.one_of(TOGETHER, st.builds(FixedPrice, AMOUNTS), st.just(BuyGet(2, 1)))
ITEMS = st.lists(
    st.builds(
        Item,
        variant_id=st.integers(1, 50),
        product_id=st.integers(1, 6),
        quantity=st.integers(1, 9),
        unit_price=AMOUNTS,
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda item: item.variant_id,
)
RULES = st.lists(
    st.builds(Promotion, id=st.integers(1, 99), label=st.just("x"), effect=MONEY,
              priority=st.integers(1, 3), cap=st.none() | st.integers(1, 9_000)),
    min_size=1, max_size=5, unique_by=lambda rule: rule.id,
)  # fmt: skip


def _off(items: list[Item], *rules: Promotion) -> int:
    return price_basket(Basket("EUR", tuple(items)), rules, GROSS).discount.minor


def _applied(items: list[Item], rules: list[Promotion]) -> list[int]:
    done = price_basket(Basket("EUR", tuple(items)), rules, GROSS).applied
    return [entry.promotion_id for entry in done]


def _first(rules: list[Promotion]) -> list[Promotion]:
    return sorted(rules, key=lambda rule: (rule.priority, rule.id))


@settings(deadline=None)
@given(ITEMS, RULES)
def test_of_a_group_for_the_best_no_other_would_have_been_better(items, rules):
    group = [replace(rule, group="g", group_rule=GroupRule.BEST) for rule in rules]
    assert _off(items, *group) == max(_off(items, rule) for rule in group)
    assert len(_applied(items, group)) <= 1


@settings(deadline=None)
@given(ITEMS, RULES)
def test_of_a_group_for_the_first_the_first_that_does_anything_applies(items, rules):
    group = [replace(rule, group="g", group_rule=GroupRule.FIRST) for rule in rules]
    useful = [rule.id for rule in _first(group) if _off(items, rule)]
    assert _applied(items, group) == useful[:1]


@settings(deadline=None)
@given(ITEMS, RULES)
def test_one_that_does_not_combine_applies_alone_or_not_at_all(items, rules):
    loner = replace(_first(rules)[0], combinable=False)
    others = _first(rules)[1:]
    assert _off(items, loner, *others) == max(_off(items, loner), _off(items, *others))


@settings(deadline=None)
@given(ITEMS, RULES)
def test_those_that_combine_never_take_more_than_there_is_and_go_in_their_order(items, rules):
    applied = _applied(items, rules)
    assert applied == [rule.id for rule in _first(rules) if rule.id in applied]
    worth = sum(item.unit_price * item.quantity for item in items)
    assert max(_off(items, rule) for rule in rules) <= worth
    assert 0 <= _off(items, *rules) <= min(worth, sum(_off(items, rule) for rule in rules))


@settings(deadline=None)
@given(ITEMS, TOGETHER, st.data())
def test_a_line_cut_in_two_costs_the_same(items, effect, data):
    """A percentage or an amount off the whole is rounded once, however the goods are listed."""
    at = data.draw(st.integers(0, len(items) - 1))
    cut = data.draw(st.integers(0, items[at].quantity))
    parts = [replace(items[at], quantity=units) for units in (cut, items[at].quantity - cut)]
    apart = [*items[:at], *[part for part in parts if part.quantity], *items[at + 1 :]]
    rule = Promotion(1, "x", effect)
    assert _off(apart, rule) == _off(items, rule)


@settings(deadline=None)
@given(ITEMS, st.one_of(TOGETHER, st.builds(FixedPrice, AMOUNTS)), AMOUNTS, st.integers(1, 9))
def test_one_thing_more_never_costs_less(items, effect, price, quantity):
    """But for buy-and-get, where two cheap things may make a dear one the third."""
    rule, tax = Promotion(1, "x", effect), GROSS
    more = [*items, Item(99, 99, quantity, price)]
    before = price_basket(Basket("EUR", tuple(items)), [rule], tax)
    after = price_basket(Basket("EUR", tuple(more)), [rule], tax)
    assert after.total.minor >= before.total.minor


@settings(deadline=None)
@given(ITEMS, RULES, st.integers(0, 5_000))
def test_free_shipping_takes_the_shipping_and_nothing_else(items, rules, shipping):
    free: Effect = FreeShipping()
    goods = Basket("EUR", tuple(items), shipping=shipping)
    plain = price_basket(goods, rules, GROSS)
    result = price_basket(goods, [*rules, Promotion(100, "post", free)], GROSS)
    assert (result.discount, result.shipping_discount.minor) == (plain.discount, shipping)
    assert result.total.minor == plain.total.minor - shipping
