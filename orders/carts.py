"""Every change of a cart."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Customer
from catalog.models import ProductStatus, Variant
from events.context import NOBODY, EventContext
from events.names import EventName
from events.services import Fact, record
from foundation import clock
from foundation.money import Money
from inventory.selectors import availability
from orders.models import Cart, CartLine, CartState
from orders.subscriptions.offers import share_off
from pricing.coupons import coupon_code
from pricing.engine import Reason
from pricing.selectors import Destination, offered_currencies, price_book, prices_of

MOST_OF_ONE = 99
MOST_LINES = 200
MOST_COUPONS = 5
LONGEST_CODE = 40
# With these a code may still come to work, when the cart or the moment is another.
_MAY_WORK_LATER = {
    Reason.NOT_YET,
    Reason.SIGN_IN,
    Reason.NO_MATCHING_ITEMS,
    Reason.MINIMUM_VALUE,
    Reason.MINIMUM_QUANTITY,
    Reason.NOT_COMBINABLE,
    Reason.BETTER_OFFER,
    Reason.NO_EFFECT,
    Reason.GIFT_GONE,
}
LIVE_STATES = (CartState.OPEN, CartState.CLAIMED)


class CartError(Exception):
    """Something that cannot be done to a cart, in words for the shopper."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


def find_cart(*, token: str = "", customer: Customer | None = None) -> Cart | None:
    """The live cart of a customer, else the one of a guest's token; writes nothing.

    A customer without a cart may hold a guest's still: their login came while that one, or the
    one of their own, was being paid.
    """
    live = Cart.objects.filter(state__in=LIVE_STATES)
    if customer is not None and (own := live.filter(customer=customer).first()):
        return own
    return live.filter(token=token, customer__isnull=True).first() if token else None


def open_cart(*, customer: Customer | None, currency: str, at: datetime | None = None) -> Cart:
    """A cart to put things in: the customer's live one, else a new one."""
    now = at or clock.now()
    blank = {"currency": currency, "created_at": now, "updated_at": now}
    if customer is None:
        return Cart.objects.create(**blank)
    cart, _created = Cart.objects.filter(state__in=LIVE_STATES).get_or_create(
        customer=customer, defaults=blank
    )
    return cart


@transaction.atomic
def add_to_cart(
    *,
    cart: Cart,
    variant: Variant,
    quantity: int = 1,
    interval: str | None = None,
    context: EventContext = NOBODY,
    at: datetime | None = None,
) -> CartLine:
    """Put units of a variant in the cart, beside those that are in it.

    ``interval`` is how often the line comes from now on, empty for once; without one it stays as
    it is.

    Raises:
        CartError: not for sale, too many, not as many in stock, or the cart is being paid.
    """
    if quantity < 1:
        raise CartError(_("Choose at least one."), field="quantity")
    cart = _lock(cart)
    line = CartLine.objects.filter(cart=cart, variant=variant).first()
    wanted = quantity + (line.quantity if line else 0)
    price = _check(variant, wanted, cart, at=at)
    if line is None:
        _check_room(cart)
        line = CartLine(cart=cart, variant=variant, added_at=at or clock.now())
    line.quantity = wanted
    _note_price(line, price)
    if interval is not None:
        _note_interval(line, variant, interval)
    line.save()
    _keep(cart, at)
    _tell(EventName.CART_ITEM_ADDED, variant, quantity, price, context, at)
    return line


@transaction.atomic
def set_quantity(
    *,
    cart: Cart,
    variant: Variant,
    quantity: int,
    context: EventContext = NOBODY,
    at: datetime | None = None,
) -> None:
    """Have exactly so many units of a variant in the cart; zero takes the line out.

    Whoever does so sees today's price: no notice of a change before stands at the line any more.

    Raises:
        CartError: as ``add_to_cart``, or no such line.
    """
    cart = _lock(cart)
    line = CartLine.objects.filter(cart=cart, variant=variant).first()
    if line is None:
        raise CartError(_("That is not in your cart any more."))
    before = line.quantity
    if quantity <= 0:
        line.delete()
        _keep(cart, at)
        _tell(EventName.CART_ITEM_REMOVED, variant, before, None, context, at)
        return
    more = quantity > before
    price = _check(variant, quantity, cart, at=at) if more else _price_of(variant, cart, at)
    line.quantity = quantity
    _note_price(line, price)
    line.save(update_fields=["quantity", "price_minor", "price_currency"])
    _keep(cart, at)
    if quantity != before:
        name = EventName.CART_ITEM_ADDED if more else EventName.CART_ITEM_REMOVED
        _tell(name, variant, abs(quantity - before), price if more else None, context, at)


@transaction.atomic
def set_interval(
    *, cart: Cart, variant: Variant, interval: str, at: datetime | None = None
) -> None:
    """Have a line come again so often, or (empty) only once.

    Raises:
        CartError: it is not offered so, there is no such line, or the cart is being paid.
    """
    cart = _lock(cart)
    line = CartLine.objects.filter(cart=cart, variant=variant).first()
    if line is None:
        raise CartError(_("That is not in your cart any more."))
    _note_interval(line, variant, interval)
    line.save(update_fields=["interval", "basis_points"])
    _keep(cart, at)


@transaction.atomic
def apply_coupon(
    *, cart: Cart, code: str, customer: Customer | None = None, at: datetime | None = None
) -> str:
    """Keep a code with the cart; returns why it does nothing yet, empty where it works.

    Raises:
        CartError: nobody knows it, this buyer can never use it, or the cart is being paid.
    """
    cart = _lock(cart)
    typed = coupon_code(code)
    if not typed or len(typed) > LONGEST_CODE:
        raise CartError(_("Type the code of your coupon."), field="code")
    codes = [known for known in cart.coupon_codes if known != typed] + [typed]
    if len(codes) > MOST_COUPONS:
        raise CartError(
            _("At most %(most)d codes fit in a cart.") % {"most": MOST_COUPONS}, field="code"
        )
    quantities = dict(cart.lines.values_list("variant_id", "quantity"))
    priced = price_book(
        variant_ids=list(quantities),
        currency=cart.currency,
        customer=customer,
        destination=Destination(cart.country) if cart.country else None,
        coupon_codes=codes,
        at=at,
    ).price(quantities)
    refusal = priced.refusals.get(typed)
    problem = priced.coupon_problems.get(typed, "")
    if refusal is not None and refusal.reason not in _MAY_WORK_LATER:
        raise CartError(problem, field="code")
    _keep(cart, at, coupon_codes=codes)
    return problem


@transaction.atomic
def remove_coupon(*, cart: Cart, code: str, at: datetime | None = None) -> None:
    """Take a code out; one that is not there is no error.

    Raises:
        CartError: the cart is being paid, or was ordered.
    """
    cart = _lock(cart)
    typed = coupon_code(code)
    _keep(cart, at, coupon_codes=[known for known in cart.coupon_codes if known != typed])


@transaction.atomic
def set_country(*, cart: Cart, country: str, at: datetime | None = None) -> None:
    """Where it is to go, for taxes and delivery; two capital letters, checked by the caller.

    Raises:
        CartError: the cart is being paid, or was ordered.
    """
    _keep(_lock(cart), at, country=country)


@transaction.atomic
def switch_currency(*, cart: Cart, currency: str, at: datetime | None = None) -> None:
    """Show and sell the cart in another currency: its lines hold no prices, so nothing is lost.

    Raises:
        CartError: the shop does not sell in it, or the cart is being paid.
    """
    if currency not in offered_currencies():
        raise CartError(_("The shop does not sell in that currency."), field="currency")
    _keep(_lock(cart), at, currency=currency)


def _keep(cart: Cart, at: datetime | None, **changes: Any) -> None:
    Cart.objects.filter(pk=cart.pk).update(**changes, updated_at=at or clock.now())


def merge_carts(*, guest: Cart, customer: Customer, at: datetime | None = None) -> Cart:
    """On login: what the guest had goes into the customer's cart, and nothing is lost.

    Quantities of the same variant add up, to the most that one line may hold; whether that many
    are in stock is said by the cart itself, not by dropping units here. While either of the two
    is being paid they stay apart: what is added to a cart in checkout would never be ordered.
    """
    try:
        return _merge(guest, customer, at)
    except IntegrityError:  # the customer got a cart meanwhile, by a login in another browser
        return _merge(guest, customer, at)


@transaction.atomic
def _merge(guest: Cart, customer: Customer, at: datetime | None) -> Cart:
    own = find_cart(customer=customer)
    carts = {
        cart.pk: cart
        for cart in Cart.objects.select_for_update()
        .filter(pk__in=[cart.pk for cart in (guest, own) if cart])
        .order_by("pk")
    }
    guest = carts[guest.pk]
    if guest.state != CartState.OPEN or guest.customer_id is not None:
        return own or guest
    if own is None:
        guest.customer = customer
        guest.save(update_fields=["customer"])
        return guest
    own = carts[own.pk]
    if own.state != CartState.OPEN:
        return own
    lines = {line.variant_id: line for line in own.lines.all()}
    for line in guest.lines.all():
        if line.variant_id in lines:
            kept = lines[line.variant_id]
            kept.quantity = min(kept.quantity + line.quantity, MOST_OF_ONE)
            if not kept.interval:
                kept.interval, kept.basis_points = line.interval, line.basis_points
            kept.save(update_fields=["quantity", "interval", "basis_points"])
            line.delete()
        else:
            line.cart = own
            line.save(update_fields=["cart"])
    guest.gift_cards.exclude(account__in=own.gift_cards.values("account")).update(cart=own)
    guest.state = CartState.MERGED
    guest.save(update_fields=["state"])
    codes = list(dict.fromkeys([*own.coupon_codes, *guest.coupon_codes]))[:MOST_COUPONS]
    country = own.country or guest.country
    _keep(own, at, coupon_codes=codes, country=country)
    own.coupon_codes, own.country = codes, country
    return own


def _lock(cart: Cart) -> Cart:
    locked = Cart.objects.select_for_update().get(pk=cart.pk)
    if locked.state == CartState.CLAIMED:
        raise CartError(_("This cart is being paid. Wait a moment."))
    if locked.state != CartState.OPEN:
        raise CartError(_("This cart is closed: it was ordered already."))
    return locked


def _check_room(cart: Cart) -> None:
    """Nobody fills carts that take seconds to price."""
    if cart.lines.count() >= MOST_LINES:
        raise CartError(_("At most %(most)d different items fit in a cart.") % {"most": MOST_LINES})


def _check(variant: Variant, wanted: int, cart: Cart, *, at: datetime | None) -> Money:
    """The price of a unit, if so many can be sold."""
    if wanted > MOST_OF_ONE:
        raise CartError(
            _("At most %(most)d of one item fit in an order.") % {"most": MOST_OF_ONE},
            field="quantity",
        )
    price = _price_of(variant, cart, at)
    if not variant.is_active or variant.product.status != ProductStatus.PUBLISHED or price is None:
        raise CartError(_("This is not for sale any more."))
    available = availability([variant.pk], at=at).get(variant.pk)
    if available is not None and available < wanted:
        raise CartError(too_few(available), field="quantity")
    return price


def _price_of(variant: Variant, cart: Cart, at: datetime | None) -> Money | None:
    """The price in force, which everybody is asked for; None for what is not for sale."""
    quote = prices_of([variant.pk], currency=cart.currency, at=at).get(variant.pk)
    return quote.amount if quote else None


def _note_price(line: CartLine, price: Money | None) -> None:
    """Keep what the shopper was asked for: the cart says so when that changes."""
    line.price_minor = price.minor if price else None
    line.price_currency = price.currency if price else ""


def _note_interval(line: CartLine, variant: Variant, interval: str) -> None:
    share = share_off(variant.product_id, interval)
    if share is None:
        raise CartError(_("It does not come that often. Choose again."), field="interval")
    line.interval, line.basis_points = interval, share


def too_few(available: int) -> str:
    """What to tell someone who wants more than there is."""
    if available == 0:
        return _("This is sold out.")
    return ngettext("Only %(count)d is left.", "Only %(count)d are left.", available) % {
        "count": available
    }


def _tell(
    name: EventName,
    variant: Variant,
    quantity: int,
    price: Money | None,
    context: EventContext,
    at: datetime | None,
) -> None:
    record(
        Fact(
            name=name,
            product_id=variant.product_id,
            variant_id=variant.pk,
            quantity=quantity,
            value=price * quantity if price else None,
            at=at,
        ),
        context=context,
    )
