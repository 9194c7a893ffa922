"""What every page of a company shares: who may open it, and its own small menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.companies.members import administers, company_of, sees_all_of_company
from accounts.models import Company, Customer
from orders.companies.selectors import approvals_to_decide
from shop.storefront.members import for_customers

ROWS_A_PAGE = 20
Params = ParamSpec("Params")
View = Callable[Concatenate[HttpRequest, Customer, Company, Params], HttpResponse]


def for_members(view: View[Params]) -> Callable[Concatenate[HttpRequest, Params], HttpResponse]:
    """Give the view the member and their company; others are led to their account.

    What is one company's alone is not found by them.
    """

    @for_customers
    @wraps(view)
    def guarded(
        request: HttpRequest, customer: Customer, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        company = company_of(customer)
        if company is None and kwargs:
            raise Http404
        if company is None:
            return redirect("storefront:account")
        return view(request, customer, company, *args, **kwargs)

    return guarded


def show(
    request: HttpRequest,
    customer: Customer,
    company: Company,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """A page of the company with what its menu needs."""
    shared = {
        "company": company,
        "member": customer,
        "is_admin": administers(customer),
        "sees_all": sees_all_of_company(customer),
        "to_decide": approvals_to_decide(customer).count(),
    }
    return render(
        request, f"storefront/account/{template}.html", {**shared, **(context or {})}, status=status
    )


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> Any:
    """The page of rows that the address asks for; the last where there are not so many."""
    return Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
