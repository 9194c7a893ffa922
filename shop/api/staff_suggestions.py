"""Price suggestions for programs of the staff: reading them, deciding, and giving prices back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.tokens import Scope
from catalog.models import Variant
from events import audit
from foundation.csv_tables import csv_table
from foundation.idempotency import Answer
from pricing.models import PriceSuggestion, SuggestionState
from pricing.repricing import services
from pricing.repricing.outcomes import Outcome, SuggestionRefused
from pricing.repricing.selectors import QueueFilters, queue
from pricing.repricing.suggestion_table import COLUMNS, suggestion_rows
from shop.api.base import View, asked, given, responses
from shop.api.errors import Refused
from shop.api.idempotency import PARAMETER, answered_once
from shop.api.staff import by_token
from shop.api.suggestion_serializers import (
    Application,
    Approval,
    OutcomeSerializer,
    Rejection,
    Reversal,
    Scheduling,
    SuggestionQuery,
    SuggestionSerializer,
)
from shop.api.tables import TABLE

_MODEL = "pricing.pricesuggestion"
_PROBLEMS = (400, 401, 403, 409, 415, 422)


class StaffSuggestions(View, ListAPIView[PriceSuggestion]):
    """Suggestions of a state, what gains most first; those that wait, unless asked otherwise."""

    scopes = {"*": Scope.PRICES_READ}
    permissions = {"*": "pricing.view_pricesuggestion"}
    serializer_class = SuggestionSerializer
    queryset = PriceSuggestion.objects.none()

    @extend_schema(
        operation_id="staff_price_suggestions",
        tags=["staff"],
        parameters=[SuggestionQuery],
        responses=responses(SuggestionSerializer(many=True), 400, 401, 403, 404),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[PriceSuggestion]:
        query = asked(SuggestionQuery, self.request)
        filters = QueueFilters(
            states=(SuggestionState(query["state"]),),
            kind=query.get("kind"),
            automatic=query["automatic"],
        )
        found = queue(filters)
        if product := query.get("product"):
            found = found.filter(product__public_id=product)
        if sku := query.get("sku"):
            found = found.filter(product__in=Variant.objects.filter(sku=sku).values("product"))
        return found


class StaffSuggestionTable(View):
    """All suggestions as CSV, a row a variant."""

    scopes = {"*": Scope.PRICES_READ}
    permissions = {"*": "pricing.view_pricesuggestion"}

    @extend_schema(operation_id="staff_price_suggestion_table", tags=["staff"], responses=TABLE)
    def get(self, request: Request) -> StreamingHttpResponse:
        return csv_table("price-suggestions.csv", COLUMNS, suggestion_rows())


class _Deciding(View):
    """Base of the views that decide on suggestions."""

    scopes = {"*": Scope.PRICES_WRITE}
    permissions = {"*": "pricing.decide_pricesuggestion"}

    def decide(
        self, request: Request, name: str, keys: list[int], deed: Callable[..., Outcome]
    ) -> Response:
        """Answer with what was done and what was refused of the suggestions with these keys."""
        return answered_once(request, lambda: self._decide(request, name, keys, deed))

    @transaction.atomic
    def _decide(
        self, request: Request, name: str, keys: list[int], deed: Callable[..., Outcome]
    ) -> Answer:
        try:
            outcome = deed(suggestions=_named(keys), by=_staff(request))
        except SuggestionRefused as problem:
            raise ValidationError({problem.field: [problem.message]}) from problem
        audit.by_staff(request._request, name, _MODEL, suggestions=keys, **by_token(request))
        return self.told(outcome)

    def told(self, outcome: Outcome) -> Answer:
        context = self.get_serializer_context()
        shown = {"done": _fresh(outcome.done), "refused": outcome.refused}
        return Answer(200, OutcomeSerializer(shown, context=context).data)


class StaffSuggestionApprovals(_Deciding):
    """Agreeing with suggestions: the prices change at once."""

    @extend_schema(
        operation_id="staff_price_suggestions_approve",
        tags=["staff"],
        parameters=[PARAMETER],
        request=Approval,
        responses=responses(OutcomeSerializer, *_PROBLEMS),
    )
    def post(self, request: Request) -> Response:
        """Each family of prices changes as a whole or not at all; see ``refused`` for why not."""
        new = given(Approval, request)

        def deed(**chosen: Any) -> Outcome:
            return services.approve(apply_at_once=new["apply"], **chosen)

        return self.decide(request, "approve", new["suggestions"], deed)


class StaffSuggestionRejections(_Deciding):
    """Saying no, and why: what is proposed later learns from it."""

    @extend_schema(
        operation_id="staff_price_suggestions_reject",
        tags=["staff"],
        parameters=[PARAMETER],
        request=Rejection,
        responses=responses(OutcomeSerializer, *_PROBLEMS),
    )
    def post(self, request: Request) -> Response:
        new = given(Rejection, request)

        def deed(**chosen: Any) -> Outcome:
            return services.reject(reason=new["reason"], note=new["note"], **chosen)

        return self.decide(request, "reject", new["suggestions"], deed)


class StaffSuggestionSchedules(_Deciding):
    """Agreeing from a moment on: the prices change in its minute, if the rails hold then."""

    @extend_schema(
        operation_id="staff_price_suggestions_schedule",
        tags=["staff"],
        parameters=[PARAMETER],
        request=Scheduling,
        responses=responses(OutcomeSerializer, *_PROBLEMS),
    )
    def post(self, request: Request) -> Response:
        new = given(Scheduling, request)

        def deed(**chosen: Any) -> Outcome:
            return services.schedule(when=new["when"], **chosen)

        return self.decide(request, "schedule", new["suggestions"], deed)


class StaffSuggestionApplications(_Deciding):
    """Changing the prices now: of what was agreed to before, or has a moment yet to come."""

    @extend_schema(
        operation_id="staff_price_suggestions_apply",
        tags=["staff"],
        parameters=[PARAMETER],
        request=Application,
        responses=responses(OutcomeSerializer, *_PROBLEMS),
    )
    def post(self, request: Request) -> Response:
        new = given(Application, request)
        return self.decide(request, "apply", new["suggestions"], services.apply)


class StaffSuggestionReversals(_Deciding):
    """Giving the former prices back, exactly, with those of the same family."""

    @extend_schema(
        operation_id="staff_price_suggestions_revert",
        tags=["staff"],
        parameters=[PARAMETER],
        request=Reversal,
        responses=responses(OutcomeSerializer, *_PROBLEMS),
    )
    def post(self, request: Request) -> Response:
        key = given(Reversal, request)["suggestion"]
        return answered_once(request, lambda: self._revert(request, key))

    @transaction.atomic
    def _revert(self, request: Request, key: int) -> Answer:
        (row,) = _named([key], field="suggestion")
        try:
            back = services.revert(suggestion=row, by=_staff(request))
        except SuggestionRefused as problem:
            raise Refused(problem.message, field="suggestion") from problem
        audit.by_staff(request._request, "revert", _MODEL, suggestions=[key], **by_token(request))
        return self.told(Outcome(tuple(back), ()))


def _staff(request: Request) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _named(keys: Sequence[int], *, field: str = "suggestions") -> list[PriceSuggestion]:
    found = PriceSuggestion.objects.in_bulk(keys)
    if missing := [key for key in keys if key not in found]:
        raise ValidationError(
            {field: [_("There is no suggestion %(number)d.") % {"number": missing[0]}]}
        )
    return list(found.values())


def _fresh(rows: Sequence[PriceSuggestion]) -> list[PriceSuggestion]:
    """Suggestions with all that is told of them, in their order."""
    found = queue(QueueFilters(states=tuple(SuggestionState))).in_bulk([row.pk for row in rows])
    return [found[row.pk] for row in rows]
