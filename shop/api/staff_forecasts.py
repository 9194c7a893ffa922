"""Forecasts, the plan and drafts from it, for programs of the staff; tables as CSV."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.tokens import Scope
from catalog.models import Category, Variant
from events import audit
from forecasting.forecast_table import COLUMNS as FORECAST_COLUMNS
from forecasting.forecast_table import forecast_rows
from forecasting.models import DemandForecast, Level, OutsideSeries, PlanLine
from forecasting.replenishment.plan_table import COLUMNS, plan_rows
from forecasting.replenishment.services import draft_orders
from forecasting.selectors import total_of
from forecasting.services import keep_values
from foundation.csv_tables import csv_table
from foundation.idempotency import Answer
from inventory.models import PurchaseOrder
from inventory.services import StockRuleBroken, default_warehouse
from shop.api.base import View, asked, given, responses
from shop.api.errors import Refused
from shop.api.forecast_serializers import (
    DraftSerializer,
    ForecastQuery,
    ForecastSerializer,
    KeptValuesSerializer,
    NewDrafts,
    NewValues,
    PlanLineSerializer,
    PlanQuery,
    TotalForecastSerializer,
    TotalQuery,
    forecast_as_shown,
    skus_of,
    total_as_shown,
)
from shop.api.idempotency import PARAMETER, answered_once
from shop.api.staff import by_token
from shop.api.tables import TABLE

READ = {"*": Scope.FORECASTS_READ}


class StaffForecasts(View, ListAPIView[DemandForecast]):
    """What will be wanted of each variant, the most wanted first."""

    scopes = READ
    permissions = {"*": "forecasting.view_demandforecast"}
    serializer_class = ForecastSerializer
    queryset = DemandForecast.objects.none()

    @extend_schema(
        operation_id="staff_forecasts",
        tags=["staff"],
        parameters=[ForecastQuery],
        responses=responses(ForecastSerializer(many=True), 400, 401, 403, 404),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        query = asked(ForecastQuery, request)
        rows = DemandForecast.objects.order_by("-next_28", "variant_id")
        if sku := query.get("sku"):
            rows = rows.filter(variant_id__in=Variant.objects.filter(sku=sku).values("pk"))
        if demand_class := query.get("demand_class"):
            rows = rows.filter(demand_class=demand_class)
        page = list(self.paginate_queryset(rows) or [])
        skus = skus_of(page)
        shown = [forecast_as_shown(row, skus, query["days"]) for row in page]
        return self.get_paginated_response(ForecastSerializer(shown, many=True).data)


class StaffForecastTable(View):
    """All forecasts as CSV."""

    scopes = READ
    permissions = {"*": "forecasting.view_demandforecast"}

    @extend_schema(operation_id="staff_forecast_table", tags=["staff"], responses=TABLE)
    def get(self, request: Request) -> StreamingHttpResponse:
        return csv_table("forecasts.csv", FORECAST_COLUMNS, forecast_rows())


class StaffTotalForecast(View):
    """What will be wanted in all, or of a category: 90 days and twelve months."""

    scopes = READ
    permissions = {"*": "forecasting.view_totalforecast"}

    @extend_schema(
        operation_id="staff_total_forecast",
        tags=["staff"],
        parameters=[TotalQuery],
        responses=responses(TotalForecastSerializer, 400, 401, 403, 404),
    )
    def get(self, request: Request) -> Response:
        named = asked(TotalQuery, request).get("category")
        category = Category.objects.filter(public_id=named).first() if named else None
        if named and category is None:
            raise NotFound
        row = total_of(Level.CATEGORY, category.pk) if category else total_of(Level.SHOP)
        if row is None:
            raise NotFound
        return Response(TotalForecastSerializer(total_as_shown(row, named)).data)


class StaffPlan(View, ListAPIView[PlanLine]):
    """The plan: each variant in each warehouse, the riskiest first."""

    scopes = READ
    permissions = {"*": "forecasting.view_planline"}
    serializer_class = PlanLineSerializer
    queryset = PlanLine.objects.none()

    @extend_schema(
        operation_id="staff_plan",
        tags=["staff"],
        parameters=[PlanQuery],
        responses=responses(PlanLineSerializer(many=True), 400, 401, 403, 404),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[PlanLine]:
        query = asked(PlanQuery, self.request)
        lines = PlanLine.objects.select_related("variant", "warehouse", "supplier", "transfer_from")
        for name, column in (
            ("sku", "variant__sku"), ("warehouse", "warehouse__code"),
            ("supplier", "supplier__code"), ("state", "state"), ("advice", "advice"),
            ("status", "status"),
        ):  # fmt: skip
            if value := query.get(name):
                lines = lines.filter(**{column: value})
        if query["to_order"]:
            lines = lines.filter(quantity__gt=0)
        return lines.order_by("-risk", "pk")


class StaffPlanTable(View):
    """The whole plan as CSV."""

    scopes = READ
    permissions = {"*": "forecasting.view_planline"}

    @extend_schema(operation_id="staff_plan_table", tags=["staff"], responses=TABLE)
    def get(self, request: Request) -> StreamingHttpResponse:
        return csv_table("plan.csv", COLUMNS, plan_rows())


class StaffPlanOrders(View):
    """From the plan to draft purchase orders."""

    scopes = {"*": Scope.FORECASTS_WRITE}
    permissions = {"*": "forecasting.order_planline"}

    @extend_schema(
        operation_id="staff_plan_order",
        tags=["staff"],
        parameters=[PARAMETER],
        request=NewDrafts,
        responses=responses(DraftSerializer(many=True), 400, 401, 403, 409, 415, 422, status=201),
    )
    def post(self, request: Request) -> Response:
        """One draft a supplier and warehouse; what is ordered already is left out."""
        new = given(NewDrafts, request)
        return answered_once(request, lambda: self._draft(request, new["lines"]))

    @transaction.atomic
    def _draft(self, request: Request, wanted: list[dict[str, Any]]) -> Answer:
        lines, quantities = _lines_of(wanted)
        buyer = request.user if isinstance(request.user, User) else None
        try:
            orders = draft_orders(lines=lines, by=buyer, quantities=quantities)
        except StockRuleBroken as problem:
            raise Refused(str(problem), field="lines") from problem
        for order in orders:
            audit.by_staff(request._request, "draft", order, **by_token(request))
        drafts = PurchaseOrder.objects.filter(pk__in=[order.pk for order in orders])
        drafts = drafts.select_related("supplier", "warehouse").prefetch_related("lines__variant")
        return Answer(201, DraftSerializer(drafts.order_by("pk"), many=True).data)


class StaffOutsideValues(View):
    """Values of an outside series that forecasts learn from: weather, an index, visitors."""

    scopes = {"*": Scope.FORECASTS_WRITE}
    permissions = {"*": "forecasting.change_outsideseries"}

    @extend_schema(
        operation_id="staff_outside_values",
        tags=["staff"],
        parameters=[PARAMETER],
        request=NewValues,
        responses=responses(KeptValuesSerializer, 400, 401, 403, 404, 409, 415, 422, status=201),
    )
    def post(self, request: Request, code: str) -> Response:
        """A day that is there already gets the new value; days to come are foretold by you."""
        series = OutsideSeries.objects.filter(code=code).first()
        if series is None:
            raise NotFound
        new = given(NewValues, request)
        values = {one["day"]: one["value"] for one in new["values"]}
        return answered_once(request, lambda: self._keep(request, series, values))

    @transaction.atomic
    def _keep(self, request: Request, series: OutsideSeries, values: dict[Any, float]) -> Answer:
        kept = keep_values(series=series, values=values)
        audit.by_staff(request._request, "load", series, days=kept, **by_token(request))
        return Answer(201, KeptValuesSerializer({"kept": kept}).data)


def _lines_of(wanted: list[dict[str, Any]]) -> tuple[list[PlanLine], dict[int, int]]:
    """The lines of the plan that a request names, and the quantities that it wants of them."""
    main = default_warehouse().code
    named: dict[tuple[str, str], int | None] = {}
    for one in wanted:
        key = (one["sku"], one["warehouse"] or main)
        if key in named:
            twice = _("%(sku)s is named twice for the same warehouse.") % {"sku": one["sku"]}
            raise ValidationError({"lines": [twice]})
        named[key] = one.get("quantity")
    lines = PlanLine.objects.filter(variant__sku__in=[sku for sku, _place in named]).select_related(
        "variant", "warehouse"
    )
    found = {(line.variant.sku, line.warehouse.code): line for line in lines}
    if missing := [sku for sku, place in named if (sku, place) not in found]:
        raise ValidationError(
            {"lines": [_("The plan has no line of %(sku)s there.") % {"sku": missing[0]}]}
        )
    quantities = {found[key].pk: units for key, units in named.items() if units is not None}
    return [found[key] for key in named], quantities
