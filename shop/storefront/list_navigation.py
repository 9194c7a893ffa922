"""The links of a list: its orders, its pages and its own address. All keep what was chosen."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.utils.translation import gettext as _

from search.query import NO_SELECTION, Sort
from shop.storefront.categories import CategoryTree
from shop.storefront.finding import ListState, address

WINDOW = 2


def sort_links(
    path: str, state: ListState, *, tree: CategoryTree, is_searched: bool = True
) -> list[tuple[str, str, bool]]:
    """Name, address and whether it is the current one, of each order that there is."""
    names = {
        Sort.RELEVANCE: _("Best match"),
        Sort.POPULAR: _("Popular"),
        Sort.NEWEST: _("Newest"),
        Sort.CHEAPEST: _("Price, low to high"),
        Sort.DEAREST: _("Price, high to low"),
        Sort.RATING: _("Best rated"),
    }
    if not is_searched or not state.words:
        del names[Sort.RELEVANCE]
    if not is_searched:
        del names[Sort.RATING]
    current = state.sort if state.sort in names else Sort.POPULAR
    first = replace(state, number=1)
    return [
        (name, address(path, replace(first, sort=sort), tree=tree), sort == current)
        for sort, name in names.items()
    ]


def page_links(path: str, state: ListState, pages: int, *, tree: CategoryTree) -> dict[str, object]:
    """Addresses of the pages around the current one, of the first and of the last."""
    if pages == 1:
        return {}

    def at(number: int) -> str:
        return address(path, replace(state, number=number), tree=tree)

    number = state.number
    near = range(max(1, number - WINDOW), min(pages, number + WINDOW) + 1)
    numbers = sorted({1, *near, pages})
    return {
        "previous": at(number - 1) if number > 1 else "",
        "next": at(number + 1) if number < pages else "",
        "numbers": [
            (one, at(one), one == number, one - before > 1)
            for before, one in zip([0, *numbers], numbers, strict=False)
        ],
    }


def canonical(path: str, state: ListState, *, tree: CategoryTree) -> str:
    """A list's own address whatever its order; each further page is its own."""
    own = ListState(state.language, state.currency, number=state.number)
    return settings.SHOP_BASE_URL + address(path, own, tree=tree)


def unnarrowed(
    path: str, state: ListState, *, tree: CategoryTree, is_understood: bool = False
) -> str:
    """The list with nothing chosen, in the same order and of the same words.

    Where words were taken as filters, those go only if the words stand as they were typed.
    """
    plain = replace(state, selection=NO_SELECTION, number=1)
    return address(path, replace(plain, as_typed=state.as_typed or is_understood), tree=tree)
