"""Lists of products: all of them, those of words, those of a category, narrowed or not."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.context import NOBODY, EventContext
from events.names import Consent
from search.query import Sort
from shop.storefront.categories import (
    LANGUAGES,
    CategoryTree,
    Shelf,
    category_tree,
    category_url,
)
from shop.storefront.currency import active_currency
from shop.storefront.finding import ListState, address, read_state
from shop.storefront.found_lists import FoundList, find_list
from shop.storefront.list_navigation import canonical, page_links, sort_links, unnarrowed
from shop.storefront.selectors import NoSuchPage
from shop.storefront.shell import alternates
from shop.storefront.ticked import SAID

FRAGMENT = "storefront/found.html"


@require_safe
def product_list(request: HttpRequest) -> HttpResponse:
    tree = category_tree(_language())
    state = _state(request, tree)
    found = _find(request, state, tree)
    if found.redirect:
        return HttpResponseRedirect(found.redirect)
    words = state.words
    context = _context(request, found, tree) | {
        "title": _("Results for “%(words)s”") % {"words": words} if words else _("All products"),
        "words": words,
        "list_slot": "search" if words else "",
        "searched": _searched(found),
        "list_name": f"search:{_as_word(words)}" if words else "all",
    }
    return _answer(request, "storefront/list.html", context, state, tree)


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    language = _language()
    tree = category_tree(language)
    shelf = tree.find(slug)
    if shelf is None:
        raise Http404
    if shelf.slugs[language] != slug:
        return HttpResponsePermanentRedirect(shelf.url)
    state = _state(request, tree)
    found = _find(request, state, tree, shelf)
    paths = {code: category_url(shelf.slugs[code], code) for code in LANGUAGES}
    context = _context(request, found, tree) | {
        "title": shelf.name,
        "shelf": shelf,
        "trail": tree.trail(shelf.id)[:-1],
        "children": tree.children(shelf),
        "alternates": alternates(request.path, paths),
        "list_name": f"category:{slug}",
        "list_slug": slug,
        # Who sorted the list, or is deep in it, looks for something else than picks.
        "is_first_look": state == _first_look(state) and found.pages > 1,
    }
    return _answer(request, "storefront/category.html", context, state, tree)


def _state(request: HttpRequest, tree: CategoryTree) -> ListState:
    try:
        return read_state(request.GET, language=_language(), currency=active_currency(), tree=tree)
    except NoSuchPage as error:
        raise Http404 from error


def _find(
    request: HttpRequest, state: ListState, tree: CategoryTree, shelf: Shelf | None = None
) -> FoundList:
    try:
        return find_list(request.path, state, tree=tree, shelf=shelf, context=_who(request, state))
    except NoSuchPage as error:
        raise Http404 from error


def _who(request: HttpRequest, state: ListState) -> EventContext:
    """Lists are alike for everyone; results may stand in the order of who agreed to that."""
    visitor = request.visitor  # type: ignore[attr-defined]
    if not state.words or not visitor.consent & Consent.PERSONALISATION:
        return NOBODY
    context: EventContext = visitor.context
    return context


def _first_look(state: ListState) -> ListState:
    return ListState(state.language, state.currency)


def _context(request: HttpRequest, found: FoundList, tree: CategoryTree) -> dict[str, object]:
    """What both kinds of list say."""
    state, path = found.state, request.path
    is_searched = found.panel is not None
    return {
        "path": path,
        "page": found,
        "state": state,
        "kept": {"q": state.words, "sort": _kept_sort(state)},
        "sorts": sort_links(path, state, tree=tree, is_searched=is_searched),
        "page_links": page_links(path, state, found.pages, tree=tree),
        "clear_url": unnarrowed(path, state, tree=tree, is_understood=found.is_understood),
        "as_typed_url": _as_typed(path, state),
        "canonical": canonical(path, state, tree=tree),
        "may_index": state.is_plain,
    }


def _answer(
    request: HttpRequest,
    template: str,
    context: dict[str, object],
    state: ListState,
    tree: CategoryTree,
) -> HttpResponse:
    """The page or, for a script that changes it, the list alone.

    What a form sends has empty fields; the address that stays says only what was chosen.
    """
    own = address(request.path, state, tree=tree)
    is_part = bool(request.headers.get("HX-Request")) and not request.headers.get(
        "HX-History-Restore-Request"
    )
    if not is_part and request.GET.keys() & {"price-from", "price-to", SAID}:
        return HttpResponseRedirect(own)
    response = render(request, FRAGMENT if is_part else template, context)
    if is_part:
        response["HX-Push-Url"] = own
    patch_vary_headers(response, ["HX-Request", "Cookie"] if state.words else ["HX-Request"])
    return response


def _searched(found: FoundList) -> str:
    """What the page tells the log of a search: of words in their usual order, not narrowed."""
    state = found.state
    if not state.words or not state.selection.is_empty or state.sort != state.usual_sort:
        return ""
    return json.dumps(
        {
            "words": state.words,
            "language": state.language,
            "found": found.total,
            "corrected": bool(found.corrected),
            "offset": found.ahead,
        },
        ensure_ascii=False,
    )


def _kept_sort(state: ListState) -> str:
    return "" if state.sort == state.usual_sort else state.sort.value


def _as_typed(path: str, state: ListState) -> str:
    if not state.words:
        return ""
    typed = ListState(state.language, state.currency, state.words, Sort.RELEVANCE, as_typed=True)
    return address(path, typed, tree=CategoryTree(()))


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _as_word(words: str) -> str:
    """The words of a search as the beacon accepts a list's name."""
    return "-".join("".join(c for c in word if c.isalnum()) for word in words.split())[:60]
