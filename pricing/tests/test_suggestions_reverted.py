"""Whatever a product cost before, applying and reverting gives it back to the last column."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.tests.factories import make_product
from foundation.money import Money
from pricing.models import SuggestionState
from pricing.repricing import services
from pricing.services import set_price
from pricing.tests.suggestions import asked_of, make_policy, suggest_family

pytestmark = pytest.mark.django_db

SIZES = ("S", "M", "L")
amounts = st.integers(min_value=100, max_value=5_000_000)
prices = st.tuples(
    amounts, st.none() | st.integers(min_value=1, max_value=10_000), st.none() | amounts
)
shops = st.lists(st.lists(prices, min_size=3, max_size=3), min_size=1, max_size=3)
# Every price moves: where the step rounds to nothing, the family refuses to move apart.
steps = st.integers(min_value=200, max_value=6000).flatmap(lambda n: st.sampled_from((n, -n)))


def priced(product, rows):
    """Give each variant an amount, what it is reduced from and its cost."""
    variants = product.variants.order_by("pk")
    for variant, (amount, above, cost) in zip(variants, rows, strict=True):
        set_price(
            variant=variant,
            amount=Money(amount, "EUR"),
            compare_at=Money(amount + above, "EUR") if above else None,
            cost=Money(cost, "EUR") if cost else None,
        )


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(shop=shops, step=steps, reduced_from=st.none() | st.just(50_000_000))
def test_a_revert_gives_back_exactly_what_was(db, shop, step, reduced_from):
    policy = make_policy(scope="product", product=(bystander := make_product()))
    goods = [make_product(sizes=SIZES) for _ in shop]
    for product, rows in zip(goods, shop, strict=True):
        priced(product, rows)
    before = {product.pk: asked_of(product) for product in [*goods, bystander]}
    family = suggest_family(goods, step, policy=policy, compare_at=reduced_from)

    outcome = services.approve(suggestions=[family[0]], by=None)

    assert not outcome.refused
    for product in goods:
        for variant, (amount, compare_at, cost) in asked_of(product).items():
            was, _compare_at, its_cost = before[product.pk][variant]
            assert amount == round(was * (10_000 + step) / 10_000)
            assert (compare_at, cost) == (reduced_from, its_cost)
    assert asked_of(bystander) == before[bystander.pk]

    back = services.revert(suggestion=outcome.done[-1], by=None)

    assert {one.state for one in back} == {SuggestionState.REVERTED}
    assert {product.pk: asked_of(product) for product in [*goods, bystander]} == before
