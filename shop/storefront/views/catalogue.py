"""Home and products: pages that are alike for everyone."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketing.pages.selectors import differ_by_segment
from shop.storefront.categories import category_tree
from shop.storefront.heroes import everybodys_hero
from shop.storefront.product_page import product_page, variants_for_script
from shop.storefront.product_views import ProductPage
from shop.storefront.promises import stock_text
from shop.storefront.selectors import Sort, department_tiles, leading_cards
from shop.storefront.shell import alternates
from shop.storefront.structured_data import structured_data

ROW = 8
QUANTITIES = [str(number) for number in range(1, 11)]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    language = _language()
    return render(
        request,
        "storefront/home.html",
        {
            "hero": everybodys_hero(language),
            "hero_differs": differ_by_segment(),
            "popular": leading_cards(Sort.POPULAR, ROW, language=language),
            "newest": leading_cards(Sort.NEWEST, ROW, language=language),
            "departments": department_tiles(category_tree(language).roots()),
        },
    )


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    language = _language()
    page = product_page(slug, language=language, wanted=request.GET.dict())
    if page is None:
        raise Http404
    if page.paths[language] != request.path:
        return HttpResponsePermanentRedirect(page.paths[language])
    return render(request, "storefront/product.html", product_context(request, page, language))


def product_context(request: HttpRequest, page: ProductPage, language: str) -> dict[str, object]:
    """What the product template needs; the cart's view shows the page again with a problem."""
    state, text = stock_text(page.chosen.promise) if page.chosen else ("out", _("Sold out"))
    return {
        "page": page,
        "slug": page.paths[language].rstrip("/").rpartition("/")[2],
        "stock_state": state,
        "stock_text": text,
        "canonical": f"{settings.SHOP_BASE_URL}{page.paths[language]}",
        "alternates": alternates(request.path, page.paths),
        "structured": structured_data(page, base=settings.SHOP_BASE_URL, language=language),
        "variants": variants_for_script(page, language),
        "prices_include_tax": settings.SHOP_PRICES_INCLUDE_TAX,
        "quantities": QUANTITIES,
    }


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
