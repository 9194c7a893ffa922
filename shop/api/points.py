"""A customer's own points: what there is, where they stand, and every movement."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from loyalty import selectors
from loyalty.models import Entry, EntryKind
from loyalty.points.worth import worth_of
from shop.api.base import responses
from shop.api.members import TAGS, MemberView
from shop.api.serializers import MoneyField


class PointsSerializer(serializers.Serializer[Any]):
    """``waiting`` can be spent later; ``owed`` is taken from what comes in next."""

    free = serializers.IntegerField()
    held = serializers.IntegerField()
    waiting = serializers.IntegerField()
    owed = serializers.IntegerField()
    worth = MoneyField(help_text="What the free points pay, in the base currency.")
    next_to_expire = serializers.IntegerField()
    good_until = serializers.DateField(
        allow_null=True, help_text="The last day of the next points that expire."
    )
    tier = serializers.CharField(allow_null=True)


class PointsEntrySerializer(serializers.ModelSerializer[Entry]):
    kind = serializers.ChoiceField(choices=EntryKind.choices)

    class Meta:
        model = Entry
        fields = ("written_at", "kind", "amount", "balance_after", "reason", "expires_on")


class OwnPoints(MemberView):
    """What a customer has, and where they stand."""

    @extend_schema(
        operation_id="points", tags=TAGS, responses=responses(PointsSerializer, 401, 403)
    )
    def get(self, request: Request) -> Response:
        points = selectors.points_of_customer(self.customer)
        tier = selectors.standing_of_customer(self.customer).tier
        day, expiring = points.next_to_expire or (None, 0)
        told = {
            "free": points.free,
            "held": points.held,
            "waiting": points.waiting,
            "owed": points.owed,
            "worth": worth_of(points.free, settings.SHOP_BASE_CURRENCY),
            "next_to_expire": expiring,
            "good_until": day,
            "tier": tier.name if tier else None,
        }
        return Response(PointsSerializer(told).data)


class PointsEntries(MemberView, ListAPIView[Entry]):
    """Every movement of a customer's points, the latest first."""

    serializer_class = PointsEntrySerializer
    queryset = Entry.objects.none()

    @extend_schema(
        operation_id="points_entries",
        tags=TAGS,
        responses=responses(PointsEntrySerializer(many=True), 401, 403, 404),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Entry]:
        return selectors.entries_of(self.customer)
