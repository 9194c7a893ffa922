"""What stands beside a list: facets with their counts, the price slider and the chips.

Everything is finished text before the template runs, as with cards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from zlib import crc32

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.money import Money, exponent
from search.query import (
    NO_SELECTION,
    RATING,
    STARS,
    STOCK,
    FacetCount,
    PriceHistogram,
    Selection,
)
from shop.storefront.cards import icon, money_text
from shop.storefront.categories import CategoryTree
from shop.storefront.facet_names import BRAND, CATEGORY, FacetName, FacetNames, facet_names
from shop.storefront.finding import ListState, address, major, narrowing
from shop.storefront.ticked import beside, joined

SHOWN_VALUES = 8
MOST_VALUES = 60
OPEN_GROUPS = 5
BAR_WIDTH, CHART_HEIGHT = 10, 40
Counts = Mapping[str, Sequence[FacetCount]]


class _Shown:
    """What templates try first is a look-up: without it each would raise and be caught."""

    __slots__ = ()

    def __getitem__(self, name: str) -> object:
        return getattr(self, name)


@dataclass(frozen=True, slots=True)
class Choice(_Shown):
    """One value as a box to tick; ``count`` is "" where nobody counted."""

    id: str
    value: str
    label: str
    count: str
    is_chosen: bool
    swatch: SafeString = SafeString("")  # noqa: RUF009 - as immutable as any text


@dataclass(frozen=True, slots=True)
class Group(_Shown):
    """A facet; ``more`` are the values that a page shows only when asked."""

    parameter: str
    name: str
    choices: list[Choice]
    more: list[Choice]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Bar(_Shown):
    x: int
    y: int
    height: int
    is_within: bool


@dataclass(frozen=True, slots=True)
class PricePanel(_Shown):
    """The histogram and both limits, in major units as number fields take them."""

    lowest: int
    highest: int
    price_from: str
    price_to: str
    symbol: str
    bars: list[Bar]
    width: int
    height: int = CHART_HEIGHT


@dataclass(frozen=True, slots=True)
class Chip(_Shown):
    """Something the list is narrowed to, and the address of the list without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class FacetPanel(_Shown):
    groups: list[Group]
    prices: PricePanel | None
    ratings: list[Choice]
    stock: Choice
    said: str
    """What the words said, for the form to send back; its boxes are ticked, too."""


def facet_panel(
    state: ListState,
    counts: Counts,
    prices: PriceHistogram | None,
    *,
    tree: CategoryTree,
    has_categories: bool,
    understood: Selection = NO_SELECTION,
) -> FacetPanel:
    """The panel of what was found. ``has_categories``: on lists that stand on no shelf."""
    said = narrowing(beside(state.selection, understood), state, tree=tree)
    state = state.with_selection(joined(state.selection, understood))
    names = facet_names(state.language)
    keys = sorted(
        {*counts, *state.selection.chosen} & names.facets.keys(),
        key=lambda key: names.facets[key].order,
    )
    groups = [_category_group(state, counts, tree)] if has_categories else []
    groups += [_group(names.facets[key], state, counts, names) for key in keys]
    shown = [group for group in groups if group is not None]
    return FacetPanel(
        groups=[
            replace(group, is_open=group.is_open or number < OPEN_GROUPS)
            for number, group in enumerate(shown)
        ],
        prices=_price_panel(state, prices),
        ratings=_ratings(state, counts),
        stock=Choice(
            id="f-stock",
            value="1",
            label=_("In stock"),
            count=_count_of(counts.get(STOCK), "1"),
            is_chosen=state.selection.in_stock,
        ),
        said=said,
    )


def chips(path: str, state: ListState, understood: Selection, *, tree: CategoryTree) -> list[Chip]:
    """What was chosen and what the words were taken to say, each with the way back from it.

    Who does without something understood is asked for the words as typed, and for all the rest.
    """
    found = [
        Chip(label, address(path, without, tree=tree)) for label, without in _removable(state, tree)
    ]
    understood = beside(state.selection, understood)
    if understood.is_empty:
        return found
    told = replace(state, selection=joined(state.selection, understood), as_typed=True, number=1)
    taken = replace(state, selection=understood)
    known = {label for label, _without in _removable(state, tree)}
    wanted = {label for label, _without in _removable(taken, tree)} - known
    return found + [
        Chip(label, address(path, without, tree=tree))
        for label, without in _removable(told, tree)
        if label in wanted
    ]


def _removable(state: ListState, tree: CategoryTree) -> Iterator[tuple[str, ListState]]:
    """Each thing the list is narrowed to, as text, with the state that does without it."""
    selection = state.selection
    if selection.chosen:
        yield from _removable_values(state, tree)
    if selection.price_from is not None or selection.price_to is not None:
        yield _price_label(state), state.with_selection(selection.without("price"))
    if selection.rating_from is not None:
        yield (
            _rating_label(selection.rating_from),
            state.with_selection(selection.without("rating")),
        )
    if selection.in_stock:
        yield _("In stock"), state.with_selection(selection.without("stock"))


def _removable_values(state: ListState, tree: CategoryTree) -> Iterator[tuple[str, ListState]]:
    names = facet_names(state.language)
    shelves = {str(shelf.id): shelf.name for shelf in tree.shelves}
    for key, values in sorted(state.selection.chosen.items()):
        for value in sorted(values):
            text = names.label(key, value).text
            if key == CATEGORY:
                text = shelves.get(value, value)
            elif key != BRAND and key in names.facets:
                text = f"{names.facets[key].name}: {text}"
            yield text, state.without_value(key, value)


def _price_label(state: ListState) -> str:
    low, high = state.selection.price_from, state.selection.price_to
    texts = {
        "low": money_text(low or 0, state.currency, state.language),
        "high": money_text(high or 0, state.currency, state.language),
    }
    if low is None:
        return _("Up to %(high)s") % texts
    return (_("%(low)s to %(high)s") if high is not None else _("From %(low)s")) % texts


def _rating_label(stars: int) -> str:
    return ngettext("%(count)d star and more", "%(count)d stars and more", stars) % {"count": stars}


def _group(facet: FacetName, state: ListState, counts: Counts, names: FacetNames) -> Group | None:
    chosen = state.selection.chosen.get(facet.key, frozenset())
    counted = _with_chosen(counts.get(facet.key, ()), chosen)
    if len(counted) < 2 and not chosen:
        return None
    labels = {entry.value: names.label(facet.key, entry.value) for entry in counted}
    has_places = any(label.position for label in labels.values())
    counted.sort(
        key=lambda entry: (
            labels[entry.value].position if has_places else -entry.count,
            labels[entry.value].text.casefold(),
        )
    )
    choices = [
        Choice(
            id=f"f-{facet.parameter}-{crc32(entry.value.encode()):08x}",
            value=entry.value,
            label=labels[entry.value].text,
            count=str(entry.count),
            is_chosen=entry.value in chosen,
            swatch=_swatch(labels[entry.value].swatch),
        )
        for entry in counted[:MOST_VALUES]
    ]
    name = facet.name or (_("Brand") if facet.key == BRAND else facet.key)
    return _folded(facet.parameter, name, choices)


def _category_group(state: ListState, counts: Counts, tree: CategoryTree) -> Group | None:
    """Departments, and what lies below those that are chosen, by the slugs of the page."""
    chosen = state.selection.chosen.get(CATEGORY, frozenset())
    found = {entry.value: entry.count for entry in counts.get(CATEGORY, ())}
    paths = [shelf.path for shelf in tree.shelves if str(shelf.id) in chosen]
    roots = {shelf.id for shelf in tree.roots()}
    choices = [
        Choice(
            id=f"f-category-{shelf.id}",
            value=shelf.slugs[state.language],
            label=shelf.name,
            count=str(found.get(str(shelf.id), 0)),
            is_chosen=str(shelf.id) in chosen,
        )
        for shelf in tree.shelves
        if str(shelf.id) in chosen
        or (str(shelf.id) in found and (shelf.id in roots or _is_child_of(shelf.path, paths)))
    ]
    if len(choices) < 2 and not chosen:
        return None
    return _folded(CATEGORY, _("Category"), choices)


def _is_child_of(path: str, parents: Iterable[str]) -> bool:
    from catalog.models import Category

    return path[: -Category.steplen] in parents


def _folded(parameter: str, name: str, choices: list[Choice]) -> Group:
    """The first values and those chosen in sight, the rest folded away."""
    first = choices[:SHOWN_VALUES] + [c for c in choices[SHOWN_VALUES:] if c.is_chosen]
    rest = [choice for choice in choices[SHOWN_VALUES:] if not choice.is_chosen]
    return Group(parameter, name, first, rest, is_open=any(c.is_chosen for c in choices))


def _with_chosen(counted: Sequence[FacetCount], chosen: frozenset[str]) -> list[FacetCount]:
    """What was counted; a chosen value that has nothing left must still be there to untick."""
    missing = chosen - {entry.value for entry in counted}
    return [*counted, *(FacetCount(value, 0) for value in missing)]


def _ratings(state: ListState, counts: Counts) -> list[Choice]:
    counted = counts.get(RATING)
    return [
        Choice(
            id=f"f-rating-{stars}",
            value=str(stars),
            label=_rating_label(stars),
            count=_count_of(counted, str(stars)),
            is_chosen=state.selection.rating_from == stars,
            swatch=_lit_stars(stars),
        )
        for stars in STARS
    ]


def _count_of(counted: Sequence[FacetCount] | None, value: str) -> str:
    """The count of a value; "" where nobody counted."""
    if counted is None:
        return ""
    return next((str(entry.count) for entry in counted if entry.value == value), "0")


def _price_panel(state: ListState, prices: PriceHistogram | None) -> PricePanel | None:
    selection = state.selection
    chosen = selection.price_from, selection.price_to
    if prices is None or (prices.lowest == prices.highest and chosen == (None, None)):
        return None
    unit = 10 ** exponent(state.currency)
    return PricePanel(
        lowest=prices.lowest // unit,
        highest=-(-prices.highest // unit),
        price_from=major(selection.price_from, state.currency),
        price_to=major(selection.price_to, state.currency),
        symbol=_symbol(state.currency, state.language),
        bars=_bars(prices, *chosen),
        width=BAR_WIDTH * len(prices.counts),
    )


def _bars(prices: PriceHistogram, low: int | None, high: int | None) -> list[Bar]:
    """Heights by the square root: one crowded step must not flatten all others."""
    most = max(prices.counts, default=0) or 1
    step = (prices.highest - prices.lowest) / max(len(prices.counts), 1)
    bars = []
    for number, count in enumerate(prices.counts):
        height = max(round(CHART_HEIGHT * (count / most) ** 0.5), 1 if count else 0)
        begins, ends = prices.lowest + number * step, prices.lowest + (number + 1) * step
        is_within = (low is None or ends >= low) and (high is None or begins <= high)
        bars.append(Bar(number * BAR_WIDTH, CHART_HEIGHT - height, height, is_within))
    return bars


@lru_cache(maxsize=200)
def _symbol(currency: str, language: str) -> str:
    """The sign of a currency, taken from an amount as the language writes it."""
    text = Money(0, currency).formatted(language)
    return "".join(c for c in text if not (c.isdigit() or c.isspace() or c in ".,")) or currency


@lru_cache(maxsize=1_000)
def _swatch(colour: str) -> SafeString:
    """A colour as a small circle, drawn: the content policy forbids inline styles."""
    if not colour:
        return SafeString("")
    return format_html(
        '<svg class="facet-swatch" width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">'
        '<circle cx="9" cy="9" r="8.5" fill="{}" stroke="#00000033"/></svg>',
        colour,
    )


@lru_cache(maxsize=10)
def _lit_stars(stars: int) -> SafeString:
    drawn = "".join(icon("star", 15) for _number in range(stars))
    return format_html('<span class="facet-stars" aria-hidden="true">{}</span>', SafeString(drawn))
