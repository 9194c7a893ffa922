"""Reading carts and orders."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import Customer
from catalog.selectors import VariantCard, variant_cards
from foundation.money import Money
from inventory.selectors import availability
from orders.carts import LIVE_STATES, too_few
from orders.models import Cart, CartLine, Order, OrderState, ShippingMethod
from pricing.selectors import PriceQuote, exchange_rate, prices_of
from pricing.totals import TaxRule, basket_totals


@dataclass(frozen=True, slots=True)
class CartLineView:
    """A line as the cart shows it; ``problem`` is a sentence when it cannot be ordered so."""

    variant_id: int
    variant_public_id: str
    product_id: int
    product_public_id: str
    sku: str
    name: str
    slug: str
    options: str
    picture: str
    quantity: int
    unit_price: Money
    compare_at: Money | None
    unit_cost: Money | None
    tax: Money
    total: Money
    available: int | None
    problem: str


@dataclass(frozen=True, slots=True)
class CartSummary:
    """A cart with its money; ``shipping`` is None until a method is chosen."""

    lines: tuple[CartLineView, ...]
    subtotal: Money
    shipping: Money | None
    tax: Money
    total: Money
    currency: str

    @property
    def count(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def has_problems(self) -> bool:
        return any(line.problem for line in self.lines)


@dataclass(frozen=True, slots=True)
class ShippingQuote:
    method: ShippingMethod
    price: Money


def shop_tax_rule() -> TaxRule:
    return TaxRule(settings.SHOP_TAX_RATE_BASIS_POINTS, settings.SHOP_PRICES_INCLUDE_TAX)


def cart_summary(
    cart: Cart | None, *, shipping_method: ShippingMethod | None = None, language: str = ""
) -> CartSummary:
    """The cart with today's prices and stock, in the active language."""
    currency = cart.currency if cart else settings.SHOP_BASE_CURRENCY
    lines = list(cart.lines.all()) if cart else []
    ids = [line.variant_id for line in lines]
    cards = variant_cards(ids)
    quotes = prices_of(ids, currency=currency)
    stock = availability(ids)
    amounts = [
        (quotes[line.variant_id].amount if line.variant_id in quotes else Money.zero(currency),
         line.quantity)
        for line in lines
    ]  # fmt: skip
    shipping = None
    if shipping_method:
        goods = Money(sum(price.minor * units for price, units in amounts), currency)
        shipping = shipping_price(shipping_method, goods)
    totals = basket_totals(
        amounts, shipping=shipping or Money.zero(currency), tax=shop_tax_rule(), currency=currency
    )
    views = tuple(
        _line_view(
            line,
            cards[line.variant_id],
            quotes.get(line.variant_id),
            Money(amount.tax, currency),
            stock.get(line.variant_id),
        )
        for line, amount in zip(lines, totals.lines, strict=True)
    )
    return CartSummary(views, totals.subtotal, shipping, totals.tax, totals.total, currency)


def _line_view(
    line: CartLine, card: VariantCard, quote: PriceQuote | None, tax: Money, available: int | None
) -> CartLineView:
    price = quote.amount if quote else Money.zero(tax.currency)
    problem = ""
    if quote is None or not card.is_for_sale:
        problem = _("This is not for sale any more.")
    elif available is not None and available < line.quantity:
        problem = too_few(available)
    return CartLineView(
        variant_id=card.variant_id,
        variant_public_id=card.public_id,
        product_id=card.product_id,
        product_public_id=card.product_public_id,
        sku=card.sku,
        name=card.name,
        slug=card.slug,
        options=card.options,
        picture=card.picture,
        quantity=line.quantity,
        unit_price=price,
        compare_at=quote.compare_at if quote else None,
        unit_cost=quote.cost if quote else None,
        tax=tax,
        total=price * line.quantity,
        available=available,
        problem=problem,
    )


def cart_count(*, token: str = "", customer: Customer | None = None) -> int:
    """Units in the live cart of a customer or of a guest's token."""
    lines = CartLine.objects.filter(cart__state__in=LIVE_STATES)
    if customer is not None:
        lines = lines.filter(cart__customer=customer)
    elif token:
        lines = lines.filter(cart__token=token, cart__customer__isnull=True)
    else:
        return 0
    return int(lines.aggregate(units=Sum("quantity"))["units"] or 0)


def shipping_price(method: ShippingMethod, goods: Money) -> Money:
    """What a method costs for goods of a value, in the currency of the goods."""
    rate = exchange_rate(goods.currency)
    base = settings.SHOP_BASE_CURRENCY
    if method.free_from_minor is not None:
        free_from = Money(method.free_from_minor, base).converted(goods.currency, rate)
        if free_from <= goods:
            return Money.zero(goods.currency)
    return Money(method.price_minor, base).converted(goods.currency, rate)


def shipping_methods(goods: Money) -> list[ShippingQuote]:
    """The methods on offer, with what each costs for goods of that value."""
    return [
        ShippingQuote(method, shipping_price(method, goods))
        for method in ShippingMethod.objects.filter(is_active=True)
    ]


def order_by_token(token: str) -> Order | None:
    """The order that an unguessable link opens."""
    return (
        Order.objects.filter(token=token).prefetch_related("lines", "payments", "shipments").first()
    )


def orders_of(customer: Customer) -> QuerySet[Order]:
    """A customer's orders that were placed, newest first."""
    return (
        Order.objects.filter(customer=customer)
        .exclude(state=OrderState.PENDING)
        .exclude(placed_at__isnull=True)
        .order_by("-placed_at")
        .prefetch_related("lines")
    )
