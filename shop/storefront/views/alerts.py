"""Tell me when it is back: asked for with an address, confirmed and cancelled by a mail's link."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import Customer
from catalog.models import Variant
from catalog.selectors import VariantCard, variant_cards
from inventory import alerts
from inventory.models import AlertState, StockAlert
from shop.storefront.holding import customer_of
from shop.storefront.member_forms import AlertForm
from shop.storefront.wishes import wanted_variant


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form, with the address of whoever is logged in."""
    asked = request.POST if request.method == "POST" else request.GET
    variant = wanted_variant(asked.dict())
    if variant is None:
        raise Http404
    customer = customer_of(request)
    form = AlertForm(request.POST or None, initial={"email": customer.email if customer else ""})
    if request.method == "POST" and form.is_valid():
        alert = _ask(form, variant, customer)
        if alert is not None:
            return _done(request, variant, _asked_text(alert))
    return render(
        request, "storefront/alert.html", {"form": form, "variant": variant, "card": _card(variant)}
    )


def _ask(form: AlertForm, variant: Variant, customer: Customer | None) -> StockAlert | None:
    try:
        return alerts.ask_for_alert(
            variant=variant,
            email=form.cleaned_data["email"],
            customer=customer,
            language=get_language() or settings.LANGUAGE_CODE,
        )
    except alerts.TooManyAlerts as refusal:
        form.add_error("email", str(refusal))
        return None


def _asked_text(alert: StockAlert) -> str:
    if alert.state == AlertState.UNCONFIRMED:
        return _("Almost there: we sent you a mail. Please click the link in it.")
    return _("We write to you as soon as it is back.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What the link of the mail opens: a button, since programs follow links by themselves."""
    alert = _by_token(token)
    if request.method == "POST":
        alerts.confirm_alert(token=token)
        return _done(request, alert.variant, _("We write to you as soon as it is back."))
    return _answer(request, alert, is_cancelling=False)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    alert = _by_token(token)
    if request.method == "POST":
        alerts.cancel_alert(token=token)
        return _done(request, alert.variant, _("Done: we do not write to you about it."))
    return _answer(request, alert, is_cancelling=True)


def _done(request: HttpRequest, variant: Variant, text: str) -> HttpResponse:
    return render(request, "storefront/alert_done.html", {"card": _card(variant), "text": text})


def _answer(request: HttpRequest, alert: StockAlert, *, is_cancelling: bool) -> HttpResponse:
    context = {"card": _card(alert.variant), "is_cancelling": is_cancelling}
    return render(request, "storefront/alert_answer.html", context)


def _by_token(token: str) -> StockAlert:
    found = alerts.find_alert(token=token)
    if found is None:
        raise Http404
    return found


def _card(variant: Variant) -> VariantCard:
    return variant_cards([variant.pk])[variant.pk]
