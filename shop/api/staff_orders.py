"""What programs of the staff do with orders: send parcels, cancel what is not sent."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tokens import Scope
from events import audit
from foundation.idempotency import Answer
from orders.cancellation import cancel_order, cancel_units
from orders.errors import NotPossible
from orders.fulfilment import ship_units
from orders.models import Order, Shipment
from shop.api.base import View, given, responses
from shop.api.errors import Refused
from shop.api.idempotency import PARAMETER, answered_once
from shop.api.staff import by_token, warehouse_of
from shop.api.staff_serializers import (
    NewCancellation,
    NewShipment,
    StaffOrderSerializer,
    StaffShipmentSerializer,
)

# Said by hand: of a view that lists, a list is described as a page of it.
PARCELS = {"type": "array", "items": {"$ref": "#/components/schemas/StaffShipment"}}


class StaffShipments(View, ListAPIView[Shipment]):
    """The parcels of an order."""

    scopes = {"GET": Scope.ORDERS_READ, "POST": Scope.ORDERS_WRITE}
    permissions = {"GET": "orders.view_shipment", "POST": "orders.fulfil_order"}
    serializer_class = StaffShipmentSerializer
    queryset = Shipment.objects.none()

    @extend_schema(
        operation_id="staff_shipments",
        tags=["staff"],
        responses=responses(StaffShipmentSerializer(many=True), 401, 403, 404),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Shipment]:
        order = _order(self.kwargs["public_id"])
        parcels = order.shipments.select_related("warehouse").prefetch_related("lines__line")
        return parcels.order_by("shipped_at", "pk")

    @extend_schema(
        operation_id="staff_ship",
        tags=["staff"],
        parameters=[PARAMETER],
        request=NewShipment,
        responses=responses(PARCELS, 400, 401, 403, 404, 409, 415, 422, status=201),
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Units leave: a parcel for each warehouse. The buyer is told by mail."""
        order, wanted = _order(public_id), given(NewShipment, request)
        return answered_once(request, lambda: self._ship(request, order, wanted))

    @transaction.atomic
    def _ship(self, request: Request, order: Order, wanted: dict[str, Any]) -> Answer:
        units = _units(order, wanted)
        try:
            parcels = ship_units(
                order=order,
                units=units,
                warehouse=warehouse_of(wanted["warehouse"]),
                carrier=wanted["carrier"],
                tracking=wanted["tracking"],
            )
        except NotPossible as problem:
            raise Refused(str(problem), field="lines") from problem
        told = {"shipments": [parcel.pk for parcel in parcels], **by_token(request)}
        audit.by_staff(request._request, "ship", order, **told)
        made = self.get_queryset().filter(pk__in=[parcel.pk for parcel in parcels])
        return Answer(201, StaffShipmentSerializer(made, many=True).data)


class StaffCancellation(View):
    """What will not be sent."""

    scopes = {"*": Scope.ORDERS_WRITE}
    permissions = {"*": "orders.refund_order"}

    @extend_schema(
        operation_id="staff_cancel",
        tags=["staff"],
        parameters=[PARAMETER],
        request=NewCancellation,
        responses=responses(StaffOrderSerializer, 400, 401, 403, 404, 409, 415, 422),
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Some units, or all of the order. What was paid for them goes back."""
        order, wanted = _order(public_id), given(NewCancellation, request)
        return answered_once(request, lambda: self._cancel(request, order, wanted))

    @transaction.atomic
    def _cancel(self, request: Request, order: Order, wanted: dict[str, Any]) -> Answer:
        units, reason = _units(order, wanted), wanted["reason"]
        try:
            if units is None:
                cancel_order(order=order, reason=reason)
            else:
                cancel_units(order=order, units=units, reason=reason)
        except NotPossible as problem:
            raise Refused(str(problem), field="lines" if units else "") from problem
        audit.by_staff(request._request, "cancel", order, units=units or {}, **by_token(request))
        return Answer(200, StaffOrderSerializer(_order(order.public_id)).data)


def _order(public_id: str) -> Order:
    found = Order.objects.prefetch_related("lines").filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def _units(order: Order, wanted: dict[str, Any]) -> dict[int, int] | None:
    """Units by the key of the line, from the numbers that the API calls lines by.

    Raises:
        ValidationError: the order has no such line, or one is named twice.
    """
    if "lines" not in wanted:
        return None
    keys = dict(enumerate(order.lines.order_by("pk").values_list("pk", flat=True), 1))
    numbers = [row["number"] for row in wanted["lines"]]
    if len(set(numbers)) != len(numbers) or not set(numbers) <= keys.keys():
        raise ValidationError({"lines": [_("Name lines of the order, each of them once.")]})
    return {keys[row["number"]]: row["quantity"] for row in wanted["lines"]}
