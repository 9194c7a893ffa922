"""Home, lists, categories and products: pages that are alike for everyone."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shop.storefront.categories import LANGUAGES, category_tree, category_url
from shop.storefront.list_navigation import canonical, page_links, sort_links
from shop.storefront.product_page import ProductPage, product_page, variants_for_script
from shop.storefront.promises import stock_text
from shop.storefront.selectors import (
    NoSuchPage,
    Sort,
    category_page,
    department_tiles,
    leading_cards,
    list_page,
    showcase,
)
from shop.storefront.shell import alternates
from shop.storefront.structured_data import structured_data

ROW = 8
MOSAIC = 6
QUANTITIES = [str(number) for number in range(1, 11)]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    language = _language()
    return render(
        request,
        "storefront/home.html",
        {
            "mosaic": showcase(MOSAIC, language=language),
            "popular": leading_cards(Sort.POPULAR, ROW, language=language),
            "newest": leading_cards(Sort.NEWEST, ROW, language=language),
            "departments": department_tiles(category_tree(language).roots()),
        },
    )


@require_safe
def product_list(request: HttpRequest) -> HttpResponse:
    language, words = _language(), " ".join(request.GET.get("q", "").split())[:80]
    sort, number = _sort(request), _page_number(request)
    try:
        page = list_page(language=language, sort=sort, number=number, words=words)
    except NoSuchPage as error:
        raise Http404 from error
    title = _("Results for “%(words)s”") % {"words": words} if words else _("All products")
    kept = {"q": words} if words else {}
    return render(
        request,
        "storefront/list.html",
        {
            "title": title,
            "page": page,
            "words": words,
            "sorts": sort_links(request.path, sort, kept),
            "page_links": page_links(request.path, page, kept),
            "canonical": canonical(request.path, page),
            "may_index": not words,
            "list_slot": "search" if words else "",
            "list_name": f"search:{_as_word(words)}" if words else "all",
        },
    )


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    language = _language()
    tree = category_tree(language)
    shelf = tree.find(slug)
    if shelf is None:
        raise Http404
    if shelf.slugs[language] != slug:
        return HttpResponsePermanentRedirect(shelf.url)
    sort = _sort(request)
    try:
        page = category_page(
            category_id=shelf.id, language=language, sort=sort, number=_page_number(request)
        )
    except NoSuchPage as error:
        raise Http404 from error
    paths = {code: category_url(shelf.slugs[code], code) for code in LANGUAGES}
    return render(
        request,
        "storefront/category.html",
        {
            "shelf": shelf,
            "trail": tree.trail(shelf.id)[:-1],
            "children": tree.children(shelf),
            "page": page,
            "sorts": sort_links(request.path, sort, {}),
            "page_links": page_links(request.path, page, {}),
            "canonical": canonical(request.path, page),
            "alternates": alternates(request.path, paths),
            "may_index": True,
            "list_name": f"category:{slug}",
            "list_slug": slug,
            # Who sorted the list, or is deep in it, looks for something else than picks.
            "is_first_look": page.number == 1 and sort == Sort.POPULAR and page.pages > 1,
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


def _sort(request: HttpRequest) -> Sort:
    try:
        return Sort(request.GET.get("sort", Sort.POPULAR))
    except ValueError:
        return Sort.POPULAR


def _page_number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    if not asked.isascii() or not asked.isdigit() or len(asked) > 6:
        raise Http404
    return int(asked)


def _as_word(words: str) -> str:
    """The words of a search as the beacon accepts a list's name."""
    return "-".join("".join(c for c in word if c.isalnum()) for word in words.split())[:60]
