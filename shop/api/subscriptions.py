"""A customer's subscriptions: what comes, skipping it, a rest, and the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.idempotency import Answer
from orders.models import PauseReason, Subscription
from orders.subscriptions.changes import skip_next
from orders.subscriptions.ending import end, pause, resume
from orders.subscriptions.selectors import subscriptions_of, view_of
from shop.api.auth import ORDER_SCOPES
from shop.api.base import responses
from shop.api.idempotency import PARAMETER, answered_once
from shop.api.members import MemberView
from shop.api.subscription_serializers import SubscriptionSerializer

TAGS = ["subscriptions"]


class Subscriptions(MemberView, ListAPIView[Subscription]):
    """The customer's subscriptions, newest first."""

    scopes = ORDER_SCOPES
    serializer_class = SubscriptionSerializer
    queryset = Subscription.objects.none()

    @extend_schema(
        operation_id="subscriptions",
        tags=TAGS,
        responses=responses(SubscriptionSerializer(many=True), 401, 403, 404),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(subscriptions_of(self.customer)) or []
        rows = SubscriptionSerializer([view_of(row) for row in page], many=True)
        return self.get_paginated_response(rows.data)


class SubscriptionView(MemberView):
    """Base of the views of one of them."""

    scopes = ORDER_SCOPES

    def found(self, public_id: str) -> Subscription:
        """One of the customer's own.

        Raises:
            NotFound: there is none.
        """
        row = subscriptions_of(self.customer).filter(public_id=public_id).first()
        if row is None:
            raise NotFound
        return row

    def done(self, public_id: str, deed: Callable[[Subscription], object]) -> Response:
        """Do it, and tell how the subscription stands then."""
        deed(self.found(public_id))
        return self.answer(public_id)

    def answer(self, public_id: str) -> Response:
        return Response(SubscriptionSerializer(view_of(self.found(public_id))).data)


class OneSubscription(SubscriptionView):
    """One of them."""

    @extend_schema(
        operation_id="subscription",
        tags=TAGS,
        responses=responses(SubscriptionSerializer, 401, 403, 404),
    )
    def get(self, request: Request, public_id: str) -> Response:
        return self.answer(public_id)

    @extend_schema(
        operation_id="subscription_end",
        tags=TAGS,
        responses=responses(SubscriptionSerializer, 401, 403, 404),
    )
    def delete(self, request: Request, public_id: str) -> Response:
        """End it at once and for good; ended again it stays so."""
        return self.done(public_id, lambda row: end(subscription=row))


class SubscriptionSkip(SubscriptionView):
    """The next one left out."""

    @extend_schema(
        operation_id="subscription_skip",
        tags=TAGS,
        parameters=[PARAMETER],
        request=None,
        responses=responses(SubscriptionSerializer, 400, 401, 403, 404, 409, 422),
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Leave the next one out. Each call skips one more, but for a repeat under its key."""
        return answered_once(request, lambda: self._skip(public_id))

    def _skip(self, public_id: str) -> Answer:
        skip_next(subscription=self.found(public_id))
        return Answer(200, dict(self.answer(public_id).data))


class SubscriptionPause(SubscriptionView):
    """A rest."""

    @extend_schema(
        operation_id="subscription_pause",
        tags=TAGS,
        request=None,
        responses=responses(SubscriptionSerializer, 401, 403, 404, 409),
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Order nothing until it is resumed."""
        return self.done(
            public_id, lambda row: pause(subscription=row, reason=PauseReason.CUSTOMER)
        )

    @extend_schema(
        operation_id="subscription_resume",
        tags=TAGS,
        responses=responses(SubscriptionSerializer, 401, 403, 404, 409),
    )
    def delete(self, request: Request, public_id: str) -> Response:
        """Go on, in the same rhythm as before."""
        return self.done(public_id, lambda row: resume(subscription=row))
