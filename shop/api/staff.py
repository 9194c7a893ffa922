"""What programs of the staff read and change: orders, stock, prices.

Each view names the scope that a token needs and the permission that its owner needs. Changes go
through the services that the admin uses, take an ``Idempotency-Key`` and are in the audit trail.
"""

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

from accounts.models import ApiToken
from accounts.tokens import Scope
from catalog.models import Variant
from events import audit
from events.audit import AuditAction
from foundation.idempotency import Answer
from foundation.money import Money
from inventory.models import StockLevel, Warehouse
from inventory.services import StockRuleBroken, adjust_stock
from orders.holds import HELD
from orders.models import Order
from pricing.models import Price
from pricing.services import PriceRefused, set_price
from shop.api.base import View, asked, given, responses
from shop.api.errors import Refused
from shop.api.idempotency import PARAMETER, answered_once
from shop.api.staff_serializers import (
    NewCount,
    NewPrice,
    OrderQuery,
    PriceQuery,
    StaffOrderSerializer,
    StaffPriceSerializer,
    StockLevelSerializer,
    StockQuery,
)


class StaffOrders(View, ListAPIView[Order]):
    """Orders, the latest first."""

    scopes = {"*": Scope.ORDERS_READ}
    permissions = {"*": "orders.view_order"}
    serializer_class = StaffOrderSerializer
    queryset = Order.objects.none()

    @extend_schema(
        operation_id="staff_orders",
        tags=["staff"],
        parameters=[OrderQuery],
        responses=responses(StaffOrderSerializer(many=True), 400, 401, 403, 404),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Order]:
        query = asked(OrderQuery, self.request)
        orders = Order.objects.prefetch_related("lines")
        for name in ("state", "payment_state", "fulfilment_state"):
            if value := query.get(name):
                orders = orders.filter(**{name: value})
        if (held := query.get("held")) is not None:
            orders = orders.filter(HELD) if held else orders.exclude(HELD)
        if since := query.get("placed_since"):
            orders = orders.filter(placed_at__gte=since)
        if until := query.get("placed_until"):
            orders = orders.filter(placed_at__lt=until)
        if number := query.get("number"):
            orders = orders.filter(number=number)
        return orders.order_by("-created_at", "-pk")


class StaffOrder(View):
    """One order."""

    scopes = {"*": Scope.ORDERS_READ}
    permissions = {"*": "orders.view_order"}

    @extend_schema(
        operation_id="staff_order",
        tags=["staff"],
        responses=responses(StaffOrderSerializer, 401, 403, 404),
    )
    def get(self, request: Request, public_id: str) -> Response:
        order = Order.objects.prefetch_related("lines").filter(public_id=public_id).first()
        if order is None:
            raise NotFound
        return Response(StaffOrderSerializer(order).data)


class StaffStock(View, ListAPIView[StockLevel]):
    """What lies where."""

    scopes = {"*": Scope.STOCK_READ}
    permissions = {"*": "inventory.view_stocklevel"}
    serializer_class = StockLevelSerializer
    queryset = StockLevel.objects.none()

    @extend_schema(
        operation_id="staff_stock",
        tags=["staff"],
        parameters=[StockQuery],
        responses=responses(StockLevelSerializer(many=True), 400, 401, 403, 404),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[StockLevel]:
        query = asked(StockQuery, self.request)
        levels = StockLevel.objects.select_related("variant", "warehouse")
        if sku := query.get("sku"):
            levels = levels.filter(variant__sku=sku)
        if code := query.get("warehouse"):
            levels = levels.filter(warehouse__code=code)
        if (most := query.get("at_most")) is not None:
            levels = levels.filter(on_hand__lte=most)
        return levels.order_by("variant__sku", "warehouse__code")


class StaffStockCounts(View):
    """Saying what was counted."""

    scopes = {"*": Scope.STOCK_WRITE}
    permissions = {"*": "inventory.change_stocklevel"}

    @extend_schema(
        operation_id="staff_stock_count",
        tags=["staff"],
        parameters=[PARAMETER],
        request=NewCount,
        responses=responses(StockLevelSerializer, 400, 401, 403, 409, 415, 422, status=201),
    )
    def post(self, request: Request) -> Response:
        """The units on hand become those counted; the movement keeps the difference and why."""
        count = given(NewCount, request)
        return answered_once(request, lambda: self._count(request, count))

    @transaction.atomic
    def _count(self, request: Request, count: dict[str, Any]) -> Answer:
        variant = _variant(count["sku"])
        warehouse = warehouse_of(count.get("warehouse", ""))
        try:
            level = adjust_stock(
                variant_id=variant.pk,
                on_hand=count["on_hand"],
                note=count["note"],
                warehouse=warehouse,
            )
        except StockRuleBroken as problem:
            raise Refused(str(problem), field=problem.field) from problem
        told = {"sku": variant.sku, "on_hand": count["on_hand"], **by_token(request)}
        audit.by_staff(request._request, AuditAction.STOCK_CHANGED, variant, **told)
        level = StockLevel.objects.select_related("variant", "warehouse").get(pk=level.pk)
        return Answer(201, StockLevelSerializer(level).data)


class StaffPrices(View, ListAPIView[Price]):
    """Prices in force or gone, and setting new ones."""

    scopes = {"GET": Scope.PRICES_READ, "POST": Scope.PRICES_WRITE}
    permissions = {"GET": "pricing.view_price", "POST": "pricing.add_price"}
    serializer_class = StaffPriceSerializer
    queryset = Price.objects.none()

    @extend_schema(
        operation_id="staff_prices",
        tags=["staff"],
        parameters=[PriceQuery],
        responses=responses(StaffPriceSerializer(many=True), 400, 401, 403, 404),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Price]:
        query = asked(PriceQuery, self.request)
        prices = Price.objects.select_related("variant")
        if sku := query.get("sku"):
            prices = prices.filter(variant__sku=sku)
        if currency := query.get("currency"):
            prices = prices.filter(currency=currency)
        if query["in_force"]:
            prices = prices.filter(ends_at__isnull=True)
        return prices.order_by("variant__sku", "currency", "-starts_at", "-pk")

    @extend_schema(
        operation_id="staff_price_set",
        tags=["staff"],
        parameters=[PARAMETER],
        request=NewPrice,
        responses=responses(StaffPriceSerializer, 400, 401, 403, 409, 415, 422, status=201),
    )
    def post(self, request: Request) -> Response:
        """A price begins now and ends the one before it."""
        new = given(NewPrice, request)
        return answered_once(request, lambda: self._set(request, new))

    @transaction.atomic
    def _set(self, request: Request, new: dict[str, Any]) -> Answer:
        variant, currency = _variant(new["sku"]), new["currency"]
        compare_at = new.get("compare_at")
        try:
            price = set_price(
                variant=variant,
                amount=Money.of(new["amount"], currency),
                compare_at=Money.of(compare_at, currency) if compare_at is not None else None,
            )
        except PriceRefused as problem:
            raise Refused(str(problem), field="amount") from problem
        told = {"sku": variant.sku, "amount_minor": price.amount_minor, "currency": currency}
        audit.by_staff(
            request._request, AuditAction.PRICE_CHANGED, variant, **told, **by_token(request)
        )
        return Answer(201, StaffPriceSerializer(price).data)


def _variant(sku: str) -> Variant:
    variant = Variant.objects.filter(sku=sku).first()
    if variant is None:
        raise ValidationError({"sku": [_("There is no variant of this SKU.")]})
    return variant


def warehouse_of(code: str) -> Warehouse | None:
    """The warehouse of a code; None, which is the default one, where none is named."""
    if not code:
        return None
    warehouse = Warehouse.objects.filter(code=code).first()
    if warehouse is None:
        raise ValidationError({"warehouse": [_("There is no warehouse of this code.")]})
    return warehouse


def by_token(request: Request) -> dict[str, str]:
    """By which token something was done, for the audit trail."""
    return {"token": request.auth.prefix} if isinstance(request.auth, ApiToken) else {}
