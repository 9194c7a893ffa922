"""The inbox of the account, and the browsers that may be notified."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseForbidden,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Customer
from events.names import Consent
from events.origin import is_same_origin
from foundation.refusals import Refusal
from marketing import inbox
from marketing.content.inputs import is_safe_address
from marketing.push.subscriptions import Browser, subscribe, subscriptions_of, unsubscribe
from marketing.push.vapid import public_key
from shop.storefront.browsers import browser_name
from shop.storefront.holding import customer_of
from shop.storefront.members import for_customers
from shop.storefront.rows import NOTHING

NOTES_A_PAGE = 20


@for_customers
@require_safe
def show(request: HttpRequest, customer: Customer) -> HttpResponse:
    page = Paginator(inbox.notes_of(customer), NOTES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "storefront/account/inbox.html", {"notes": page})


@for_customers
@require_POST
def open_note(request: HttpRequest, customer: Customer, note_id: int) -> HttpResponse:
    """To where a note leads; it is read from here on."""
    note = get_object_or_404(inbox.notes_of(customer), pk=note_id)
    inbox.mark_read(customer=customer, note_id=note.pk)
    leads = note.url and is_safe_address(note.url)
    return redirect(note.url if leads else "storefront:inbox")


@for_customers
@require_POST
def read_all(request: HttpRequest, customer: Customer) -> HttpResponse:
    inbox.mark_read(customer=customer)
    return redirect("storefront:inbox")


@for_customers
@require_POST
def remove_note(request: HttpRequest, customer: Customer, note_id: int) -> HttpResponse:
    if not inbox.remove_note(customer=customer, note_id=note_id):
        raise Http404
    return redirect("storefront:inbox")


@for_customers
@require_safe
def browsers(request: HttpRequest, customer: Customer) -> HttpResponse:
    """The browsers that may be notified; this one is asked after a click alone."""
    context = {
        "browsers": subscriptions_of(customer),
        "wants_news": bool(customer.consent & Consent.MARKETING),
        "push_key": public_key(),
    }
    return render(request, "storefront/account/notifications.html", context)


# A service worker that renews its subscription holds no token; the browser's word about the sender
# protects this door instead.
@csrf_exempt
@never_cache
@require_POST
def add_browser(request: HttpRequest) -> HttpResponse:
    """Keep the browser that sends this, as its push service described it."""
    customer = customer_of(request)
    if customer is None or not is_same_origin(request):
        return HttpResponseForbidden()
    told = Browser(
        endpoint=request.POST.get("endpoint", ""),
        p256dh=request.POST.get("p256dh", ""),
        auth=request.POST.get("auth", ""),
        name=browser_name(request.headers.get("User-Agent", "")),
    )
    try:
        subscribe(customer=customer, browser=told)
    except Refusal as refusal:
        return JsonResponse({"error": refusal.message}, status=400)
    return HttpResponse(status=NOTHING)


@for_customers
@require_POST
def remove_browser(request: HttpRequest, customer: Customer, subscription_id: int) -> HttpResponse:
    if not unsubscribe(customer=customer, subscription_id=subscription_id):
        raise Http404
    messages.success(request, _("This browser is not notified any more."))
    return redirect("storefront:notifications")


@never_cache
@require_safe
def invite(request: HttpRequest) -> HttpResponse:
    """After an order: whether they want to be notified, for who wants news and has no browser."""
    customer = customer_of(request)
    if customer is None or not customer.consent & Consent.MARKETING:
        return HttpResponse(status=NOTHING)
    if subscriptions_of(customer).exists():
        return HttpResponse(status=NOTHING)
    return render(request, "storefront/push_invite.html", {"push_key": public_key()})
