"""One's own data: a copy of all of it, its erasure, and the keys to the API."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import tokens
from accounts.models import Customer, User
from accounts.privacy import erase_customer, export_archive, objections_to_erasing
from foundation import clock
from foundation.refusals import Refusal
from shop.storefront.member_forms import ErasureForm, TokenForm
from shop.storefront.members import for_customers, tell
from shop.storefront.views.posting import posted_from


@for_customers
@require_safe
def show(request: HttpRequest, customer: Customer) -> HttpResponse:
    return _data_page(request, customer, ErasureForm(expected=customer.email))


def _data_page(request: HttpRequest, customer: Customer, form: ErasureForm) -> HttpResponse:
    context = {"form": form, "objections": objections_to_erasing(customer), "customer": customer}
    return render(request, "storefront/account/data.html", context)


@for_customers
@require_POST
def download(request: HttpRequest, customer: Customer) -> HttpResponse:
    archive = export_archive(customer, actor=_user(request))
    name = f"my-data-{clock.business_day()}.zip"
    return HttpResponse(
        archive,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@posted_from("storefront:data")
@for_customers
def erase(request: HttpRequest, customer: Customer) -> HttpResponse:
    """For good, once the address was typed again; who is erased is signed out."""
    form = ErasureForm(request.POST, expected=customer.email)
    if not form.is_valid():
        return _data_page(request, customer, form)
    try:
        erase_customer(customer=customer, actor=None)
    except Refusal as refusal:
        tell(form, refusal)
        return _data_page(request, customer, form)
    logout(request)
    return render(request, "storefront/erased.html")


@for_customers
@require_http_methods(["GET", "HEAD", "POST"])
def api_tokens(request: HttpRequest, customer: Customer) -> HttpResponse:
    """The keys, and a form for another. A new key's secret is in this one answer, never again."""
    user = _user(request)
    form = TokenForm(request.POST or None, scopes=tokens.scopes_for(user))
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            made = tokens.create_token(user=user, **_token_fields(form.cleaned_data))
            form = TokenForm(scopes=tokens.scopes_for(user))
        except Refusal as refusal:
            field = "expires_on" if refusal.field == "expires_at" else refusal.field
            tell(form, Refusal(refusal.message, field=field))
    now = clock.now()
    rows = [(token, _state(token, now)) for token in tokens.tokens_of(user)]
    context = {"tokens": rows, "form": form, "made": made}
    return render(request, "storefront/account/tokens.html", context)


def _token_fields(data: dict[str, Any]) -> dict[str, Any]:
    """A day counts to its end, by the shop's clock."""
    day = data["expires_on"]
    end = datetime.combine(day, time.max, clock.shop_zone()) if day else None
    return {"name": data["name"], "scopes": data["scopes"], "expires_at": end}


def _state(token: Any, now: datetime) -> str:
    if token.revoked_at is not None:
        return "revoked"
    return "over" if token.expires_at is not None and token.expires_at <= now else "live"


@for_customers
@require_POST
def revoke_token(request: HttpRequest, customer: Customer, public_id: str) -> HttpResponse:
    user = _user(request)
    token = get_object_or_404(tokens.tokens_of(user), public_id=public_id)
    tokens.revoke_token(token=token, actor=user)
    messages.success(request, _("The key opens nothing any more."))
    return redirect("storefront:tokens")


def _user(request: HttpRequest) -> User:
    """The login; only customers get here, so there is one."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError("a page of customers without a login")
    return user
