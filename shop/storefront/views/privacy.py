"""What the shop stores, and the visitor's choice about it."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.services import give_consent
from assistant import llm
from events.names import Consent
from events.origin import is_same_origin
from shop.middleware import VISITOR_COOKIE_AGE
from shop.storefront.forms import ConsentForm
from shop.storefront.holding import customer_of

WORDING = "2026-11"


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(
        request, "storefront/privacy.html", {"may_index": True, "asks_model": llm.is_set_up()}
    )


# The banner stands on pages that are alike for everyone and hold no token; the browser's word
# about the sender protects the choice instead.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "storefront/choices.html", {"levels": _levels(request)})
    if not is_same_origin(request):
        return HttpResponseForbidden()
    form = ConsentForm(request.POST)
    if not form.is_valid():
        context = {"levels": _levels(request), "form": form}
        return render(request, "storefront/choices.html", context)
    return _choose(request, form.cleaned_data["level"])


def _choose(request: HttpRequest, level: Consent) -> HttpResponse:
    visitor = request.visitor  # type: ignore[attr-defined]
    before = Consent(visitor.consent)
    visitor.choose(level)
    give_consent(
        level=level,
        before=before,
        wording=WORDING,
        context=visitor.context,
        customer=customer_of(request),
    )
    response = HttpResponseRedirect(came_from(request))
    response.set_cookie(
        settings.CONSENT_COOKIE,
        str(int(level)),
        max_age=VISITOR_COOKIE_AGE,
        secure=settings.COOKIES_SECURE,
        httponly=True,
        samesite="Lax",
    )
    if not level & Consent.PERSONALISATION:
        response.delete_cookie(settings.VISITOR_COOKIE)
    return response


def _levels(request: HttpRequest) -> list[tuple[int, bool]]:
    """The choices on offer, and which one stands."""
    visitor = request.visitor  # type: ignore[attr-defined]
    offered = (Consent.NECESSARY, Consent.PERSONALISATION, Consent.ALL)
    return [(int(level), visitor.consent_asked and visitor.consent == level) for level in offered]


def came_from(request: HttpRequest) -> str:
    """Where the visitor was, if that was a page of ours."""
    sender = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(sender, {request.get_host()}):
        parts = urlsplit(sender)
        path = "/" + parts.path.lstrip("/")  # two slashes would name another host
        return f"{path}?{parts.query}" if parts.query else path
    return reverse("storefront:home")
