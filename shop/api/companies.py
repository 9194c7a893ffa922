"""A member's company, and the orders of it that wait for an approver."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.companies.certificates import certificate_of
from accounts.companies.members import company_of
from accounts.models import Company, Customer
from foundation.money import Money
from orders.checkout.errors import CheckoutError
from orders.companies.decide import approve, decline, may_decide, withdraw
from orders.companies.selectors import OPEN, approvals_for, offer_now, plan_now, total_now
from orders.companies.terms import Credit, buys_on_invoice, credit_of, payment_days
from orders.models import ApprovalRequest
from shop.api.auth import ORDER_SCOPES
from shop.api.base import given, responses
from shop.api.checkout import refusal_of
from shop.api.company_serializers import (
    CompanyApprovalSerializer,
    CompanySerializer,
    DecisionSerializer,
)
from shop.api.members import MemberView
from shop.storefront.checkout_approval import approval_limit

TAGS = ["company"]


@dataclass(frozen=True, slots=True)
class CompanyView:
    """A company as one of its members sees it."""

    company: Company
    role: str
    buys_on_invoice: bool
    payment_days: int
    approval_from: Money | None
    credit: Credit
    tax_exemption: str


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """A request as one member sees it."""

    public_id: str
    state: str
    requested_by: str
    total: Money
    total_now: Money | None
    rest_now: Money | None
    po_number: str
    note: str
    reason: str
    may_decide: bool
    order: str | None
    created_at: datetime
    decided_at: datetime | None


class OwnCompany(MemberView):
    """The company that the customer buys for; none is found where there is none."""

    scopes = ORDER_SCOPES

    @extend_schema(
        operation_id="company", tags=TAGS, responses=responses(CompanySerializer, 401, 403, 404)
    )
    def get(self, request: Request) -> Response:
        company = company_of(self.customer)
        if company is None:
            raise NotFound
        shown = CompanyView(
            company=company,
            role=self.customer.company_role,
            buys_on_invoice=buys_on_invoice(company),
            payment_days=payment_days(company),
            approval_from=approval_limit(self.customer),
            credit=credit_of(company),
            tax_exemption=certificate_of(company),
        )
        return Response(CompanySerializer(shown).data)


class Approvals(MemberView, ListAPIView[ApprovalRequest]):
    """What the customer asked for, and everybody's requests where they may decide; newest first."""

    scopes = ORDER_SCOPES
    serializer_class = CompanyApprovalSerializer
    queryset = ApprovalRequest.objects.none()

    @extend_schema(
        operation_id="approvals",
        tags=TAGS,
        responses=responses(CompanyApprovalSerializer(many=True), 401, 403, 404),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(approvals_for(self.customer)) or []
        # What a cart comes to is reckoned anew each time: that of one at a time.
        rows = [view_of(row, self.customer) for row in page]
        return self.get_paginated_response(CompanyApprovalSerializer(rows, many=True).data)


class OneApproval(MemberView):
    """One of them."""

    scopes = ORDER_SCOPES

    @extend_schema(
        operation_id="approval",
        tags=TAGS,
        responses=responses(CompanyApprovalSerializer, 401, 403, 404),
    )
    def get(self, request: Request, public_id: str) -> Response:
        return Response(_answer(self.customer, public_id))

    @extend_schema(
        operation_id="approval_withdraw",
        tags=TAGS,
        responses=responses(CompanyApprovalSerializer, 401, 403, 404, 409),
    )
    def delete(self, request: Request, public_id: str) -> Response:
        """Take back what one asked for oneself: it goes back into one's cart."""
        withdraw(request=_found(self.customer, public_id), member=self.customer)
        return Response(_answer(self.customer, public_id))


class Decision(MemberView):
    """The approver's word."""

    scopes = ORDER_SCOPES

    @extend_schema(
        operation_id="approval_decide",
        tags=TAGS,
        request=DecisionSerializer,
        responses=responses(CompanyApprovalSerializer, 400, 401, 402, 403, 404, 409, 415, 422),
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Approve, which orders at once on invoice, or decline. Sent again it orders once.

        Where the total is another than the one that was seen, it is to be looked at again.
        """
        row = _found(self.customer, public_id)
        word = given(DecisionSerializer, request)
        if not word["is_approved"]:
            decline(request=row, approver=self.customer, reason=word["reason"])
            return Response(_answer(self.customer, public_id))
        rest = Money(**word["rest"]) if "rest" in word else None
        try:
            approve(
                request=row,
                approver=self.customer,
                seen_total=Money(**word["total"]),
                seen_rest=rest,
            )
        except CheckoutError as problem:
            raise refusal_of(problem) from problem
        return Response(_answer(self.customer, public_id))


def _found(customer: Customer, public_id: str) -> ApprovalRequest:
    row = approvals_for(customer).filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def _answer(customer: Customer, public_id: str) -> dict[str, Any]:
    row = _found(customer, public_id)
    shown = view_of(row, customer)
    if row.state in OPEN:
        offer = offer_now(row)
        total, plan = total_now(row, offer), plan_now(row, offer)
        shown = replace(shown, total_now=total, rest_now=plan.rest if plan else total)
    return dict(CompanyApprovalSerializer(shown).data)


def view_of(row: ApprovalRequest, customer: Customer) -> ApprovalView:
    """A request as a member sees it, without what it comes to today."""
    is_open = row.state in OPEN
    return ApprovalView(
        public_id=row.public_id,
        state=row.state,
        requested_by=str(row.requested_by or ""),
        total=Money(row.total_minor, row.currency),
        total_now=None,
        rest_now=None,
        po_number=row.po_number,
        note=row.note,
        reason=row.reason,
        may_decide=is_open and may_decide(customer, row),
        order=row.order.public_id if row.order else None,
        created_at=row.created_at,
        decided_at=row.decided_at,
    )
