"""A customer's subscriptions: see what comes, skip, pause, change and end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Customer
from foundation.refusals import Refusal
from orders.models import Interval, Mandate, OutOfStockChoice, PauseReason, Subscription
from orders.subscriptions import changes
from orders.subscriptions.ending import end, pause, resume
from orders.subscriptions.means import add_means, new_means, remove_means
from orders.subscriptions.selectors import means_of, subscriptions_of, view_of
from shop.storefront.members import for_customers, tell
from shop.storefront.subscription_forms import (
    NEW,
    MeansForm,
    PlaceForm,
    QuantitiesForm,
    RhythmForm,
)

MOST_SHOWN = 100


@dataclass(slots=True)
class _Page:
    """A subscription with its forms; one that was posted stands in its place."""

    subscription: Subscription
    customer: Customer
    posted: dict[str, forms.Form] = field(default_factory=dict)

    def rhythm(self, data: Any = None) -> RhythmForm:
        row = self.subscription
        return RhythmForm(
            data,
            intervals=changes.intervals_for(row),
            initial={"interval": row.interval, "if_out": row.if_out},
        )

    def quantities(self, data: Any = None) -> QuantitiesForm:
        return QuantitiesForm(data, lines=list(self.subscription.lines.all()))

    def place(self, data: Any = None) -> PlaceForm:
        if data is None:
            return PlaceForm.kept(self.subscription.details)
        return PlaceForm(data)

    def means(self, data: Any = None) -> MeansForm:
        mandate = self.subscription.mandate
        return MeansForm(
            data,
            kept=list(means_of(self.customer)),
            offered=new_means(self.subscription),
            initial={"means": mandate.public_id if mandate else ""},
        )


@for_customers
@require_safe
def overview(request: HttpRequest, customer: Customer) -> HttpResponse:
    rows = [view_of(row) for row in subscriptions_of(customer)[:MOST_SHOWN]]
    context = {"rows": rows, "cards": means_of(customer)}
    return render(request, "storefront/account/subscriptions.html", context)


@for_customers
@require_POST
def remove_card(request: HttpRequest, customer: Customer, public_id: str) -> HttpResponse:
    """Keep one of their cards no longer."""
    mandate = get_object_or_404(means_of(customer), public_id=public_id)
    try:
        remove_means(mandate=mandate)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Removed: that card is charged no more."))
    return redirect("storefront:subscriptions")


@for_customers
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, customer: Customer, public_id: str) -> HttpResponse:
    """The page of one, and every change of it: ``do`` names what was asked for."""
    page = _Page(_own(customer, public_id), customer)
    if request.method != "POST":
        return _drawn(request, page)
    deed = _DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        return redirect("storefront:subscription", public_id=public_id)
    try:
        done = deed(page, request.POST)
    except Refusal as refusal:
        form = next(iter(page.posted.values()), None)
        if form is None:
            messages.error(request, refusal.message)
        else:
            tell(form, refusal)
        return _drawn(request, _Page(_own(customer, public_id), customer, page.posted))
    if not done:
        return _drawn(request, page)
    messages.success(request, done)
    return redirect("storefront:subscription", public_id=public_id)


def _skip(page: _Page, data: Any) -> str:
    changes.skip_next(subscription=page.subscription)
    return _("Skipped: the one after it comes as usual.")


def _pause(page: _Page, data: Any) -> str:
    pause(subscription=page.subscription, reason=PauseReason.CUSTOMER)
    return _("Paused: nothing is ordered until you go on.")


def _resume(page: _Page, data: Any) -> str:
    resume(subscription=page.subscription)
    return _("It goes on.")


def _end(page: _Page, data: Any) -> str:
    end(subscription=page.subscription)
    return _("Your subscription has ended. Nothing more is ordered or charged.")


def _set_rhythm(page: _Page, data: Any) -> str:
    form = page.posted["rhythm"] = page.rhythm(data)
    if not form.is_valid():
        return ""
    changes.set_rhythm(
        subscription=page.subscription,
        interval=Interval(form.cleaned_data["interval"]),
        if_out=OutOfStockChoice(form.cleaned_data["if_out"]),
    )
    return _("Changed.")


def _set_quantities(page: _Page, data: Any) -> str:
    form = page.quantities(data)
    page.posted["quantities"] = form
    if not form.is_valid():
        return ""
    changes.set_quantities(subscription=page.subscription, quantities=form.quantities())
    return _("Changed.")


def _set_place(page: _Page, data: Any) -> str:
    form = page.place(data)
    page.posted["place"] = form
    if not form.is_valid():
        return ""
    changes.set_address(subscription=page.subscription, address=form.address())
    return _("It goes to that address from now on.")


def _set_means(page: _Page, data: Any) -> str:
    form = page.posted["means"] = page.means(data)
    if not form.is_valid():
        return ""
    mandate = _chosen_means(page, form.cleaned_data["means"])
    changes.set_means(subscription=page.subscription, mandate=mandate)
    return _("It is paid with that from now on.")


def _chosen_means(page: _Page, chosen: str) -> Mandate:
    if not chosen.startswith(NEW):
        return get_object_or_404(means_of(page.customer), public_id=chosen)
    return add_means(
        customer=page.customer,
        provider=page.subscription.provider,
        choice=chosen.removeprefix(NEW),
    )


_DEEDS: dict[str, Callable[[_Page, Any], str]] = {
    "skip": _skip,
    "pause": _pause,
    "resume": _resume,
    "end": _end,
    "rhythm": _set_rhythm,
    "quantities": _set_quantities,
    "place": _set_place,
    "means": _set_means,
}


def _drawn(request: HttpRequest, page: _Page) -> HttpResponse:
    row = page.subscription
    context = {
        "row": view_of(row),
        "rhythm": page.posted.get("rhythm") or page.rhythm(),
        "quantities": page.posted.get("quantities") or page.quantities(),
        "place": page.posted.get("place") or page.place(),
        "means": page.posted.get("means") or page.means(),
        "has_means": row.mandate is not None,
    }
    return render(request, "storefront/account/subscription.html", context)


def _own(customer: Customer, public_id: str) -> Subscription:
    return get_object_or_404(subscriptions_of(customer), public_id=public_id)
