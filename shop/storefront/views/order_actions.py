"""What a buyer does with an order: cancel, send elsewhere, send back, order again, print it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.refusals import Refusal
from orders.addressing import can_be_readdressed, change_delivery_address
from orders.cancellation import cancel_order
from orders.documents.drawing import draw_invoice
from orders.documents.issue import issue_invoice
from orders.errors import NotPossible
from orders.models import Invoice, Order, ReturnRequest
from orders.reorder import reorder
from orders.returns import request_return, return_deadline, returnable_lines, withdraw_return
from orders.selectors import order_by_token
from shop.doors.circumstances import circumstances_of
from shop.doors.returns import judge_return, note_ended
from shop.storefront.holding import cart_to_fill, hand_over
from shop.storefront.order_forms import DeliveryAddressForm, ReturnForm


@require_POST
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """All of an order that was not sent yet."""
    try:
        cancel_order(order=_order(token), reason=_("Cancelled by the customer"))
    except NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Your order is cancelled. What you paid goes back."))
    return redirect("storefront:order", token=token)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: HttpRequest, token: str) -> HttpResponse:
    """The form that asks to send something back."""
    order = _order(token)
    form = ReturnForm(request.POST or None, lines=returnable_lines(order))
    if request.method == "POST" and form.is_valid():
        try:
            wish = request_return(
                order=order,
                wanted=form.wanted(),
                note=form.cleaned_data["note"],
                key=form.cleaned_data["key"],
            )
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            judge_return(request=wish, circumstances=circumstances_of(request))
            messages.success(request, _("We have your wish and will answer soon."))
            return redirect("storefront:order", token=token)
    deadline = return_deadline(order)
    until = date_format(deadline, "DATE_FORMAT") if deadline else ""
    context = {"order": order, "form": form, "until": until}
    return _private(render(request, "storefront/order_return.html", context))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def readdress(request: HttpRequest, token: str) -> HttpResponse:
    """The form that sends an order elsewhere, while nothing of it was sent."""
    order = _order(token)
    form = (
        DeliveryAddressForm(request.POST)
        if request.method == "POST"
        else DeliveryAddressForm.of(order)
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_delivery_address(order=order, address=form.address())
        except Refusal as problem:
            form.problem(problem.field, problem.message)
        except NotPossible as problem:
            messages.error(request, str(problem))
            return redirect("storefront:order", token=token)
        else:
            messages.success(request, _("Your order goes to the new address."))
            return redirect("storefront:order", token=token)
    context = {"order": order, "form": form, "is_possible": can_be_readdressed(order)}
    return _private(render(request, "storefront/order_address.html", context))


@require_POST
def keep_it(request: HttpRequest, token: str, public_id: str) -> HttpResponse:
    """Nothing comes back after all."""
    found = get_object_or_404(ReturnRequest, order__token=token, public_id=public_id)
    try:
        note_ended(withdraw_return(request=found))
    except NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("All right, you keep it."))
    return redirect("storefront:order", token=token)


@require_POST
def order_again(request: HttpRequest, token: str) -> HttpResponse:
    """What can still be bought goes into the cart; what cannot is said there."""
    cart = cart_to_fill(request)
    again = reorder(
        order=_order(token),
        cart=cart,
        context=request.visitor.context,  # type: ignore[attr-defined]
    )
    for reason in again.refused:
        messages.warning(request, reason)
    if again.units:
        words = ngettext(
            "%(count)d item is in your cart.", "%(count)d items are in your cart.", again.units
        )
        messages.success(request, words % {"count": again.units})
    response = redirect("storefront:cart")
    hand_over(cart, response)
    return response


@never_cache
@require_safe
def invoice(request: HttpRequest, token: str) -> HttpResponse:
    """The invoice; that of an order from long ago is issued when it is first asked for."""
    found = issue_invoice(order=_order(token))
    if found is None:
        raise Http404
    return _pdf(found)


@never_cache
@require_safe
def paper(request: HttpRequest, token: str, number: str) -> HttpResponse:
    """An invoice or credit note of the order by its number."""
    return _pdf(get_object_or_404(Invoice, order__token=token, number=number))


def _pdf(found: Invoice) -> HttpResponse:
    response = HttpResponse(draw_invoice(found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
    return _private(response)


def _order(token: str) -> Order:
    found = order_by_token(token)
    if found is None:
        raise Http404
    return found


def _private(response: HttpResponse) -> HttpResponse:
    # The address is the key to the order: no other site may learn it.
    response["Referrer-Policy"] = "same-origin"
    return response
