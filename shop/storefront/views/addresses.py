"""The address book: one's own addresses, and nobody else's."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import addresses
from accounts.models import Address, Customer
from foundation.refusals import Refusal
from shop.storefront.member_forms import AddressForm
from shop.storefront.members import for_customers, tell


@for_customers
@require_safe
def book(request: HttpRequest, customer: Customer) -> HttpResponse:
    found = addresses.addresses_of(customer)
    return render(request, "storefront/account/addresses.html", {"addresses": found})


@for_customers
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, customer: Customer) -> HttpResponse:
    form = AddressForm(
        request.POST or None, initial={"name": customer.name, "country": customer.country}
    )
    if request.method == "POST" and form.is_valid():
        try:
            addresses.add_address(
                customer=customer,
                details=form.details(),
                is_default=form.cleaned_data["is_default"],
            )
        except Refusal as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The address is kept."))
            return redirect("storefront:addresses")
    return render(request, "storefront/account/address.html", {"form": form})


@for_customers
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, customer: Customer, address_id: int) -> HttpResponse:
    address = _own(customer, address_id)
    if request.method != "POST":
        form = AddressForm.of(address)
        return render(
            request, "storefront/account/address.html", {"form": form, "address": address}
        )
    form = AddressForm(request.POST)
    if form.is_valid():
        try:
            addresses.change_address(customer=customer, address=address, details=form.details())
            if form.cleaned_data["is_default"]:
                addresses.make_default(customer=customer, address=address)
        except Refusal as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The address is changed."))
            return redirect("storefront:addresses")
    return render(request, "storefront/account/address.html", {"form": form, "address": address})


@for_customers
@require_POST
def remove(request: HttpRequest, customer: Customer, address_id: int) -> HttpResponse:
    addresses.remove_address(customer=customer, address=_own(customer, address_id))
    messages.success(request, _("The address is gone. Orders keep the one they were sent to."))
    return redirect("storefront:addresses")


@for_customers
@require_POST
def set_default(request: HttpRequest, customer: Customer, address_id: int) -> HttpResponse:
    addresses.make_default(customer=customer, address=_own(customer, address_id))
    return redirect("storefront:addresses")


def _own(customer: Customer, address_id: int) -> Address:
    address = addresses.find_address(customer=customer, address_id=address_id)
    if address is None:
        raise Http404
    return address
