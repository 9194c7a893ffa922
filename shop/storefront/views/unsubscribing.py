"""The page that the unsubscribe link of a mail opens: works without a login, names nobody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notifications import opt_outs


# A mail program posts here by itself (RFC 8058) and has no token of ours: the link is the right.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Asked by a reader it shows a button, since programs follow links by themselves."""
    subscription = opt_outs.read_token(token)
    if subscription is None:
        raise Http404
    if request.method == "POST":
        opt_outs.decline(
            digest=subscription.digest, kind=subscription.kind, mail_id=subscription.mail_id
        )
    return render(
        request,
        "storefront/unsubscribe.html",
        {"kind": subscription.kind.label, "is_done": request.method == "POST"},
    )
