"""What the checkout page shows beside its form: every total that a choice can lead to."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.money import Money
from orders.models import Order, ShippingMethod
from orders.selectors import CartSummary, ShippingQuote, shipping_methods, shop_tax_rule
from pricing.totals import basket_totals


@dataclass(frozen=True, slots=True)
class MethodTotal:
    """A shipping method and what the order costs with it. ``number`` counts from 1."""

    number: int
    method: ShippingMethod
    price: Money
    tax: Money
    total: Money

    @property
    def is_free(self) -> bool:
        return self.price.minor == 0


def method_totals(cart: CartSummary) -> list[MethodTotal]:
    """The totals by shipping method, without a further look at prices or stock."""
    lines = [(line.unit_price, line.quantity) for line in cart.lines]
    goods = Money(sum(price.minor * quantity for price, quantity in lines), cart.currency)
    return [
        _total(number, quote, lines, cart.currency)
        for number, quote in enumerate(shipping_methods(goods), start=1)
    ]


def _total(
    number: int, quote: ShippingQuote, lines: list[tuple[Money, int]], currency: str
) -> MethodTotal:
    totals = basket_totals(lines, shipping=quote.price, tax=shop_tax_rule(), currency=currency)
    return MethodTotal(number, quote.method, quote.price, totals.tax, totals.total)


def order_of_key(key: str) -> Order | None:
    """The order that a checkout page has led to already: sent twice, it leads there again."""
    return Order.objects.filter(idempotency_key=key).first() if key else None
