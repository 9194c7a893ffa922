"""A cart with its money: read once, then reckoned for every way of delivery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.companies.certificates import exempt_country
from accounts.models import Customer
from catalog.models import ProductKind
from catalog.selectors import VariantCard, cards_of, variant_cards
from foundation.money import Money
from foundation.prepared import PreparedQuery
from inventory.selectors import StockPromise, stock_promises
from orders.carts import too_few
from orders.counters import counter_taxes
from orders.models import Cart, CartLine, Interval, ShippingMethod
from orders.sending import has_way_by_email, needs_sending, offer_way_by_email
from orders.shipping import Parcel, ShippingBook, ShippingQuote, shipping_book, tax_place
from orders.subscriptions.pricing import with_subscriptions
from pricing.engine import AppliedPromotion, PricedBasket, PricedLine, TaxPolicy, TaxShare
from pricing.selectors import Destination, PriceBook, price_book


@dataclass(frozen=True, slots=True)
class CartLineView:
    """A line as the cart shows it; ``problem`` is a sentence when it cannot be ordered so.

    ``price_before`` is what a unit cost when the shopper last chose it, where that has changed.

    ``promise`` is None for what is not tracked. ``full`` is unit price times quantity, ``total``
    what is left of it after discounts: both as prices are shown, with tax or without. With an
    ``interval`` it comes again, for ``basis_points`` less.
    """

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
    full: Money
    discount: Money
    tax_rate_basis_points: int
    tax: Money
    total: Money
    available: int | None
    problem: str
    promise: StockPromise | None = None
    is_gift: bool = False
    price_before: Money | None = None
    kind: str = ProductKind.GOODS.value
    interval: str = ""
    basis_points: int = 0

    @property
    def how_often(self) -> str:
        """In words; empty for what is bought once."""
        return str(Interval(self.interval).label) if self.interval else ""

    @property
    def is_dearer(self) -> bool:
        return self.price_before is not None and self.unit_price > self.price_before


@dataclass(frozen=True, slots=True)
class CouponView:
    """A code in the cart; ``problem`` says why it does nothing."""

    code: str
    label: str
    problem: str


@dataclass(frozen=True, slots=True)
class CartSummary:
    """A cart with its money; ``shipping`` is None until a method is chosen.

    ``shipping`` is after discounts; ``applied`` are the promotions with what each took off.
    """

    lines: tuple[CartLineView, ...]
    subtotal: Money
    discount: Money
    shipping: Money | None
    shipping_discount: Money
    shipping_tax: Money
    shipping_tax_rate_basis_points: int
    tax: Money
    total: Money
    taxes: tuple[TaxShare, ...]
    applied: tuple[AppliedPromotion, ...]
    coupons: tuple[CouponView, ...]
    currency: str
    prices_include_tax: bool
    reverse_charge: bool
    weight_grams: int = 0
    tax_exempt: bool = False

    @property
    def count(self) -> int:
        return sum(line.quantity for line in self.lines if not line.is_gift)

    @property
    def has_problems(self) -> bool:
        return any(line.problem for line in self.lines)

    @property
    def comes_again(self) -> bool:
        """Whether a part of it is a subscription."""
        return any(line.interval for line in self.lines)

    @property
    def goods(self) -> Money:
        """What the goods cost after discounts, as prices are."""
        return self.subtotal - self.discount

    @property
    def quantities(self) -> dict[int, int]:
        """Units by variant, gifts with them: what the warehouse must have."""
        units: dict[int, int] = {}
        for line in self.lines:
            if needs_sending(line.kind):
                units[line.variant_id] = units.get(line.variant_id, 0) + line.quantity
        return units


@dataclass(frozen=True, slots=True)
class MethodOffer:
    """A way of delivery and what the whole order costs with it."""

    quote: ShippingQuote
    summary: CartSummary
    rate: Decimal

    @property
    def method(self) -> ShippingMethod:
        return self.quote.method

    @property
    def price(self) -> Money:
        """What is paid for the way, after discounts."""
        return self.summary.shipping or Money.zero(self.summary.currency)


@dataclass(frozen=True, slots=True)
class CartQuote:
    """Everything that a cart's money hangs on. Reckoning with it asks no database."""

    lines: tuple[CartLine, ...]
    cards: Mapping[int, VariantCard]
    stock: Mapping[int, StockPromise]
    codes: tuple[str, ...]
    destination: Destination
    book: PriceBook
    shipping: ShippingBook
    counter_taxes: Mapping[Destination, TaxPolicy]

    @property
    def parcel(self) -> Parcel:
        """What is to be sent, as it stands before shipping is chosen."""
        priced = self.book.price(self._quantities())
        weight = sum(line.quantity * line.variant.weight_grams for line in self.lines)
        return Parcel(
            priced.subtotal - priced.discount,
            weight,
            any(needs_sending(self.cards[line.variant_id].kind) for line in priced.lines),
        )

    def summary(self, quote: ShippingQuote | None = None) -> CartSummary:
        """The cart's money, with a way of delivery or without one yet."""
        priced = self._book(quote).price(
            self._quantities(), shipping=quote.price if quote else None
        )
        priced_lines = {line.variant_id: line for line in priced.lines if not line.is_gift}
        lines = tuple(self._line(row, priced_lines.get(row.variant_id)) for row in self.lines)
        gifts = tuple(self._gift(row) for row in priced.gifts if row.variant_id in self.cards)
        return CartSummary(
            lines=lines + gifts,
            subtotal=priced.subtotal,
            discount=priced.discount,
            shipping=priced.shipping - priced.shipping_discount if quote else None,
            shipping_discount=priced.shipping_discount,
            shipping_tax=priced.shipping_tax,
            shipping_tax_rate_basis_points=priced.shipping_tax_rate_basis_points,
            tax=priced.tax,
            total=priced.total,
            taxes=priced.taxes,
            applied=priced.applied,
            coupons=self._coupons(priced),
            currency=self.book.currency,
            prices_include_tax=priced.prices_include_tax,
            reverse_charge=priced.reverse_charge,
            tax_exempt=priced.tax_exempt,
            weight_grams=sum(row.quantity * row.variant.weight_grams for row in self.lines),
        )

    def offers(self) -> list[MethodOffer]:
        """Every way of delivery with the total that it leads to."""
        if not self.lines:
            return []
        quotes = self.shipping.quotes(self.parcel, self.destination)
        return [MethodOffer(quote, self.summary(quote), self.shipping.rate) for quote in quotes]

    def offer(self, method: ShippingMethod) -> MethodOffer | None:
        """One method's offer; None where it does not deliver this there."""
        quote = self.shipping.quote(method, self.parcel, self.destination)
        return MethodOffer(quote, self.summary(quote), self.shipping.rate) if quote else None

    def _book(self, quote: ShippingQuote | None) -> PriceBook:
        """The prices with the tax of the place where this way of delivery hands the goods over."""
        place = tax_place(quote.method if quote else None, self.destination)
        tax = self.counter_taxes.get(place)
        return self.book if tax is None else replace(self.book, tax=tax)

    def _quantities(self) -> dict[int, int]:
        return {line.variant_id: line.quantity for line in self.lines}

    def _line(self, row: CartLine, priced: PricedLine | None) -> CartLineView:
        card = self.cards[row.variant_id]
        promise = self.stock.get(row.variant_id)
        problem = ""
        if priced is None or not card.is_for_sale:
            problem = _("This is not for sale any more.")
        elif promise is not None and promise.sellable < row.quantity:
            problem = too_few(promise.sellable)
        view = _view(card, priced, row.quantity, promise, problem, self.book.currency)
        return replace(
            view,
            price_before=self._price_before(row, priced),
            interval=row.interval,
            basis_points=row.basis_points,
        )

    def _price_before(self, row: CartLine, priced: PricedLine | None) -> Money | None:
        """What the shopper was asked for a unit; None where that is what they are asked now.

        In another currency than the cart's it is not compared, and a price list that holds before
        and after hides what changes behind it.
        """
        if priced is None or row.price_minor is None or row.price_currency != self.book.currency:
            return None
        usual = Money(row.price_minor, row.price_currency)
        before = self.book.asked(row.variant_id, row.quantity, usual=usual)
        return before if before != priced.unit_price else None

    def _gift(self, priced: PricedLine) -> CartLineView:
        card = self.cards[priced.variant_id]
        promise = self.stock.get(priced.variant_id)
        view = _view(card, priced, priced.quantity, promise, "", self.book.currency)
        return replace(view, is_gift=True)

    def _coupons(self, priced: PricedBasket) -> tuple[CouponView, ...]:
        labels = {entry.code: entry.label for entry in priced.applied if entry.code}
        return tuple(
            CouponView(code, labels.get(code, ""), priced.coupon_problems.get(code, ""))
            for code in self.codes
        )


_LINES = PreparedQuery(
    lambda cart: CartLine.objects.filter(cart=cart).select_related(
        "variant__product__subscription_offer"
    )
)


def cart_quote(
    cart: Cart | None,
    *,
    destination: Destination | None = None,
    customer: Customer | None = None,
    remembered: bool = False,
    only_for: ShippingMethod | None = None,
    at: datetime | None = None,
) -> CartQuote:
    """Read a cart with today's prices, promotions, taxes, stock and ways of delivery.

    Without a ``destination`` the cart's country is taken, else the shop's own. ``remembered``
    lets the tables of delivery be a minute old; ``only_for`` a method that was just
    read, other methods, pictures and stock are left unread.
    """
    currency = cart.currency if cart else settings.SHOP_BASE_CURRENCY
    place = destination or Destination((cart.country if cart else "") or settings.SHOP_COUNTRY)
    lines = tuple(_LINES(cart=cart.pk) if cart else ())
    is_by_email = bool(lines) and not any(
        needs_sending(line.variant.product.kind) for line in lines
    )
    codes = tuple(cart.coupon_codes) if cart else ()
    ways = shipping_book(currency=currency, at=at, remembered=remembered, only=only_for)
    if is_by_email and only_for is None and not has_way_by_email(ways.tables.methods):
        offer_way_by_email()
        ways = shipping_book(currency=currency, at=at)
    book = price_book(
        variant_ids=[line.variant_id for line in lines],
        currency=currency,
        customer=customer,
        destination=place,
        coupon_codes=codes,
        at=at,
    )
    cards = cards_of([line.variant for line in lines], pictures=only_for is None)
    if gifts := set(book.gifts) - cards.keys():
        cards |= variant_cards(gifts)
    return CartQuote(
        lines=lines,
        cards=cards,
        stock={} if only_for else stock_promises(cards, at=at),
        codes=codes,
        destination=place,
        book=with_subscriptions(book, lines),
        shipping=ways,
        counter_taxes=counter_taxes(
            ways.tables.methods if lines else (),
            place,
            exempt_in=exempt_country(customer, at=at),
            remembered=remembered,
            at=at,
        ),
    )


def _view(
    card: VariantCard,
    priced: PricedLine | None,
    quantity: int,
    promise: StockPromise | None,
    problem: str,
    currency: str,
) -> CartLineView:
    nothing = Money.zero(currency)
    unit_price = priced.unit_price if priced else nothing
    discount = priced.discount if priced else nothing
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
        quantity=quantity,
        unit_price=unit_price,
        compare_at=priced.compare_at if priced else None,
        unit_cost=priced.unit_cost if priced else None,
        full=unit_price * quantity,
        discount=discount,
        tax_rate_basis_points=priced.tax_rate_basis_points if priced else 0,
        tax=priced.tax if priced else nothing,
        total=unit_price * quantity - discount,
        available=promise.sellable if promise else None,
        problem=problem,
        promise=promise,
        kind=card.kind,
    )
