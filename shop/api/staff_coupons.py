"""Coupons, for programs of the staff: reading, making and switching them off."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as Invalid
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
from events.audit import AuditAction
from foundation.idempotency import Answer
from pricing.coupons import coupon_code
from pricing.models import Coupon, Promotion
from pricing.services import save_coupon
from shop.api.base import View, asked, given, responses
from shop.api.idempotency import PARAMETER, answered_once
from shop.api.staff import by_token
from shop.api.staff_serializers import CouponChanges, CouponQuery, CouponSerializer, NewCoupon


class StaffCoupons(View, ListAPIView[Coupon]):
    """Coupons, the latest first."""

    scopes = {"GET": Scope.COUPONS_READ, "POST": Scope.COUPONS_WRITE}
    permissions = {"GET": "pricing.view_coupon", "POST": "pricing.add_coupon"}
    serializer_class = CouponSerializer
    queryset = Coupon.objects.none()

    @extend_schema(
        operation_id="staff_coupons",
        tags=["staff"],
        parameters=[CouponQuery],
        responses=responses(CouponSerializer(many=True), 400, 401, 403, 404),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Coupon]:
        query = asked(CouponQuery, self.request)
        coupons = Coupon.objects.select_related("promotion")
        if promotion := query.get("promotion"):
            coupons = coupons.filter(promotion=promotion)
        if batch := query.get("batch"):
            coupons = coupons.filter(batch=batch)
        if query["is_active"] is not None:
            coupons = coupons.filter(is_active=query["is_active"])
        return coupons.order_by("-created_at", "code")

    @extend_schema(
        operation_id="staff_coupon_add",
        tags=["staff"],
        parameters=[PARAMETER],
        request=NewCoupon,
        responses=responses(CouponSerializer, 400, 401, 403, 409, 415, 422, status=201),
    )
    def post(self, request: Request) -> Response:
        """Make a code; its promotion asks for one from then on."""
        new = given(NewCoupon, request)
        return answered_once(request, lambda: self._make(request, new))

    @transaction.atomic
    def _make(self, request: Request, new: dict[str, Any]) -> Answer:
        if not Promotion.objects.filter(pk=new["promotion"]).exists():
            raise ValidationError({"promotion": [_("There is no promotion of this key.")]})
        coupon = Coupon(promotion_id=new.pop("promotion"), **new)
        _save(request, coupon, AuditAction.ADD, new)
        return Answer(201, CouponSerializer(coupon).data)


class StaffCoupon(View):
    """One coupon."""

    scopes = {"GET": Scope.COUPONS_READ, "*": Scope.COUPONS_WRITE}
    permissions = {"GET": "pricing.view_coupon", "*": "pricing.change_coupon"}

    @extend_schema(
        operation_id="staff_coupon",
        tags=["staff"],
        responses=responses(CouponSerializer, 401, 403, 404),
    )
    def get(self, request: Request, code: str) -> Response:
        return Response(CouponSerializer(_coupon(code)).data)

    @extend_schema(
        operation_id="staff_coupon_change",
        tags=["staff"],
        request=CouponChanges,
        responses=responses(CouponSerializer, 400, 401, 403, 404, 415),
    )
    @transaction.atomic
    def patch(self, request: Request, code: str) -> Response:
        """How far it goes and when it holds. What was used stays used."""
        coupon, changes = _coupon(code), given(CouponChanges, request)
        for name, value in changes.items():
            setattr(coupon, name, value)
        _save(request, coupon, AuditAction.CHANGE, changes)
        return Response(CouponSerializer(coupon).data)


def _coupon(code: str) -> Coupon:
    typed = coupon_code(code)
    found = None
    if "\0" not in typed:  # which PostgreSQL takes in no text
        found = Coupon.objects.select_related("promotion").filter(code=typed).first()
    if found is None:
        raise NotFound
    return found


def _save(request: Request, coupon: Coupon, action: AuditAction, told: dict[str, Any]) -> None:
    try:
        save_coupon(coupon=coupon)
    except Invalid as problem:
        wrong = dict(problem.message_dict)
        if NON_FIELD_ERRORS in wrong:
            wrong["non_field_errors"] = wrong.pop(NON_FIELD_ERRORS)
        raise ValidationError(wrong) from problem
    audit.by_staff(request._request, action, coupon, **{**told, **by_token(request)})
