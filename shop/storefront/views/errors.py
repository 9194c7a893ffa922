"""The pages of what went wrong."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "storefront/errors/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path.startswith("/admin/") and request.user.is_staff:
        context = admin.site.each_context(request)
        return render(request, "admin/forbidden.html", context, status=403)
    return render(request, "storefront/errors/403.html", status=403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "storefront/errors/403.html", {"is_stale": True}, status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Stands alone: whatever broke may be what other pages need."""
    return HttpResponseServerError(
        render_to_string(
            "storefront/errors/500.html",
            {"shop_name": settings.SHOP_NAME, "language": get_language() or "en"},
        )
    )
