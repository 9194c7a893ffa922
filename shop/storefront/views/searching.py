"""What the search box proposes while somebody types."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from search.suggesting import Suggestions, suggest
from shop.rates import address_of, seconds_to_wait
from shop.storefront.categories import category_tree
from shop.storefront.currency import active_currency
from shop.storefront.finding import clean_words
from shop.storefront.selectors import cards_by_ids

RATE = "suggest"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One line of the list: what it says, where it leads, and the category above it, if any."""

    text: str
    url: str
    within: str = ""


@never_cache
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """A fragment for the list below the search box; nothing (204) to who asks too often."""
    if seconds_to_wait(RATE, address_of(request)):
        return HttpResponse(status=204)
    # A space at the end says that the last word is whole.
    typed = request.GET.get("q", "")[:200]
    words = clean_words(typed) + (" " if typed.endswith(" ") else "")
    language, currency = get_language() or settings.LANGUAGE_CODE, active_currency()
    found = suggest(
        words.lstrip(),
        language=language,
        currency=currency,
        context=request.visitor.context,  # type: ignore[attr-defined]
    )
    return render(request, "storefront/suggestions.html", _context(words, found, language))


def _context(words: str, found: Suggestions, language: str) -> dict[str, object]:
    products = cards_by_ids(found.product_ids, language=language) if found.product_ids else []
    recent, queries = _searches(found.recent), _searches(found.queries)
    shelves, brands = _shelves(found, language), _brands(found)
    return {
        "typed": words.strip(),
        "recent": recent,
        "queries": queries,
        "shelves": shelves,
        "brands": brands,
        "products": products,
        "count": len(recent) + len(queries) + len(shelves) + len(brands) + len(products),
    }


def _list_address(**params: str) -> str:
    return f"{reverse('storefront:list')}?{urlencode(params)}"


def _searches(queries: tuple[str, ...]) -> list[Proposal]:
    return [Proposal(query, _list_address(q=query)) for query in queries]


def _brands(found: Suggestions) -> list[Proposal]:
    return [Proposal(brand.name, _list_address(brand=brand.key)) for brand in found.brands]


def _shelves(found: Suggestions, language: str) -> list[Proposal]:
    """Categories that have a page: one below a hidden one has none."""
    tree = category_tree(language)
    proposals = []
    for category in found.categories:
        if trail := tree.trail(int(category.key)):
            within = trail[-2].name if len(trail) > 1 else ""
            proposals.append(Proposal(trail[-1].name, trail[-1].url, within))
    return proposals
