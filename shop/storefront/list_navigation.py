"""The links of a list: its orders, its pages and its own address."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from shop.storefront.selectors import ListPage, Sort

WINDOW = 2


def _address(path: str, kept: dict[str, str], **more: str) -> str:
    query = urlencode({**kept, **more})
    return f"{path}?{query}" if query else path


def sort_links(path: str, current: Sort, kept: dict[str, str]) -> list[tuple[str, str, bool]]:
    """Name, address and whether it is the current one, of each order."""
    names = {
        Sort.POPULAR: _("Popular"),
        Sort.NEWEST: _("Newest"),
        Sort.CHEAPEST: _("Price, low to high"),
        Sort.DEAREST: _("Price, high to low"),
    }
    return [
        (name, _address(path, kept, **_unless_popular(sort)), sort == current)
        for sort, name in names.items()
    ]


def _unless_popular(sort: Sort) -> dict[str, str]:
    return {} if sort == Sort.POPULAR else {"sort": sort.value}


def page_links(path: str, page: ListPage, kept: dict[str, str]) -> dict[str, object]:
    """Addresses of the pages around the current one, of the first and of the last."""
    if page.pages == 1:
        return {}

    def address(number: int) -> str:
        more = _unless_popular(page.sort) | ({"page": str(number)} if number > 1 else {})
        return _address(path, kept, **more)

    near = range(max(1, page.number - WINDOW), min(page.pages, page.number + WINDOW) + 1)
    numbers = sorted({1, *near, page.pages})
    return {
        "previous": address(page.number - 1) if page.number > 1 else "",
        "next": address(page.number + 1) if page.number < page.pages else "",
        "numbers": [
            (number, address(number), number == page.number, number - before > 1)
            for before, number in zip([0, *numbers], numbers, strict=False)
        ],
    }


def canonical(path: str, page: ListPage) -> str:
    """A list's own address whatever its order; each further page is its own."""
    more = {"page": str(page.number)} if page.number > 1 else {}
    return settings.SHOP_BASE_URL + _address(path, {}, **more)
