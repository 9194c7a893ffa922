"""The cart of a guest (by its token) or of a customer (by their login)."""

from __future__ import annotations

import re

from django.conf import settings
from django.db import transaction
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.models import Variant
from orders.carts import (
    CartError,
    add_to_cart,
    apply_coupon,
    find_cart,
    open_cart,
    remove_coupon,
    set_country,
    set_quantity,
    switch_currency,
)
from orders.models import Cart
from orders.selectors import cart_summary
from orders.tenders.cards import put_gift_card, remove_gift_card
from shop.api.auth import CART_SCOPES
from shop.api.base import CART_TOKEN, View, context_of, given, responses
from shop.api.errors import NoSuchCart, Refused
from shop.api.serializers import (
    CardInCart,
    CartChoices,
    CartSerializer,
    CouponGiven,
    GiftCodeGiven,
    LanguageQuery,
    LineQuantity,
    NewLine,
)
from shop.doors.circumstances import circumstances_of
from shop.doors.coupons import note_wrong_code
from shop.storefront.holding import cart_of, cart_to_fill, customer_of, hand_over
from shop.storefront.tendering import card_row

TOKEN = re.compile(r"[A-Za-z0-9_-]{1,40}")
PARAMETERS: list[OpenApiParameter | type[LanguageQuery]] = [CART_TOKEN, LanguageQuery]


def token_given(request: Request) -> str | None:
    """The token in the header; None where the request leaves it to its cookies.

    Raises:
        NoSuchCart: it is not one of ours.
    """
    token = request.headers.get("X-Cart-Token")
    if token is not None and not TOKEN.fullmatch(token):
        raise NoSuchCart
    return token


def held_cart(request: Request) -> Cart | None:
    """The live cart of a request.

    A token opens guests' carts only: nobody reaches a customer's cart without their login.

    Raises:
        NoSuchCart: the header's token opens nothing.
    """
    token = token_given(request)
    if token is None:
        return cart_of(request._request)
    cart = find_cart(token=token)
    if cart is None:
        raise NoSuchCart
    return cart


def cart_to_change(request: Request) -> Cart:
    """The live cart of a request.

    Raises:
        NoSuchCart: there is none yet, or the header's token opens nothing.
    """
    cart = held_cart(request)
    if cart is None:
        raise NoSuchCart
    return cart


class CartView(View):
    """Base of the views that answer with the cart."""

    scopes = CART_SCOPES

    def answer(self, cart: Cart | None, *, status: int = 200) -> Response:
        summary = cart_summary(cart)
        context = self.get_serializer_context()
        context["token"] = cart.token if cart and cart.customer_id is None else ""
        response = Response(CartSerializer(summary, context=context).data, status=status)
        response["Cache-Control"] = "no-store"
        return response


class CartDetail(CartView):
    """The cart with today's prices and stock; empty where nothing was put in yet."""

    @extend_schema(
        operation_id="cart",
        tags=["cart"],
        parameters=PARAMETERS,
        responses=responses(CartSerializer, 404),
    )
    def get(self, request: Request) -> Response:
        return self.answer(held_cart(request))

    @extend_schema(
        operation_id="cart_choose",
        tags=["cart"],
        parameters=PARAMETERS,
        request=CartChoices,
        responses=responses(CartSerializer, 400, 403, 404, 409, 415),
    )
    def patch(self, request: Request) -> Response:
        """Choose the currency to pay in, and the country that taxes are reckoned for."""
        chosen = given(CartChoices, request)
        cart = cart_to_change(request)
        try:
            self._choose(cart, **chosen)
        except CartError as problem:
            raise Refused(problem.message, field=problem.field) from problem
        cart.refresh_from_db()
        return self.answer(cart)

    @staticmethod
    @transaction.atomic
    def _choose(cart: Cart, *, currency: str = "", country: str = "") -> None:
        if currency:
            switch_currency(cart=cart, currency=currency)
        if country:
            set_country(cart=cart, country=country)


class CartCoupons(CartView):
    """Putting a code to the cart."""

    @extend_schema(
        operation_id="cart_coupon_add",
        tags=["cart"],
        parameters=PARAMETERS,
        request=CouponGiven,
        responses=responses(CartSerializer, 400, 403, 404, 409, 415, status=201),
    )
    def post(self, request: Request) -> Response:
        """Kept where it can still come to work; the cart's ``coupons`` say what it lacks."""
        code = given(CouponGiven, request)["code"]
        cart = cart_to_change(request)
        customer = customer_of(request._request)
        try:
            apply_coupon(cart=cart, code=code, customer=customer)
        except CartError as problem:
            circumstances = circumstances_of(request._request)
            note_wrong_code(code=code, customer=customer, circumstances=circumstances)
            raise Refused(problem.message, field=problem.field) from problem
        cart.refresh_from_db()
        return self.answer(cart, status=201)


class CartCoupon(CartView):
    """A code in the cart."""

    @extend_schema(
        operation_id="cart_coupon_remove",
        tags=["cart"],
        parameters=PARAMETERS,
        responses=responses(CartSerializer, 403, 404, 409),
    )
    def delete(self, request: Request, code: str) -> Response:
        """Take the code out; one that is not there is no error."""
        cart = cart_to_change(request)
        try:
            remove_coupon(cart=cart, code=code)
        except CartError as problem:
            raise Refused(problem.message, field=problem.field) from problem
        cart.refresh_from_db()
        return self.answer(cart)


class CartGiftCards(CartView):
    """Having a gift card pay for the cart."""

    @extend_schema(
        operation_id="cart_gift_card_add",
        tags=["cart"],
        parameters=PARAMETERS,
        request=GiftCodeGiven,
        responses=responses(CardInCart, 400, 403, 404, 409, 415, status=201),
    )
    def post(self, request: Request) -> Response:
        """It pays when the cart is ordered, and keeps nothing before."""
        code, cart = given(GiftCodeGiven, request)["code"], cart_to_change(request)
        try:
            card = put_gift_card(cart=cart, code=code)
        except CartError as problem:
            if problem.field:
                note_wrong_code(
                    code=code,
                    customer=customer_of(request._request),
                    circumstances=circumstances_of(request._request),
                )
            field = "code" if problem.field else ""
            raise Refused(problem.message, field=field) from problem
        response = Response(CardInCart(card_row(card.account)).data, status=201)
        response["Cache-Control"] = "no-store"
        return response


class CartGiftCard(CartView):
    """A gift card in the cart."""

    @extend_schema(
        operation_id="cart_gift_card_remove",
        tags=["cart"],
        parameters=PARAMETERS,
        responses=responses(CartSerializer, 403, 404, 409),
    )
    def delete(self, request: Request, card_id: str) -> Response:
        """Take the card out; one that is not there is no error."""
        cart = cart_to_change(request)
        try:
            remove_gift_card(cart=cart, account=card_id)
        except CartError as problem:
            raise Refused(problem.message, field=problem.field) from problem
        return self.answer(cart)


class CartLines(CartView):
    """Putting something in."""

    @extend_schema(
        operation_id="cart_add",
        tags=["cart"],
        parameters=PARAMETERS,
        request=NewLine,
        responses=responses(CartSerializer, 400, 403, 404, 409, 415, status=201),
    )
    def post(self, request: Request) -> Response:
        """Units are added to those that are in the cart. The first makes the cart."""
        wanted = given(NewLine, request)
        variant = _variant(wanted["variant"])
        by_header = token_given(request) is not None
        made = not by_header and held_cart(request) is None
        cart = held_cart(request) if by_header else cart_to_fill(request._request)
        if cart is None:
            cart = open_cart(customer=None, currency=settings.SHOP_BASE_CURRENCY)
        try:
            add_to_cart(
                cart=cart,
                variant=variant,
                quantity=wanted["quantity"],
                context=context_of(request),
            )
        except CartError as problem:
            if made:
                cart.delete()
            raise Refused(problem.message, field=problem.field) from problem
        response = self.answer(cart, status=201)
        if not by_header:
            hand_over(cart, response)
        return response


class CartLine(CartView):
    """Changing a line."""

    @extend_schema(
        operation_id="cart_set",
        tags=["cart"],
        parameters=PARAMETERS,
        request=LineQuantity,
        responses=responses(CartSerializer, 400, 403, 404, 409, 415),
    )
    def put(self, request: Request, variant_id: str) -> Response:
        """Have exactly so many; zero takes the line out."""
        return self._set(request, variant_id, given(LineQuantity, request)["quantity"])

    @extend_schema(
        operation_id="cart_remove",
        tags=["cart"],
        parameters=PARAMETERS,
        responses=responses(CartSerializer, 403, 404, 409),
    )
    def delete(self, request: Request, variant_id: str) -> Response:
        """Take the line out."""
        return self._set(request, variant_id, 0)

    def _set(self, request: Request, variant_id: str, quantity: int) -> Response:
        cart = held_cart(request)
        variant = _variant(variant_id)
        if cart is None or not cart.lines.filter(variant=variant).exists():
            raise NotFound
        try:
            set_quantity(
                cart=cart,
                variant=variant,
                quantity=quantity,
                context=context_of(request),
            )
        except CartError as problem:
            raise Refused(problem.message, field=problem.field) from problem
        return self.answer(cart)


def _variant(public_id: str) -> Variant:
    variant = Variant.objects.select_related("product").filter(public_id=public_id).first()
    if variant is None:
        raise NotFound
    return variant
