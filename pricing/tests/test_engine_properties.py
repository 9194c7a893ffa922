"""What holds for every basket and every set of promotions."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.money import Money
from pricing.engine import (
    AmountOff,
    Basket,
    Buyer,
    BuyGet,
    Coupon,
    FixedPrice,
    FreeShipping,
    Gift,
    GroupRule,
    Item,
    Match,
    PercentOff,
    Promotion,
    Relief,
    Requirements,
    Spread,
    TaxPolicy,
    price_basket,
)
from pricing.totals import TaxRule, basket_totals

AMOUNTS = st.integers(min_value=0, max_value=100_000)
POINTS = st.integers(min_value=1, max_value=10_000)
FEW = st.integers(min_value=1, max_value=4)
MATCHES = st.builds(
    Match,
    products=st.frozensets(st.integers(1, 6), max_size=3),
    categories=st.frozensets(st.sampled_from("abc"), max_size=2),
    skips_reduced=st.booleans(),
)
ITEMS = st.lists(
    st.builds(
        Item,
        variant_id=st.integers(1, 50),
        product_id=st.integers(1, 6),
        quantity=st.integers(1, 12),
        unit_price=AMOUNTS,
        compare_at=st.none() | st.just(200_000),
        tax_class=st.sampled_from(["", "book", "none"]),
        categories=st.frozensets(st.sampled_from("abc"), max_size=3),
    ),
    max_size=6,
    unique_by=lambda item: item.variant_id,
)
EFFECTS = st.one_of(
    st.builds(PercentOff, POINTS),
    st.builds(AmountOff, AMOUNTS, st.sampled_from(Spread)),
    st.builds(FixedPrice, AMOUNTS),
    st.builds(BuyGet, FEW, FEW, POINTS, st.none() | FEW, st.none() | MATCHES),
    st.builds(Gift, st.sampled_from([90, 91]), FEW),
    st.just(FreeShipping()),
)
PROMOTIONS = st.lists(
    st.builds(
        Promotion,
        id=st.integers(1, 99),
        label=st.just("x"),
        effect=EFFECTS,
        match=MATCHES,
        requirements=st.builds(
            Requirements, minimum_value=st.sampled_from([0, 0, 5000]), first_order=st.booleans()
        ),
        priority=st.integers(1, 3),
        group=st.sampled_from(["", "", "g"]),
        group_rule=st.just(GroupRule.BEST),
        combinable=st.sampled_from([True, True, False]),
        cap=st.none() | st.integers(1, 20_000),
        needs_coupon=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda promotion: promotion.id,
)
TAXES = st.builds(
    TaxPolicy,
    included=st.booleans(),
    rates=st.just({"book": 700, "none": 0}),
    home_rates=st.just({"book": 500, "none": 0}),
    fallback=st.sampled_from([0, 1900, 2550]),
    relief=st.sampled_from([Relief.NONE, Relief.NONE, Relief.REVERSE_CHARGE]),
)
GIFTS = {90: Item(90, 9, 3, 1500), 91: Item(91, 9, 100, 0)}


@st.composite
def purchases(draw):
    rules = draw(PROMOTIONS)
    coupons = tuple(Coupon(f"C{rule.id}", rule.id) for rule in rules if draw(st.booleans()))
    goods = Basket(
        "EUR",
        tuple(draw(ITEMS)),
        Buyer(True, is_first_order=draw(st.booleans())),
        coupons,
        draw(st.none() | AMOUNTS),
        GIFTS,
    )
    return goods, rules, draw(TAXES)


@settings(deadline=None)
@given(purchases())
def test_the_parts_sum_to_the_whole_and_nothing_is_negative(purchase):
    goods, rules, tax = purchase
    result = price_basket(goods, rules, tax)

    assert sum(line.discount.minor for line in result.lines) == result.discount.minor
    for line in result.lines:
        assert sum(part for _promotion, part in line.parts) == line.discount.minor
        assert 0 <= line.discount.minor <= line.unit_price.minor * line.quantity
        assert 0 <= line.tax.minor <= line.total.minor
    assert 0 <= result.shipping_discount.minor <= result.shipping.minor
    taken = result.discount.minor + result.shipping_discount.minor
    assert sum(entry.amount.minor for entry in result.applied) == taken
    shipping = result.shipping.minor - result.shipping_discount.minor
    asked = result.subtotal.minor - result.discount.minor + shipping
    added = 0 if tax.included else result.tax.minor
    assert result.total.minor == asked + added >= 0
    assert sum(share.tax.minor for share in result.taxes) == result.tax.minor
    nets = sum(share.net.minor for share in result.taxes)
    assert nets + result.tax.minor == result.total.minor


@settings(deadline=None)
@given(purchases(), st.randoms(use_true_random=False))
def test_neither_the_order_of_promotions_nor_of_lines_changes_what_is_paid(purchase, random):
    goods, rules, tax = purchase
    result = price_basket(goods, rules, tax)
    assert price_basket(goods, rules, tax) == result

    shuffled_rules, shuffled_items = list(rules), list(goods.items)
    random.shuffle(shuffled_rules)
    random.shuffle(shuffled_items)
    assert price_basket(goods, shuffled_rules, tax) == result
    other = price_basket(replace(goods, items=tuple(shuffled_items)), rules, tax)
    assert (other.total, other.tax, other.discount) == (result.total, result.tax, result.discount)
    assert {line.variant_id: line for line in other.lines if not line.is_gift} == {
        line.variant_id: line for line in result.lines if not line.is_gift
    }


@settings(deadline=None)
@given(purchases())
def test_caps_groups_and_loners_are_kept(purchase):
    goods, rules, tax = purchase
    result = price_basket(goods, rules, tax)
    by_id = {rule.id: rule for rule in rules}
    applied = [by_id[entry.promotion_id] for entry in result.applied]

    for entry in result.applied:
        cap = by_id[entry.promotion_id].cap
        assert cap is None or entry.amount.minor <= cap
    assert sum(rule.group == "g" for rule in applied) <= 1
    assert all(rule.combinable for rule in applied) or len(applied) == 1
    opened = {coupon.promotion_id for coupon in goods.coupons}
    assert all(not rule.needs_coupon or rule.id in opened for rule in applied)


@settings(deadline=None)
@given(purchases())
def test_every_coupon_either_works_or_says_why_not(purchase):
    goods, rules, tax = purchase
    result = price_basket(goods, rules, tax)
    working = {entry.promotion_id for entry in result.applied}
    for coupon in goods.coupons:
        assert (coupon.promotion_id in working) != (coupon.code in result.refusals)


@settings(deadline=None)
@given(purchases())
def test_a_promotion_that_is_added_and_combines_never_makes_a_basket_dearer(purchase):
    """One more percentage off everything, after all others, can only lower what is asked."""
    goods, rules, tax = purchase
    rules = [replace(rule, combinable=True, group="") for rule in rules]
    more = Promotion(100, "more", PercentOff(1000), priority=9)
    before, after = price_basket(goods, rules, tax), price_basket(goods, [*rules, more], tax)
    assert after.discount.minor >= before.discount.minor


@settings(deadline=None)
@given(
    lines=st.lists(st.tuples(AMOUNTS, st.integers(1, 99)), min_size=1, max_size=8),
    rate=st.sampled_from([0, 700, 1900, 2000]),
    included=st.booleans(),
    shipping=AMOUNTS,
)
def test_without_promotions_the_engine_is_basket_totals(lines, rate, included, shipping):
    """History is reckoned by ``basket_totals``: the same arithmetic, to the cent."""
    totals = basket_totals(
        [(Money(price, "EUR"), quantity) for price, quantity in lines],
        shipping=Money(shipping, "EUR"),
        tax=TaxRule(rate, included),
        currency="EUR",
    )
    items = tuple(Item(n, n, quantity, price) for n, (price, quantity) in enumerate(lines))
    tax = TaxPolicy(included, fallback=rate)
    result = price_basket(Basket("EUR", items, shipping=shipping), [], tax)
    assert (result.subtotal, result.shipping, result.tax, result.total) == (
        totals.subtotal, totals.shipping, totals.tax, totals.total,
    )  # fmt: skip
    assert [(row.discount.minor, row.tax.minor, row.total.minor) for row in result.lines] == [
        (row.discount, row.tax, row.total) for row in totals.lines
    ]
