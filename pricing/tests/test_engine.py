"""Known answers of the engine: what each kind of promotion does, and what goes before what."""

from dataclasses import replace

import pytest

from pricing.engine import (
    AmountOff,
    Basket,
    Buyer,
    BuyGet,
    Coupon,
    Effect,
    FixedPrice,
    FreeShipping,
    Gift,
    GroupRule,
    Item,
    Match,
    PercentOff,
    PricedBasket,
    Promotion,
    Reason,
    Refusal,
    Relief,
    Requirements,
    Spread,
    TaxPolicy,
    price_basket,
)

GROSS_20 = TaxPolicy(included=True, fallback=2000)


def item(variant: int, price: int, quantity: int = 1, **more) -> Item:
    return Item(variant, variant * 10, quantity, price, **more)


def basket(*items: Item, **more) -> Basket:
    return Basket("EUR", items, **more)


def promotion(effect: Effect, number: int = 1, **more) -> Promotion:
    return Promotion(number, f"Promotion {number}", effect, **more)


def priced(goods: Basket, *promotions: Promotion, tax: TaxPolicy = GROSS_20) -> PricedBasket:
    return price_basket(goods, promotions, tax)


def discounts(result: PricedBasket) -> list[int]:
    return [line.discount.minor for line in result.lines]


def test_a_percentage_is_rounded_once_and_spread_to_the_cent():
    """10 % of five times 9.99 is 5.00, not five times 1.00 less a cent each way."""
    result = priced(basket(*(item(n, 999) for n in range(1, 6))), promotion(PercentOff(1000)))
    assert discounts(result) == [100, 100, 100, 100, 100]
    assert result.total.minor == 4995 - 500


def test_an_amount_off_the_whole_is_spread_by_largest_remainder():
    result = priced(basket(item(1, 333), item(2, 333), item(3, 334)), promotion(AmountOff(100)))
    assert discounts(result) == [33, 33, 34]
    assert sum(discounts(result)) == 100


def test_an_amount_off_each_piece_never_makes_a_piece_cost_less_than_nothing():
    off_each = promotion(AmountOff(250, Spread.EACH))
    assert discounts(priced(basket(item(1, 1000, 3), item(2, 200, 2)), off_each)) == [750, 400]


def test_an_amount_larger_than_the_basket_takes_the_basket():
    result = priced(basket(item(1, 300), item(2, 200), shipping=490), promotion(AmountOff(9999)))
    assert result.discount.minor == 500
    assert result.total.minor == 490


def test_a_fixed_price_only_ever_lowers():
    result = priced(basket(item(1, 1500, 2), item(2, 800)), promotion(FixedPrice(1000)))
    assert discounts(result) == [1000, 0]


@pytest.mark.parametrize(
    ("quantity", "free"), [(1, 0), (2, 0), (3, 1), (5, 1), (6, 2), (9, 3), (10, 3)]
)
def test_buy_two_get_one(quantity, free):
    result = priced(basket(item(1, 500, quantity)), promotion(BuyGet(2, 1)))
    assert result.discount.minor == free * 500


def test_the_cheapest_pieces_are_free():
    result = priced(
        basket(item(1, 900), item(2, 100), item(3, 500)), promotion(BuyGet(buy=2, get=1))
    )
    assert discounts(result) == [0, 100, 0]


def test_buy_get_is_limited_by_sets_and_may_be_a_percentage():
    half = BuyGet(buy=1, get=1, basis_points=5000, sets=2)
    assert priced(basket(item(1, 101, 10)), promotion(half)).discount.minor == 101


def test_other_goods_than_those_bought_may_be_given():
    shoes, socks = item(1, 5000, 1), item(2, 700, 3)
    rule = promotion(
        BuyGet(buy=1, get=2, get_from=Match(products=frozenset({20}))),
        match=Match(products=frozenset({10})),
    )
    assert discounts(priced(basket(shoes, socks), rule)) == [0, 1400]
    assert discounts(priced(basket(socks), rule)) == [0]


def test_a_gift_is_a_line_at_zero_that_nothing_is_taken_off():
    gift = item(9, 1200, 50)
    result = priced(
        basket(item(1, 5000), gifts={9: gift}),
        promotion(Gift(9, 2), 1),
        promotion(PercentOff(1000), 2),
    )
    line = result.gifts[0]
    assert (line.quantity, line.unit_price.minor, line.discount.minor, line.tax.minor) == (
        2, 0, 0, 0,
    )  # fmt: skip
    assert line.compare_at is not None
    assert line.compare_at.minor == 1200
    assert result.total.minor == 4500


def test_a_gift_that_the_basket_itself_takes_is_not_promised():
    """One is left and it is being bought: to promise it again would refuse the order."""
    last = item(9, 100, 1)
    give = promotion(Gift(9))
    assert not priced(basket(item(9, 100, 1), gifts={9: last}), give).gifts
    assert priced(basket(item(9, 100, 1), gifts={9: item(9, 100, 2)}), give).gifts


def test_two_promotions_do_not_give_the_same_last_piece():
    last = item(9, 100, 1)
    result = priced(
        basket(item(1, 5000), gifts={9: last}), promotion(Gift(9), 1), promotion(Gift(9), 2)
    )
    assert [line.quantity for line in result.gifts] == [1]


def test_a_gift_that_has_run_out_is_not_promised():
    result = priced(
        basket(item(1, 5000), gifts={9: item(9, 100, 1)}, coupons=(Coupon("TEA", 1),)),
        promotion(Gift(9, 2), needs_coupon=True),
    )
    assert not result.gifts
    assert result.refusals == {"TEA": Refusal(Reason.GIFT_GONE)}


def test_free_shipping_takes_the_shipping_and_is_promised_before_it_is_known():
    free = promotion(FreeShipping())
    known = priced(basket(item(1, 5000), shipping=490), free)
    assert (known.shipping.minor, known.shipping_discount.minor, known.total.minor) == (
        490, 490, 5000,
    )  # fmt: skip
    assert [entry.is_shipping for entry in priced(basket(item(1, 5000)), free).applied] == [True]


def test_promotions_work_on_what_those_before_left_to_pay():
    rules = [promotion(AmountOff(1000), 1, priority=1), promotion(PercentOff(5000), 2, priority=2)]
    assert priced(basket(item(1, 3000)), *rules).total.minor == 1000
    swapped = [replace(rules[0], priority=3), rules[1]]
    assert priced(basket(item(1, 3000)), *swapped).total.minor == 500


def test_a_cap_is_the_most_that_is_taken_off():
    result = priced(basket(item(1, 7000), item(2, 3000)), promotion(PercentOff(5000), cap=1000))
    assert discounts(result) == [700, 300]


def test_of_a_group_the_best_or_the_first():
    small, large = promotion(AmountOff(100), 1, group="g"), promotion(AmountOff(500), 2, group="g")
    assert priced(basket(item(1, 3000)), small, large).discount.minor == 500
    first = [replace(rule, group_rule=GroupRule.FIRST) for rule in (small, large)]
    assert priced(basket(item(1, 3000)), *first).discount.minor == 100


def test_what_does_not_combine_applies_alone_where_it_is_worth_more():
    alone = promotion(PercentOff(3000), 1, combinable=False)
    others = [promotion(AmountOff(200), 2), promotion(AmountOff(200), 3)]
    assert priced(basket(item(1, 1000)), alone, *others).discount.minor == 400
    assert priced(basket(item(1, 2000)), alone, *others).discount.minor == 600


@pytest.mark.parametrize(
    ("requirements", "buyer", "reason"),
    [
        (Requirements(minimum_value=2500), Buyer(), Refusal(Reason.MINIMUM_VALUE, 500)),
        (Requirements(minimum_quantity=5), Buyer(), Refusal(Reason.MINIMUM_QUANTITY, 3)),
        (Requirements(first_order=True), Buyer(), Refusal(Reason.SIGN_IN)),
        (Requirements(first_order=True), Buyer(True, is_first_order=False),
         Refusal(Reason.NOT_FIRST_ORDER)),
        (Requirements(groups=frozenset({7})), Buyer(), Refusal(Reason.SIGN_IN)),
        (Requirements(groups=frozenset({7})), Buyer(True, group_id=8),
         Refusal(Reason.NOT_FOR_YOU)),
    ],
)  # fmt: skip
def test_a_coupon_says_why_it_does_nothing(requirements, buyer, reason):
    rule = promotion(PercentOff(1000), needs_coupon=True, requirements=requirements)
    goods = basket(item(1, 1000, 2), buyer=buyer, coupons=(Coupon("CODE", 1),))
    assert priced(goods, rule).refusals == {"CODE": reason}


def test_a_coupon_opens_its_promotion_and_only_that():
    rules = [promotion(AmountOff(100), n, needs_coupon=True) for n in (1, 2)]
    result = priced(basket(item(1, 1000), coupons=(Coupon("TWO", 2),)), *rules)
    assert [(entry.promotion_id, entry.code) for entry in result.applied] == [(2, "TWO")]
    assert result.refusals == {}


def test_two_codes_of_one_promotion_count_once():
    goods = basket(item(1, 1000), coupons=(Coupon("A", 1), Coupon("B", 1)))
    result = priced(goods, promotion(AmountOff(100), needs_coupon=True))
    assert [entry.code for entry in result.applied] == ["A"]
    assert result.refusals == {"B": Refusal(Reason.NOT_COMBINABLE)}


def test_a_coupon_that_a_better_offer_displaces_says_so():
    weak = promotion(PercentOff(500), 1, needs_coupon=True, combinable=False)
    goods = basket(item(1, 1000), coupons=(Coupon("WEAK", 1), Coupon("WHAT")))
    result = priced(goods, weak, promotion(PercentOff(2000), 2))
    assert result.refusals == {
        "WEAK": Refusal(Reason.NOT_COMBINABLE),
        "WHAT": Refusal(Reason.UNKNOWN),
    }


@pytest.mark.parametrize(
    ("match", "hit"),
    [
        (Match(), {1, 2, 3}),
        (Match(categories=frozenset({"a"})), {1, 2}),
        (Match(categories=frozenset({"a"}), brands=frozenset({5})), {2}),
        (Match(products=frozenset({30, 10})), {1, 3}),
        (Match(skips_reduced=True), {1, 2}),
    ],
)
def test_which_goods_are_meant(match, hit):
    goods = (
        item(1, 1000, categories=frozenset({"a", "a/b"})),
        item(2, 1000, categories=frozenset({"a"}), brand_id=5),
        item(3, 1000, brand_id=5, compare_at=1500),
    )
    result = priced(basket(*goods), promotion(PercentOff(1000), match=match))
    assert {line.variant_id for line in result.lines if line.discount} == hit


def test_goods_of_several_rates_have_their_shares_and_shipping_the_main_one():
    tax = TaxPolicy(included=True, rates={"book": 700}, fallback=1900)
    goods = basket(item(1, 1190), item(2, 5350, tax_class="book"), shipping=535)
    result = priced(goods, tax=tax)
    assert [(s.rate_basis_points, s.net.minor, s.tax.minor) for s in result.taxes] == [
        (1900, 1000, 190),
        (700, 5000 + 500, 350 + 35),
    ]
    assert result.shipping_tax_rate_basis_points == 700
    assert result.tax.minor == 190 + 350 + 35


def test_a_class_of_its_own_taxes_shipping():
    tax = TaxPolicy(included=False, rates={"shipping": 0}, fallback=2000, shipping_class="shipping")
    result = priced(basket(item(1, 1000), shipping=500), tax=tax)
    assert (result.tax.minor, result.total.minor) == (200, 1700)


@pytest.mark.parametrize("relief", [Relief.REVERSE_CHARGE, Relief.EXPORT])
def test_relief_takes_the_tax_at_home_off_prices_that_contain_it(relief):
    tax = TaxPolicy(True, rates={}, home_rates={"": 1900}, fallback=1900, relief=relief)
    result = priced(basket(item(1, 1190, 2), shipping=595), promotion(PercentOff(1000)), tax=tax)
    assert (result.subtotal.minor, result.discount.minor, result.shipping.minor) == (2000, 200, 500)
    assert (result.tax.minor, result.total.minor) == (0, 2300)
    assert result.reverse_charge is (relief is Relief.REVERSE_CHARGE)


@pytest.mark.parametrize(
    ("currency", "prices", "rate", "taxes", "total"),
    [
        # 19 % in five lines, each rounded half up: 159.5 is 160.
        ("EUR", [999, 1, 999, 10_000, 35], 1900, [160, 0, 160, 1597, 6], 12_034),
        ("JPY", [105, 1050, 3], 1000, [10, 95, 0], 1158),
        ("KWD", [12_345, 1], 500, [588, 0], 12_346),
    ],
)
def test_rounding_by_currency(currency, prices, rate, taxes, total):
    goods = Basket(currency, tuple(item(n, price) for n, price in enumerate(prices, start=1)))
    result = priced(goods, tax=TaxPolicy(True, fallback=rate))
    assert [line.tax.minor for line in result.lines] == taxes
    assert (result.total.minor, result.total.currency) == (total, currency)


def test_tax_is_of_what_is_left_after_discounts():
    net = TaxPolicy(included=False, fallback=1900)
    result = priced(basket(item(1, 1000), item(2, 501)), promotion(AmountOff(101)), tax=net)
    assert discounts(result) == [67, 34]
    assert [line.tax.minor for line in result.lines] == [177, 89]
    assert result.total.minor == 1400 + 177 + 89
