"""The state of a list in its address: words, order, page and what the list is narrowed to.

``/products/?q=tee&brand=alder&brand=kiln&colour=sand&price=10-50&rating=4&stock=1&sort=price``.
Whatever an address says that means nothing is passed over; only a page that cannot be is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from django.http import QueryDict

from foundation.money import Money
from search.query import NO_SELECTION, STARS, Selection, Sort
from shop.storefront.categories import CategoryTree
from shop.storefront.facet_names import BRAND, CATEGORY, TAKEN, FacetNames, facet_names
from shop.storefront.selectors import NoSuchPage
from shop.storefront.ticked import SAID, settled

LONGEST_WORDS = 80
MOST_KEYS, MOST_VALUES = 12, 20
LONGEST_VALUE = 200
LONGEST_SAID = 2_000
_DEAREST = Decimal(10**9)


@dataclass(frozen=True, slots=True)
class ListState:
    """What a shopper asked a list for. ``category`` is chosen on lists of the whole shop only."""

    language: str
    currency: str
    words: str = ""
    sort: Sort = Sort.POPULAR
    number: int = 1
    selection: Selection = NO_SELECTION
    as_typed: bool = False

    @property
    def usual_sort(self) -> Sort:
        return Sort.RELEVANCE if self.words else Sort.POPULAR

    @property
    def is_plain(self) -> bool:
        """Whether this is the list itself: neither searched nor narrowed."""
        return not self.words and self.selection.is_empty

    def with_selection(self, selection: Selection) -> ListState:
        """The same list otherwise narrowed, from its first page on."""
        return replace(self, selection=selection, number=1)

    def without_value(self, key: str, value: str) -> ListState:
        """The same list without one value of a facet."""
        left = self.selection.chosen.get(key, frozenset()) - {value}
        chosen = {name: values for name, values in self.selection.chosen.items() if name != key}
        return self.with_selection(
            replace(self.selection, chosen=chosen | ({key: left} if left else {}))
        )


def read_state(params: QueryDict, *, language: str, currency: str, tree: CategoryTree) -> ListState:
    """The state that an address tells.

    Raises:
        NoSuchPage: the number of the page is none.
    """
    words = clean_words(params.get("q", ""))
    state = ListState(
        language=language,
        currency=currency,
        words=words,
        number=_number(params.get("page", "1")),
        as_typed=bool(words) and params.get("as-typed") == "1",
    )
    state = replace(state, sort=_sort(params.get("sort", ""), state))
    selection = _selection(params, state, tree)
    if not (said := params.get(SAID, "")[:LONGEST_SAID]):
        return replace(state, selection=selection)
    own, is_undone = settled(selection, _selection(QueryDict(said), state, tree))
    return replace(state, selection=own, as_typed=bool(words) and (state.as_typed or is_undone))


def _selection(params: QueryDict, state: ListState, tree: CategoryTree) -> Selection:
    low, high = _prices(params, state.currency)
    rating = params.get("rating", "")
    return Selection(
        chosen=dict(_chosen(params, state.language, tree)),
        price_from=low,
        price_to=high,
        rating_from=int(rating) if rating in map(str, STARS) else None,
        in_stock=params.get("stock") == "1",
    )


def clean_words(text: str) -> str:
    """What was typed without what nobody can see, in single spaces, cut where it gets too long."""
    seen = "".join(c if c.isprintable() else " " for c in text[: 10 * LONGEST_WORDS])
    return " ".join(seen.split())[:LONGEST_WORDS].strip()


def address(path: str, state: ListState, *, tree: CategoryTree) -> str:
    """The one address of a state: parts in a fixed order, and none that says the usual."""
    query = urlencode(list(_parameters(state, tree)))
    return f"{path}?{query}" if query else path


def price_text(low: int | None, high: int | None, currency: str) -> str:
    """``10-50``, ``10-`` or ``-50`` in major units; "" without a limit."""
    if low is None and high is None:
        return ""
    return f"{major(low, currency)}-{major(high, currency)}"


def major(minor: int | None, currency: str) -> str:
    """An amount as a number field takes it: ``12.5``; "" for none."""
    if minor is None:
        return ""
    text = f"{Money(minor, currency).amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def narrowing(selection: Selection, state: ListState, *, tree: CategoryTree) -> str:
    """A selection as the parameters of an address."""
    only = ListState(state.language, state.currency, selection=selection)
    return urlencode(list(_parameters(only, tree)))


def _parameters(state: ListState, tree: CategoryTree) -> Iterator[tuple[str, str]]:
    if state.words:
        yield "q", state.words
    if state.selection.chosen:
        yield from _facet_parameters(state, tree)
    if price := price_text(state.selection.price_from, state.selection.price_to, state.currency):
        yield "price", price
    if state.selection.rating_from is not None:
        yield "rating", str(state.selection.rating_from)
    if state.selection.in_stock:
        yield "stock", "1"
    if state.sort != state.usual_sort:
        yield "sort", state.sort.value
    if state.as_typed:
        yield "as-typed", "1"
    if state.number > 1:
        yield "page", str(state.number)


def _facet_parameters(state: ListState, tree: CategoryTree) -> Iterator[tuple[str, str]]:
    names = facet_names(state.language)
    slugs = {str(shelf.id): shelf.slugs[state.language] for shelf in tree.shelves}
    for key, values in sorted(state.selection.chosen.items()):
        parameter = names.facets[key].parameter if key in names.facets else key
        for value in sorted(values):
            yield parameter, slugs.get(value, value) if key == CATEGORY else value


def _chosen(
    params: QueryDict, language: str, tree: CategoryTree
) -> Iterator[tuple[str, frozenset[str]]]:
    if CATEGORY in params:
        found = [tree.find(slug) for slug in params.getlist(CATEGORY)[:MOST_VALUES]]
        if ids := frozenset(str(shelf.id) for shelf in found if shelf is not None):
            yield CATEGORY, ids
    named = [name for name in params if name not in TAKEN or name == BRAND][: 3 * MOST_KEYS]
    if named:
        yield from _known(params, named, facet_names(language))


def _known(
    params: QueryDict, named: Iterable[str], names: FacetNames
) -> Iterator[tuple[str, frozenset[str]]]:
    kept = 0
    for name in named:
        key = names.key_of(name)
        if key is None or kept == MOST_KEYS:
            continue
        values = frozenset(
            value
            for value in params.getlist(name)[:MOST_VALUES]
            if 0 < len(value) <= LONGEST_VALUE and value.isprintable() and names.knows(key, value)
        )
        if values:
            kept += 1
            yield key, values


def _number(asked: str) -> int:
    if not asked.isascii() or not asked.isdigit() or len(asked) > 6:
        raise NoSuchPage(asked)
    return int(asked)


def _sort(asked: str, state: ListState) -> Sort:
    try:
        sort = Sort(asked)
    except ValueError:
        return state.usual_sort
    return state.usual_sort if sort == Sort.RELEVANCE else sort


def _prices(params: QueryDict, currency: str) -> tuple[int | None, int | None]:
    """Both limits in minor units; those of the form's two fields, where they came, go first."""
    if "price-from" in params or "price-to" in params:
        texts = params.get("price-from", ""), params.get("price-to", "")
    else:
        first, _dash, second = params.get("price", "").partition("-")
        texts = first, second
    low, high = (_minor(text, currency) for text in texts)
    return (high, low) if low is not None and high is not None and low > high else (low, high)


def _minor(text: str, currency: str) -> int | None:
    """Minor units of a typed amount; none for what is no amount."""
    text = text.strip().replace(",", ".")
    if not text or len(text) > 14 or not text.isascii():
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 <= amount <= _DEAREST:
        return None
    return Money.of(amount, currency).minor
