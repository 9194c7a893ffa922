"""Pictures, and what machines ask of a site: robots, the manifest."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils._os import safe_join
from django.utils.http import http_date
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from shop.storefront.categories import LANGUAGES

# What is of one person alone, or asks for much without showing anything new.
_PERSONAL = (
    "accounts", "account", "cart", "checkout", "order", "holes", "mail", "alerts", "assistant",
    "download",
)  # fmt: skip
_YEAR = 365 * 24 * 3600


@require_safe
@cache_control(public=True, max_age=_YEAR, immutable=True)
def media(request: HttpRequest, path: str) -> FileResponse:
    """A file that was uploaded. A new picture gets a new name, so these never change.

    An SVG can hold script: opened by itself it runs in a sandbox, without any right.
    """
    file = _media_file(path)
    response = FileResponse(file.open("rb"), content_type=_type_of(file))
    response["Last-Modified"] = http_date(file.stat().st_mtime)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _media_file(path: str) -> Path:
    # Nothing but what pages show: no dot files, nothing outside the folder.
    try:
        file = Path(safe_join(settings.MEDIA_ROOT, path))
    except (ValueError, SuspiciousFileOperation) as error:
        raise Http404 from error
    if any(part.startswith(".") for part in Path(path).parts) or not file.is_file():
        raise Http404
    return file


def _type_of(file: Path) -> str:
    return mimetypes.guess_type(file.name)[0] or "application/octet-stream"


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    default = settings.LANGUAGE_CODE
    return render(
        request,
        "storefront/robots.txt",
        {
            "base": settings.SHOP_BASE_URL,
            "prefixes": ["", *(f"/{code}" for code in LANGUAGES if code != default)],
            "pages": _PERSONAL,
        },
        content_type="text/plain; charset=utf-8",
    )


@require_safe
@cache_control(no_cache=True)
def push_worker(request: HttpRequest) -> HttpResponse:
    """The script that shows notifications while no page is open; at the root, to work for all."""
    return render(
        request, "storefront/push_worker.js", content_type="text/javascript; charset=utf-8"
    )


@require_safe
@cache_control(public=True, max_age=86_400)
def manifest(request: HttpRequest) -> JsonResponse:
    icons = [
        {"src": static("shop/icons/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": static("shop/icons/icon-512.png"), "sizes": "512x512", "type": "image/png"},
    ]
    return JsonResponse(
        {
            "name": settings.SHOP_NAME,
            "short_name": settings.SHOP_NAME,
            "start_url": "/",
            "display": "browser",
            "theme_color": "#1c7450",
            "background_color": "#ffffff",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )
