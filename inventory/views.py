"""The page that a back-in-stock alert's link opens."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from inventory.alerts import cancel_alert, confirm_alert, find_alert


@require_http_methods(["GET", "HEAD", "POST"])
def alert(request: HttpRequest, token: str) -> HttpResponse:
    """Say yes to an alert or take it back. Only a POST does it: mail scanners follow links."""
    wish = find_alert(token=token)
    if wish is None:
        raise Http404
    if request.method == "POST":
        act = cancel_alert if request.POST.get("answer") == "no" else confirm_alert
        act(token=token)
        wish = find_alert(token=token)
    response = render(request, "inventory/alert.html", {"alert": wish})
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
