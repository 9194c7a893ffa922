"""Competitors' prices, for programs of the staff: told, read, and where ours stand in them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.tokens import Scope
from catalog.models import Variant
from events import audit
from foundation.idempotency import Answer
from foundation.money import Money
from pricing.competition.feeds import request_matching
from pricing.competition.positions import Standing, matched_variants, standings
from pricing.competition.services import read_records, take_in
from pricing.models import Competitor, CompetitorOffer
from shop.api.base import View, asked, given, responses
from shop.api.competitor_serializers import (
    CompetitorOfferQuery,
    CompetitorOfferSerializer,
    NewCompetitorPrices,
    PricePositionSerializer,
    TakenInSerializer,
)
from shop.api.idempotency import PARAMETER, answered_once
from shop.api.staff import by_token


class StaffCompetitorOffers(View, ListAPIView[CompetitorOffer]):
    """What competitors ask, the latest look first."""

    scopes = {"*": Scope.PRICES_READ}
    permissions = {"*": "pricing.view_competitoroffer"}
    serializer_class = CompetitorOfferSerializer
    queryset = CompetitorOffer.objects.none()

    @extend_schema(
        operation_id="staff_competitor_offers",
        tags=["staff"],
        parameters=[CompetitorOfferQuery],
        responses=responses(CompetitorOfferSerializer(many=True), 400, 401, 403, 404),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[CompetitorOffer]:
        query = asked(CompetitorOfferQuery, self.request)
        offers = CompetitorOffer.objects.select_related("competitor", "variant")
        for name, column in (
            ("competitor", "competitor__code"), ("sku", "variant__sku"), ("state", "state"),
        ):  # fmt: skip
            if value := query.get(name):
                offers = offers.filter(**{column: value})
        return offers.order_by("-seen_at", "-pk")


class StaffCompetitorPrices(View):
    """Prices of a competitor that a program has seen."""

    scopes = {"*": Scope.PRICES_WRITE}
    permissions = {"*": "pricing.import_competitorprice"}

    @extend_schema(
        operation_id="staff_competitor_prices",
        tags=["staff"],
        parameters=[PARAMETER],
        request=NewCompetitorPrices,
        responses=responses(TakenInSerializer, 400, 401, 403, 404, 409, 415, 422, status=201),
    )
    def post(self, request: Request, code: str) -> Response:
        """What cannot be read is told and passed over; the same prices again change nothing."""
        competitor = Competitor.objects.filter(code=code).first()
        if competitor is None:
            raise NotFound
        new = given(NewCompetitorPrices, request)
        return answered_once(request, lambda: self._take(request, competitor, new["prices"]))

    def _take(self, request: Request, competitor: Competitor, prices: list[Any]) -> Answer:
        told = take_in(competitor=competitor, reading=read_records(prices))
        request_matching()
        audit.by_staff(request._request, "load", competitor, prices=told.looks, **by_token(request))
        return Answer(201, TakenInSerializer(asdict(told)).data)


class StaffPricePositions(View, ListAPIView[Variant]):
    """Our prices among competitors', of all variants that one is known to sell."""

    scopes = {"*": Scope.PRICES_READ}
    permissions = {"*": "pricing.view_competitoroffer"}
    serializer_class = PricePositionSerializer
    queryset = Variant.objects.none()

    @extend_schema(
        operation_id="staff_price_positions",
        tags=["staff"],
        responses=responses(PricePositionSerializer(many=True), 401, 403, 404),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        matched = Variant.objects.filter(pk__in=matched_variants()).order_by("sku")
        page = list(self.paginate_queryset(matched) or [])
        found = {one.variant_id: one for one in standings([variant.pk for variant in page])}
        shown = [_as_shown(variant, found[variant.pk]) for variant in page if variant.pk in found]
        return self.get_paginated_response(PricePositionSerializer(shown, many=True).data)


def _as_shown(variant: Variant, standing: Standing) -> dict[str, Any]:
    base, band = settings.SHOP_BASE_CURRENCY, standing.band
    return {
        "sku": variant.sku,
        "own": Money(standing.own, base),
        "lowest": Money(band.lowest, base),
        "median": Money(band.median, base),
        "highest": Money(band.highest, base),
        "offers": band.offers,
        "newest": band.newest,
        "stale": band.stale,
        "place": standing.place.value,
    }
