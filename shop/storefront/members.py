"""Pages that are one customer's alone: who may see them, and what a service refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from accounts.models import Customer
from foundation.refusals import Refusal
from shop.storefront.holding import customer_of

Params = ParamSpec("Params")
View = Callable[Concatenate[HttpRequest, Customer, Params], HttpResponse]


def for_customers(view: View[Params]) -> Callable[Concatenate[HttpRequest, Params], HttpResponse]:
    """Give the view the customer who is logged in; nobody else gets there.

    A login whose address is not confirmed yet has no customer: the account page tells so.
    """

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        customer = customer_of(request)
        if customer is None:
            return redirect("storefront:account")
        return view(request, customer, *args, **kwargs)

    return guarded


def tell(form: forms.BaseForm, refusal: Refusal) -> None:
    """Put what a service refused at its field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
