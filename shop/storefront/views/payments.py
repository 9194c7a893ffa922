"""Coming back from a provider, paying again, and the page of the test provider's bank."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.money import Money
from orders.checkout.errors import CheckoutError
from orders.checkout.pay import pay_order
from orders.checkout.reconcile import refresh_payment
from orders.models import Order, OrderState, Payment
from orders.payments import trial_bank
from orders.payments.base import Outcome, Payer
from orders.selectors import open_payment, order_by_token
from shop.doors.circumstances import circumstances_of
from shop.storefront.checkout_page import PaymentRow, payment_rows
from shop.storefront.views.checkout import onward


@never_cache
@require_safe
def paid(request: HttpRequest, token: str) -> HttpResponse:
    """The provider sent the shopper back: ask it what happened, whatever the address says."""
    order = _order(token)
    payment = open_payment(order)
    if payment is not None:
        refresh_payment(payment)
    return redirect("storefront:order", token=token)


@require_POST
def pay(request: HttpRequest, token: str) -> HttpResponse:
    """Pay an order that waits without a payment: from a link of ours, or after a declined card."""
    order = _order(token)
    provider, _colon, choice = request.POST.get("payment", "").partition(":")
    if not choice:
        messages.error(request, _("Choose how to pay."))
        return redirect("storefront:order", token=token)
    try:
        order = pay_order(
            order=order,
            provider=provider,
            choice=choice,
            language=get_language() or settings.LANGUAGE_CODE,
            caller=circumstances_of(request).caller,
        )
    except CheckoutError as error:
        messages.error(request, error.message)
        return redirect("storefront:order", token=token)
    return onward(order)


def ways_to_pay(order: Order) -> tuple[PaymentRow, ...]:
    """How an order can be paid that waits without an open payment; none where it does not."""
    if order.state != OrderState.PENDING or open_payment(order) is not None:
        return ()
    total = Money(order.total_minor, order.currency)
    return payment_rows(Payer(order.customer, total, order.ship_country, order=order))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def test_bank(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the shopper of a test shop confirms a payment, or refuses it."""
    entry = trial_bank.entry_of(reference) if settings.TEST_PAYMENTS else None
    if entry is None:
        raise Http404
    order = Payment.objects.select_related("order").get(key=entry.key).order
    if entry.outcome != Outcome.ACTION_REQUIRED:
        return redirect("storefront:paid", token=order.token)
    if request.method == "POST":
        confirmed = request.POST.get("answer") == "confirm"
        refused = "" if confirmed else _("You refused the payment.")
        trial_bank.answer(entry, confirmed=confirmed, message_text=refused)
        return redirect("storefront:paid", token=order.token)
    amount = Money(entry.amount, entry.currency)
    response = render(request, "storefront/test_bank.html", {"order": order, "amount": amount})
    response["Referrer-Policy"] = "same-origin"
    return response


def _order(token: str) -> Order:
    found = order_by_token(token)
    if found is None:
        raise Http404
    return found
