"""Landing pages, alike for everybody; in holes what a segment sees instead, there and as hero."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from analytics.models import RfmSegment
from marketing.models import LandingPage
from marketing.pages.blocks import say
from marketing.pages.selectors import open_pages, section_for, segment_of
from shop.storefront.heroes import hero_of
from shop.storefront.holding import customer_of
from shop.storefront.landing import parts_of, places_of
from shop.storefront.rows import NOTHING
from shop.storefront.shell import alternates
from shop.storefront.views.holes import harmless


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    page = open_pages().filter(slug=slug).first()
    if page is None:
        raise Http404
    return _page(request, page, may_index=page.may_be_found)


@harmless
def section(request: HttpRequest, slug: str, place: int) -> HttpResponse:
    """What the segment of who asks sees at a place; nothing where they see what everybody sees."""
    visitor = request.visitor  # type: ignore[attr-defined]
    page = open_pages().filter(slug=slug).first()
    if page is None or not visitor.context.may_personalise:
        return HttpResponse(status=NOTHING)
    found = section_for(page, place=place, segment=segment_of(customer_of(request)))
    if found is None:
        return HttpResponse(status=NOTHING)
    parts = parts_of(found, language=_language())
    return render(request, "storefront/landing_parts.html", {"parts": parts})


@harmless
def hero(request: HttpRequest) -> HttpResponse:
    found = hero_of(request, _language())
    if found is None:
        return HttpResponse(status=NOTHING)
    return render(request, "storefront/hero.html", {"hero": found})


@never_cache
@require_safe
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """A page before it is live, for staff; ``?as=`` shows it as a segment sees it."""
    if not request.user.has_perm("marketing.view_landingpage"):
        raise PermissionDenied
    segment = request.GET.get("as", "")
    if segment and segment not in RfmSegment:
        raise Http404
    return _page(request, get_object_or_404(LandingPage, slug=slug), segment=segment)


def _page(
    request: HttpRequest, page: LandingPage, *, may_index: bool = False, segment: str = ""
) -> HttpResponse:
    language = _language()
    context = {
        "page": page,
        "title": say(page.title, language),
        "summary": say(page.summary, language),
        "places": places_of(page, language=language, segment=segment),
        "canonical": f"{settings.SHOP_BASE_URL}{request.path}",
        "alternates": alternates(request.path),
        "may_index": may_index,
    }
    return render(request, "storefront/landing.html", context)


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
