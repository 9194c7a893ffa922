"""A buyer's orders: by their login, or a guest's by the secret that its checkout gave."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotAuthenticated, NotFound
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Customer
from accounts.tokens import Scope
from foundation.idempotency import Answer
from orders.cancellation import cancel_order
from orders.errors import NotPossible
from orders.models import Order, ReturnReason
from orders.reorder import reorder
from orders.returns import (
    WantedReturn,
    request_return,
    return_deadline,
    returnable_lines,
    returns_of,
    withdraw_return,
)
from orders.selectors import order_by_token, orders_of
from shop.api.auth import ORDER_SCOPES, MayAsk, MembersOnly
from shop.api.base import CART_TOKEN, View, context_of, given, responses
from shop.api.cart import held_cart
from shop.api.errors import Refused
from shop.api.idempotency import PARAMETER, answered_once
from shop.api.order_serializers import (
    NewReturn,
    OrderDetailSerializer,
    OrderSerializer,
    ReorderedSerializer,
    ReturnSerializer,
)
from shop.doors.circumstances import circumstances_of
from shop.doors.returns import judge_return, note_ended
from shop.storefront.holding import cart_to_fill, customer_of, hand_over

TAGS = ["orders"]
ORDER_TOKEN = OpenApiParameter(
    "X-Order-Token",
    str,
    OpenApiParameter.HEADER,
    pattern="^[A-Za-z0-9_-]{1,40}$",
    description="Opens a guest's order, as the checkout gave it. Customers use their login.",
)


def order_answer(order: Order, *, status: int = 200) -> Answer:
    """An order with everything its buyer may know."""
    parts = ("lines", "payments", "shipments", "returns__lines__line")
    order = Order.objects.prefetch_related(*parts).get(pk=order.pk)
    numbers = {line.pk: number for number, line in enumerate(order.lines.all(), 1)}
    extra: Any = order
    extra.returnable = [
        {"number": numbers[entry.line.pk], "units": entry.units}
        for entry in returnable_lines(order)
    ]
    extra.return_until = return_deadline(order)
    return Answer(status, OrderDetailSerializer(order).data)


class OwnOrders(View, ListAPIView[Order]):
    """The customer's orders, the latest first."""

    scopes = ORDER_SCOPES
    permission_classes = [MayAsk, MembersOnly]
    customer: Customer
    serializer_class = OrderSerializer
    queryset = Order.objects.none()

    @extend_schema(
        operation_id="orders",
        tags=TAGS,
        responses=responses(OrderSerializer(many=True), 401, 403, 404),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return _private(super().get(request, *args, **kwargs))

    def get_queryset(self) -> QuerySet[Order]:
        return orders_of(self.customer)


class OrderView(View):
    """Base of the views about one order."""

    scopes = ORDER_SCOPES

    def order(self, request: Request, public_id: str) -> Order:
        """The order that the request may open.

        Raises:
            NotAuthenticated: neither a login nor the order's token is given.
            NotFound: there is none, or it is somebody else's.
        """
        if token := request.headers.get("X-Order-Token"):
            found = order_by_token(token)
            if found is None or found.public_id != public_id:
                raise NotFound
            return found
        customer = customer_of(request._request)
        if customer is None and not request.user.is_authenticated:
            raise NotAuthenticated
        found = Order.objects.filter(customer=customer, public_id=public_id).first()
        if customer is None or found is None:
            raise NotFound
        return found


class OrderDetail(OrderView):
    """One order."""

    @extend_schema(
        operation_id="order",
        tags=TAGS,
        parameters=[ORDER_TOKEN],
        responses=responses(OrderDetailSerializer, 401, 403, 404),
    )
    def get(self, request: Request, public_id: str) -> Response:
        return _private(Response(order_answer(self.order(request, public_id)).body))


class OrderCancellation(OrderView):
    """Not wanted any more."""

    @extend_schema(
        operation_id="order_cancel",
        tags=TAGS,
        parameters=[ORDER_TOKEN],
        request=None,
        responses=responses(OrderDetailSerializer, 401, 403, 404, 409),
    )
    def post(self, request: Request, public_id: str) -> Response:
        """All of it, as long as nothing was sent. What was paid goes back."""
        order = self.order(request, public_id)
        try:
            order = cancel_order(order=order, reason=_("Cancelled by the customer"))
        except NotPossible as problem:
            raise Refused(str(problem)) from problem
        return _private(Response(order_answer(order).body))


class OrderReturns(OrderView):
    """Sending something back."""

    @extend_schema(
        operation_id="order_return",
        tags=TAGS,
        parameters=[ORDER_TOKEN, PARAMETER],
        request=NewReturn,
        responses=responses(ReturnSerializer, 400, 401, 403, 404, 409, 415, 422, status=201),
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Ask for it; the shop answers by mail."""
        order = self.order(request, public_id)
        wanted = given(NewReturn, request)
        return _private(answered_once(request, lambda: self._ask(request, order, wanted)))

    def _ask(self, request: Request, order: Order, wanted: dict[str, Any]) -> Answer:
        keys = dict(enumerate(order.lines.values_list("pk", flat=True), 1))
        lines = [
            WantedReturn(keys.get(row["number"], 0), row["quantity"], ReturnReason(row["reason"]))
            for row in wanted["lines"]
        ]
        try:
            made = request_return(order=order, wanted=lines, note=wanted["note"])
        except NotPossible as problem:
            raise Refused(str(problem), field="lines") from problem
        judge_return(request=made, circumstances=circumstances_of(request._request))
        return Answer(201, ReturnSerializer(returns_of(order).get(pk=made.pk)).data)


class OrderReturn(OrderView):
    """A return."""

    @extend_schema(
        operation_id="order_return_withdraw",
        tags=TAGS,
        parameters=[ORDER_TOKEN],
        responses=responses(ReturnSerializer, 401, 403, 404, 409),
    )
    def delete(self, request: Request, public_id: str, return_id: str) -> Response:
        """Keep it after all, until the parcel has arrived."""
        order = self.order(request, public_id)
        found = order.returns.filter(public_id=return_id).first()
        if found is None:
            raise NotFound
        try:
            note_ended(withdraw_return(request=found))
        except NotPossible as problem:
            raise Refused(str(problem)) from problem
        return _private(Response(ReturnSerializer(returns_of(order).get(pk=found.pk)).data))


class OrderAgain(OrderView):
    """The same once more."""

    scopes = {"*": Scope.CART_WRITE}

    @extend_schema(
        operation_id="order_again",
        tags=TAGS,
        parameters=[ORDER_TOKEN, CART_TOKEN],
        request=None,
        responses=responses(ReorderedSerializer, 401, 403, 404),
    )
    def post(self, request: Request, public_id: str) -> Response:
        """What can still be bought goes into the cart; what cannot is told."""
        order = self.order(request, public_id)
        cart = held_cart(request) or cart_to_fill(request._request)
        again = reorder(order=order, cart=cart, context=context_of(request))
        token = cart.token if cart.customer_id is None else None
        told = {"cart_token": token, "units": again.units, "refused": again.refused}
        response = _private(Response(ReorderedSerializer(told).data))
        hand_over(cart, response)
        return response


def _private(response: Response) -> Response:
    response["Cache-Control"] = "no-store"
    return response
