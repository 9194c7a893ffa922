"""From a cart to an order: what it costs where, and ordering it, once a key."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Customer
from foundation.idempotency import (
    Answer,
    ClaimLost,
    KeyReused,
    StillRunning,
    begin,
    fingerprint_of,
)
from foundation.money import Money
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.checkout.place import place_order
from orders.companies.ask import ApprovalRefused
from orders.models import Cart, Order
from shop.api.auth import CART_SCOPES, MayAsk, MembersOnly
from shop.api.base import CART_TOKEN, View, asked, context_of, given, responses
from shop.api.cart import cart_to_change, held_cart, token_given
from shop.api.errors import NoSuchCart, Refused
from shop.api.idempotency import (
    REQUIRED,
    KeyUsedOtherwise,
    StillAtWork,
    answer_to,
    key_of,
)
from shop.api.order_serializers import (
    AskedSerializer,
    NewOrder,
    OrderDetailSerializer,
    PlaceQuery,
    QuotesSerializer,
)
from shop.api.orders import order_answer
from shop.api.serializers import LanguageQuery
from shop.doors.circumstances import circumstances_of
from shop.doors.coupons import Redeemer, ensure_codes_apply
from shop.storefront.checkout_approval import send_for_approval
from shop.storefront.checkout_form import ANOTHER, CheckoutForm
from shop.storefront.checkout_page import CheckoutPage, checkout_page, order_of_key
from shop.storefront.holding import customer_of

TAGS = ["checkout"]
# Fields of the checkout's form by what the body calls them.
_NAMES = {
    **{name: f"address.{name}" for name in (
        "name", "company", "line1", "line2", "postcode", "city", "region", "country", "phone",
    )},
    **{f"billing_{name}": f"billing.{name}" for name in (
        "name", "company", "line1", "line2", "postcode", "city", "country",
    )},
    **{f"gift_{name}": f"gift.{name}" for name in ("email", "name", "message", "day")},
    "saved": "address_id",
    "seen_total": "total",
    "seen_rest": "rest",
    "payment_choice": "payment",
    "code": "coupons",
}  # fmt: skip


class Declined(Refused):
    """No money was taken: order again with another key."""

    status_code = status.HTTP_402_PAYMENT_REQUIRED
    default_code = "payment_declined"


class TotalChanged(Refused):
    """The total, or what is left to pay, is another than the shopper saw: show it and ask again."""

    default_code = "total_changed"

    def __init__(self, message: str, *, field: str, now: Money | None) -> None:
        super().__init__(message, field=field)
        self.now = now


class NeedsApproval(Refused):
    """The buyer's company wants an approver to agree: ``POST checkout/approval/`` asks for it."""

    default_code = "needs_approval"


class SoldOut(Refused):
    """Somebody was faster."""

    default_code = "sold_out"


class Quotes(View):
    """What the cart costs with each way of delivery, and how it can be paid."""

    scopes = CART_SCOPES

    @extend_schema(
        operation_id="checkout_quotes",
        tags=TAGS,
        parameters=[CART_TOKEN, LanguageQuery, PlaceQuery],
        responses=responses(QuotesSerializer, 400, 403, 404),
    )
    def get(self, request: Request) -> Response:
        place = asked(PlaceQuery, request)
        cart = cart_to_change(request)
        typed = {name: str(text) for name, text in place.items() if text is not False}
        if "address" in typed:
            typed["saved"] = typed.pop("address")
        page = checkout_page(cart, request._request, typed)
        if "saved" in typed and typed["saved"] not in {str(row.pk) for row in page.addresses}:
            raise ValidationError({"address": [_("This is not one of your addresses.")]})
        response = Response(QuotesSerializer(page).data)
        response["Cache-Control"] = "no-store"
        return response


class Checkout(View):
    """Ordering what is in the cart."""

    scopes = CART_SCOPES

    @extend_schema(
        operation_id="checkout",
        tags=TAGS,
        parameters=[CART_TOKEN, LanguageQuery, REQUIRED],
        request=NewOrder,
        responses=responses(OrderDetailSerializer, 400, 402, 403, 404, 409, 415, 422, status=201),
    )
    def post(self, request: Request) -> Response:
        """Order the cart and pay for it. The key makes it safe to send again: it orders once.

        The answer's ``payment`` tells what is left to do: with an ``action_url`` the shopper is
        to be sent there. A declined payment (402) frees the cart; try again with a new key.
        """
        key = key_of(request, required=True)
        wanted = given(NewOrder, request)
        digest = _digest(request, key)
        earlier = order_of_key(digest)
        cart = _cart(request, earlier)
        scope = f"checkout {_asker(request)}"
        asked_for = fingerprint_of(request.data, token_given(request))
        try:
            claim = begin(scope=scope, key=key, fingerprint=asked_for)
        except KeyReused as problem:
            raise KeyUsedOtherwise(_("This key was used for another request.")) from problem
        except StillRunning as problem:
            raise StillAtWork(_("The first request with this key is at work yet.")) from problem
        if isinstance(claim, Answer):
            return answer_to(claim)
        try:
            answer = claim.keep(
                order_answer(self._place(request, cart, wanted, digest), status=201)
            )
        except ClaimLost as problem:
            raise StillAtWork(_("The first request with this key is at work yet.")) from problem
        except Exception:
            claim.give_up()
            raise
        return answer_to(answer)

    def _place(self, request: Request, cart: Cart, wanted: dict[str, Any], digest: str) -> Order:
        typed = _typed(wanted)
        page = checkout_page(cart, request._request, typed)
        form = _checked(page, typed)
        provider, _colon, choice = form.cleaned_data["payment"].partition(":")
        details = form.details()
        offer = form.offers[form.cleaned_data["shipping"]]
        circumstances = circumstances_of(request._request)
        customer = customer_of(request._request)
        try:
            ensure_codes_apply(Redeemer(cart, customer, details, circumstances, offer))
            return place_order(
                cart=cart,
                details=details,
                shipping_method=offer.method,
                provider=provider,
                payment_choice=choice,
                idempotency_key=digest,
                seen_total=Money(**wanted["total"]),
                customer=customer,
                language=self.language,
                context=context_of(request),
                caller=circumstances.caller,
                tendering=replace(page.means.wanted, seen_rest=_seen_rest(wanted)),
            )
        except CheckoutError as problem:
            raise refusal_of(problem) from problem


class ApprovalAsked(View):
    """A cart that is sent to the approvers of its buyer's company."""

    scopes = CART_SCOPES
    permission_classes = [MayAsk, MembersOnly]
    customer: Customer

    @extend_schema(
        operation_id="checkout_approval",
        tags=TAGS,
        parameters=[LanguageQuery],
        request=NewOrder,
        responses=responses(AskedSerializer, 400, 401, 402, 403, 404, 409, 415, 422, status=201),
    )
    def post(self, request: Request) -> Response:
        """Ask for approval of the cart; its id leads to what becomes of it. It is asked once."""
        wanted, cart = given(NewOrder, request), cart_to_change(request)
        typed = _typed(wanted)
        page = checkout_page(cart, request._request, typed)
        form = _checked(page, typed)
        seen = Money(**wanted["total"])
        try:
            row = send_for_approval(
                form,
                page,
                seen=seen,
                seen_rest=_seen_rest(wanted),
                language=self.language,
                context=context_of(request),
            )
        except CheckoutError as problem:
            raise refusal_of(problem) from problem
        except ApprovalRefused as problem:
            raise Refused(problem.message, field=problem.field) from problem
        return Response(AskedSerializer({"id": row.public_id}).data, status=201)


def _cart(request: Request, earlier: Order | None) -> Cart:
    """The cart that is to be ordered: the one held, else the one the key has ordered already.

    Raises:
        NoSuchCart: there is none.
        KeyUsedOtherwise: the key has ordered another.
    """
    try:
        held = held_cart(request)
    except NoSuchCart:
        if earlier is None or earlier.cart is None or earlier.cart.token != token_given(request):
            raise
        held = None
    if earlier is None or earlier.cart is None:
        if held is None:
            raise NoSuchCart
        return held
    if held is not None and held.pk != earlier.cart_id and held.lines.exists():
        raise KeyUsedOtherwise(_("This key was used for another cart."))
    return earlier.cart


def _asker(request: Request) -> str:
    """Keys of a customer are never seen by another; guests share one space of keys."""
    customer = customer_of(request._request)
    return f"customer:{customer.pk}" if customer else "guest"


def _digest(request: Request, key: str) -> str:
    """What the order keeps of its key, however long that is."""
    return hashlib.sha256(f"api {_asker(request)} {key}".encode()).hexdigest()


def _typed(wanted: dict[str, Any]) -> dict[str, str]:
    """A body as the checkout's form takes it: its rules are the same for pages and programs."""
    typed = {name: wanted.get(name, "") for name in ("email", "vat_number", "po_number", "note")}
    typed |= wanted.get("address", {})
    typed["saved"] = str(wanted.get("address_id", ANOTHER))
    if billing := wanted.get("billing"):
        typed |= {f"billing_{name}": text for name, text in billing.items()}
        typed["billing_differs"] = "on"
    if gift := wanted.get("gift"):
        typed |= {f"gift_{name}": str(text) for name, text in gift.items()}
    for means in ("use_credit", "use_points", "starts_at_once"):
        typed[means] = "on" if wanted.get(means) else ""
    return typed | {
        "shipping": wanted["shipping"],
        "payment": wanted["payment"],
        "key": uuid4().hex,
    }


def _seen_rest(wanted: dict[str, Any]) -> Money | None:
    return Money(**wanted["rest"]) if "rest" in wanted else None


def _checked(page: CheckoutPage, typed: dict[str, str]) -> CheckoutForm:
    """The valid form.

    Raises:
        ValidationError: with its messages, at the fields as the body calls them.
    """
    form = page.form(typed)
    if form.is_valid():
        return form
    # Of somebody else's address the form says so, and asks for one to be typed, too.
    wrong = ["saved"] if "saved" in form.errors else list(form.errors)
    raise ValidationError(
        {_NAMES.get(name, name): [str(text) for text in form.errors[name]] for name in wrong}
    )


def refusal_of(problem: CheckoutError) -> exceptions.APIException:
    """How the API tells of what a checkout refused."""
    field = _NAMES.get(problem.field, problem.field)
    match problem.code:
        case CheckoutProblem.KEY_REUSED:
            return KeyUsedOtherwise(_("This key was used for another request."))
        case CheckoutProblem.IN_PROGRESS:
            return StillAtWork(problem.message)
        case CheckoutProblem.DECLINED | CheckoutProblem.REFUSED:
            return Declined(problem.message, field=field)
        case CheckoutProblem.PRICE_CHANGED:
            return TotalChanged(problem.message, field=field, now=problem.now)
        case CheckoutProblem.APPROVAL:
            return NeedsApproval(problem.message, field=field)
        case CheckoutProblem.SOLD_OUT:
            return SoldOut(problem.message, field=field)
    return Refused(problem.message, field=field)
