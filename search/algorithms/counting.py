"""One day of searches, counted: what was asked, found, clicked and bought, and at which place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from search.algorithms.rules import normalised

LONGEST = 120
DEEPEST_PLACE = 48
"""Places that are counted one by one: two pages."""
NEXT_SEARCH = timedelta(minutes=10)
"""Who searches again within it, having found nothing, meant the same."""
VISIT = timedelta(hours=2)
"""How long after a search a click or a purchase is still its own."""


@dataclass(frozen=True, slots=True)
class Search:
    """One page of results as the log tells of it; ``found`` is None where it does not say.

    ``person`` is whoever may be followed through their visit: their session, or their browser.
    """

    key: str
    at: datetime
    words: str
    language: str = ""
    found: int | None = None
    corrected: bool = False
    offset: int = 0
    shown: int = 0
    person: str = ""
    visitor: str = ""


@dataclass(frozen=True, slots=True)
class Click:
    """A result that was opened; ``search`` is the key of its page where the click knows it."""

    at: datetime
    product: int
    position: int = 0
    search: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Purchase:
    at: datetime
    product: int
    person: str


@dataclass(slots=True)
class QueryCount:
    """What became of one search in one language; ``next_words`` are what was tried after it."""

    searches: int = 0
    without_result: int = 0
    corrected: int = 0
    clicked: int = 0
    clicks: int = 0
    click_positions: int = 0
    followed: int = 0
    bought: int = 0
    visitors: set[str] = field(default_factory=set)
    next_words: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class DayCount:
    """Counts by (language, words), and (shown, clicks) by place."""

    queries: dict[tuple[str, str], QueryCount]
    shown: Counter[int]
    clicks: Counter[int]


@dataclass(slots=True)
class _Traced:
    """One search with what came after it."""

    search: Search
    clicks: list[Click] = field(default_factory=list)
    bought: bool = False


def count_day(
    searches: Sequence[Search], clicks: Iterable[Click], purchases: Iterable[Purchase]
) -> DayCount:
    """Count one day; only first pages are searches, later pages show more of the same.

    Rare words that may tell who asked are summed under no words (``may_be_kept``).
    """
    ordered = sorted(searches, key=lambda one: one.at)
    traced = [_Traced(search) for search in ordered]
    _attach_clicks(traced, clicks)
    _attach_purchases(traced, purchases)
    found = _by_words(traced)
    _note_next_words(ordered, found)
    kept: dict[tuple[str, str], QueryCount] = {}
    for (language, words), count in found.items():
        named = words if may_be_kept(words, visitors=len(count.visitors)) else ""
        _add(kept.setdefault((language, named), QueryCount()), count, with_words=bool(named))
    return DayCount(kept, _places_shown(ordered), _places_clicked(traced))


def may_be_kept(words: str, *, visitors: int) -> bool:
    """Whether words may stand in a report by themselves.

    A mail address, a telephone or an order number has digits or an ``@``, and one person types it:
    such words are kept only where two known visitors asked for the same.
    """
    if not words or len(words) > LONGEST:
        return False
    return visitors >= 2 or not any(c.isdigit() or c == "@" for c in words)


def _attach_clicks(traced: Sequence[_Traced], clicks: Iterable[Click]) -> None:
    """A click belongs to the page that it names, else to the last search of its visit."""
    by_key = {one.search.key: one for one in traced}
    by_person = _by_person(traced)
    for click in clicks:
        one = by_key.get(click.search)
        if one is None and click.person:
            one = _latest(by_person.get(click.person, ()), click.at)
        if one is not None:
            one.clicks.append(click)


def _attach_purchases(traced: Sequence[_Traced], purchases: Iterable[Purchase]) -> None:
    """A purchase belongs to every search of the visit in which the product was clicked before."""
    by_person = _by_person(traced)
    for purchase in purchases:
        for one in by_person.get(purchase.person, ()):
            if any(
                click.product == purchase.product
                and click.at <= purchase.at <= one.search.at + VISIT
                for click in one.clicks
            ):
                one.bought = True


def _by_person(traced: Sequence[_Traced]) -> dict[str, list[_Traced]]:
    found: dict[str, list[_Traced]] = {}
    for one in traced:
        if one.search.person:
            found.setdefault(one.search.person, []).append(one)
    return found


def _latest(of_person: Sequence[_Traced], at: datetime) -> _Traced | None:
    before = (one for one in reversed(of_person) if one.search.at <= at <= one.search.at + VISIT)
    return next(before, None)


def _by_words(traced: Sequence[_Traced]) -> dict[tuple[str, str], QueryCount]:
    found: dict[tuple[str, str], QueryCount] = {}
    for one in traced:
        search = one.search
        count = found.setdefault((search.language, normalised(search.words)), QueryCount())
        if search.offset == 0:
            count.searches += 1
            count.without_result += search.found == 0
            count.corrected += search.corrected
            count.followed += bool(search.person)
        if search.visitor:
            count.visitors.add(search.visitor)
        count.clicked += bool(one.clicks) and search.offset == 0
        count.clicks += len(one.clicks)
        count.click_positions += sum(click.position for click in one.clicks)
        count.bought += one.bought and search.offset == 0
    return found


def _note_next_words(ordered: Sequence[Search], found: dict[tuple[str, str], QueryCount]) -> None:
    """What somebody typed, and found, soon after they had found nothing."""
    waiting: dict[str, Search] = {}
    for search in ordered:
        if not search.person or search.offset:
            continue
        before = waiting.pop(search.person, None)
        words = normalised(search.words)
        if search.found == 0:
            waiting[search.person] = search
        elif (
            before
            and search.at - before.at <= NEXT_SEARCH
            and search.language == before.language
            and may_be_kept(words, visitors=1)
        ):
            found[before.language, normalised(before.words)].next_words[words] += 1


def _places_shown(searches: Sequence[Search]) -> Counter[int]:
    shown: Counter[int] = Counter()
    for search in searches:
        for place in range(search.offset + 1, search.offset + search.shown + 1):
            if place > DEEPEST_PLACE:
                break
            shown[place] += 1
    return shown


def _places_clicked(traced: Sequence[_Traced]) -> Counter[int]:
    places = (click.position for one in traced for click in one.clicks)
    return Counter(place for place in places if 1 <= place <= DEEPEST_PLACE)


def _add(total: QueryCount, count: QueryCount, *, with_words: bool) -> None:
    for name in ("searches", "without_result", "corrected", "clicked", "clicks",
                 "click_positions", "followed", "bought"):  # fmt: skip
        setattr(total, name, getattr(total, name) + getattr(count, name))
    total.visitors |= count.visitors
    if with_words:
        total.next_words.update(count.next_words)
