"""What other shop fronts tell of recommendations: shown, clicked, not wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.selectors import product_keys
from events.beacon import time_of
from events.names import EventName
from events.services import Fact, record_many
from foundation.refusals import Refusal
from recommendations.feedback import dismiss
from shop.api.auth import ACCOUNT_SCOPES
from shop.api.base import View, context_of, given, responses
from shop.api.errors import Refused
from shop.api.feedback_serializers import Kept, NewFeedback, NewImpressions, NewInteractions

TAGS = ["recommendations"]


class Impressions(View):
    """Telling what was shown."""

    scopes = ACCOUNT_SCOPES

    @extend_schema(
        operation_id="recommendation_impressions",
        tags=TAGS,
        request=NewImpressions,
        responses=responses(Kept, 400, 403, 415, status=201),
    )
    def post(self, request: Request) -> Response:
        """One list that somebody saw, told once. A repeat of the same ids is kept once."""
        told = given(NewImpressions, request)
        keys = _keys([one["product"] for one in told["shown"]])
        facts = [
            Fact(
                EventName.IMPRESSION,
                product_id=keys[one["product"]],
                slot=told["slot"],
                position=one["position"],
                propensity=one["propensity"],
                model_version=told["model"],
                payload={"surface": told["surface"], "strategy": one["strategy"]},
                event_id=UUID(one["id"]),
                at=time_of(UUID(one["id"])),
            )
            for one in told["shown"]
        ]
        return _kept(record_many(facts, context=context_of(request)))


class Interactions(View):
    """Telling what was looked at and clicked."""

    scopes = ACCOUNT_SCOPES

    @extend_schema(
        operation_id="recommendation_interactions",
        tags=TAGS,
        request=NewInteractions,
        responses=responses(Kept, 400, 403, 415, status=201),
    )
    def post(self, request: Request) -> Response:
        """Without consent to personalisation they are counted, and of nobody."""
        told = given(NewInteractions, request)["interactions"]
        keys = _keys([one["product"] for one in told])
        facts = [
            Fact(
                EventName(one["kind"]),
                product_id=keys[one["product"]],
                payload=_origin(one.get("impression")),
                event_id=UUID(one["id"]),
                at=time_of(UUID(one["id"])),
            )
            for one in told
        ]
        return _kept(record_many(facts, context=context_of(request)))


class Feedback(View):
    """Saying that something is not wanted."""

    scopes = ACCOUNT_SCOPES

    @extend_schema(
        operation_id="recommendation_feedback",
        tags=TAGS,
        request=NewFeedback,
        responses=responses(None, 400, 403, 409, 415, status=204),
    )
    def post(self, request: Request) -> Response:
        """Not for me: the product is recommended to this person no more."""
        told = given(NewFeedback, request)
        key = _keys([told["product"]])[told["product"]]
        try:
            dismiss(product_id=key, context=context_of(request), slot=told["slot"])
        except Refusal as refusal:
            raise Refused(refusal.message) from refusal
        return Response(status=204)


def _keys(public_ids: Sequence[str]) -> dict[str, int]:
    """Keys of products.

    Raises:
        ValidationError: one of them is unknown.
    """
    keys = dict(product_keys(list(set(public_ids))))
    if unknown := set(public_ids) - set(keys):
        raise ValidationError(
            {"product": [_("There is no product %(id)s.") % {"id": min(unknown)}]}
        )
    return keys


def _origin(impression: str | None) -> dict[str, Any]:
    return {"impression": impression} if impression else {}


def _kept(count: int) -> Response:
    return Response({"kept": count}, status=201)
