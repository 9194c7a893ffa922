"""A buyer's quotes: asking, the offer, accepting it, asking again, closing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Customer
from foundation.idempotency import Answer
from foundation.money import Money
from orders.building import CheckoutDetails
from orders.models import Quote
from orders.quick_orders import ListedLine, SkuList, find_variants
from orders.quotes import accept_quote, ask_again, decline_quote, request_quote
from orders.quotes.facts import last_day
from orders.quotes.selectors import QuoteVersionView, quotes_seen_by, versions_of
from shop.api.auth import ORDER_SCOPES
from shop.api.base import context_of, given, responses
from shop.api.idempotency import PARAMETER, answered_once
from shop.api.members import MemberView
from shop.api.quote_serializers import Acceptance, AskedAgain, NewQuote, QuoteSerializer

TAGS = ["quotes"]


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A quote in its newest version; sums are None until it is offered."""

    quote: Quote
    newest: QuoteVersionView

    @property
    def shipping(self) -> Money | None:
        return self._sum(self.newest.version.shipping_minor)

    @property
    def tax(self) -> Money | None:
        return self._sum(self.newest.version.tax_minor)

    @property
    def total(self) -> Money | None:
        return self._sum(self.newest.version.total_minor)

    @property
    def holds_until(self) -> date | None:
        return last_day(self.quote.valid_until) if self.quote.valid_until else None

    @property
    def order(self) -> str | None:
        return self.quote.order.public_id if self.quote.order else None

    def _sum(self, minor: int) -> Money | None:
        return Money(minor, self.quote.currency) if self.newest.is_offered else None


class Quotes(MemberView, ListAPIView[Quote]):
    """The customer's quotes, those of the company where they may see them; newest first."""

    scopes = ORDER_SCOPES
    serializer_class = QuoteSerializer
    queryset = Quote.objects.none()

    @extend_schema(
        operation_id="quotes",
        tags=TAGS,
        responses=responses(QuoteSerializer(many=True), 401, 403, 404),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        quotes = quotes_seen_by(self.customer).prefetch_related("versions__lines")
        page = self.paginate_queryset(quotes) or []
        rows = [view_of(quote) for quote in page]
        return self.get_paginated_response(QuoteSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="quote_ask",
        tags=TAGS,
        parameters=[PARAMETER],
        request=NewQuote,
        responses=responses(QuoteSerializer, 400, 401, 403, 409, 415, 422, status=201),
    )
    def post(self, request: Request) -> Response:
        """Ask for a price."""
        wanted = given(NewQuote, request)
        return answered_once(request, lambda: self._ask(wanted))

    def _ask(self, wanted: dict[str, Any]) -> Answer:
        quote = request_quote(
            customer=self.customer,
            details=CheckoutDetails(
                email=self.customer.email,
                vat_number=wanted["vat_number"],
                **{"line1": "", "postcode": "", "city": "", **wanted["address"]},
            ),
            units=units_of(wanted["items"]),
            wish=wanted["wish"],
            currency=settings.SHOP_BASE_CURRENCY,
            language=self.language,
        )
        return Answer(201, dict(QuoteSerializer(view_of(quote)).data))


class OneQuote(MemberView):
    """One of them."""

    scopes = ORDER_SCOPES

    @extend_schema(
        operation_id="quote", tags=TAGS, responses=responses(QuoteSerializer, 401, 403, 404)
    )
    def get(self, request: Request, public_id: str) -> Response:
        return answer(found(self.customer, public_id))

    @extend_schema(
        operation_id="quote_decline",
        tags=TAGS,
        responses=responses(QuoteSerializer, 401, 403, 404, 409),
    )
    def delete(self, request: Request, public_id: str) -> Response:
        """Take a request back, or turn the offer down."""
        quote = found(self.customer, public_id)
        return answer(decline_quote(quote=quote, context=context_of(request)))


class QuoteAcceptance(MemberView):
    """The buyer's yes."""

    scopes = ORDER_SCOPES

    @extend_schema(
        operation_id="quote_accept",
        tags=TAGS,
        request=Acceptance,
        responses=responses(QuoteSerializer, 400, 401, 403, 404, 409, 415),
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Order at exactly these prices, or send it to an approver. A second yes is refused."""
        quote, word = found(self.customer, public_id), given(Acceptance, request)
        taken = accept_quote(
            quote=quote,
            customer=self.customer,
            version=word["version"],
            po_number=word["po_number"],
            context=context_of(request),
        )
        return answer(taken)


class QuoteRounds(MemberView):
    """Another round."""

    scopes = ORDER_SCOPES

    @extend_schema(
        operation_id="quote_ask_again",
        tags=TAGS,
        request=AskedAgain,
        responses=responses(QuoteSerializer, 400, 401, 403, 404, 409, 415, status=201),
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Ask for another offer; the one before is kept."""
        quote, wanted = found(self.customer, public_id), given(AskedAgain, request)
        units = units_of(wanted["items"])
        return answer(ask_again(quote=quote, units=units, wish=wanted["wish"]), status=201)


def found(customer: Customer, public_id: str) -> Quote:
    """A quote that this customer may see.

    Raises:
        NotFound: there is none.
    """
    quote = quotes_seen_by(customer).filter(public_id=public_id).first()
    if quote is None:
        raise NotFound
    return quote


def answer(quote: Quote, *, status: int = 200) -> Response:
    return Response(QuoteSerializer(view_of(quote)).data, status=status)


def view_of(quote: Quote) -> QuoteView:
    return QuoteView(quote, versions_of(quote)[0])


def units_of(items: list[dict[str, Any]]) -> dict[int, int]:
    """Units by variant id.

    Raises:
        ValidationError: a SKU is unknown or not for sale; each is named by its place.
    """
    lines = (
        ListedLine(number, item["sku"], item["sku"].strip(), item["quantity"])
        for number, item in enumerate(items, start=1)
    )
    read = find_variants(SkuList(tuple(lines)))
    if read.problems:
        told = [f"{problem.number}. {problem.text}: {problem.message}" for problem in read.problems]
        raise ValidationError({"items": told})
    return read.units
