from hypothesis import given
from hypothesis import strategies as st

from foundation.money import Money
from pricing.totals import TaxRule, basket_totals

LINES = st.lists(
    st.tuples(st.integers(min_value=0, max_value=10**7), st.integers(min_value=1, max_value=99)),
    min_size=1,
    max_size=12,
)


def _totals(lines, rule, shipping=0):
    priced = [(Money(price, "EUR"), quantity) for price, quantity in lines]
    return basket_totals(priced, shipping=Money(shipping, "EUR"), tax=rule, currency="EUR")


def test_nineteen_percent_contained_in_five_lines():
    totals = _totals([(999, 1), (1, 1), (333, 3), (10_000, 1), (5, 7)], TaxRule(1900, True), 490)

    assert [line.tax for line in totals.lines] == [160, 0, 160, 1597, 6]
    assert totals.total.minor == 999 + 1 + 999 + 10_000 + 35 + 490
    assert totals.tax.minor == 160 + 0 + 160 + 1597 + 6 + 78


def test_net_prices_have_their_tax_added():
    totals = _totals([(1000, 2)], TaxRule(2000, False), 500)

    assert totals.subtotal.minor == 2000
    assert totals.tax.minor == 400 + 100
    assert totals.total.minor == 3000


@given(
    lines=LINES,
    rate=st.integers(min_value=0, max_value=10_000),
    included=st.booleans(),
    shipping=st.integers(min_value=0, max_value=10_000),
)
def test_the_parts_sum_to_the_whole(lines, rate, included, shipping):
    rule = TaxRule(rate, included)
    totals = _totals(lines, rule, shipping)

    shipping_paid = shipping if included else shipping + rule.tax(shipping)
    assert sum(line.total for line in totals.lines) + shipping_paid == totals.total.minor
    assert totals.tax.minor == sum(line.tax for line in totals.lines) + rule.tax(shipping)
    net = totals.total.minor - totals.tax.minor
    assert 0 <= totals.tax.minor <= totals.total.minor
    assert included or net == totals.subtotal.minor + shipping
