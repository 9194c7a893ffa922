"""Put what happened in the visits of a day into order and give it times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.columns import NONE, BoolArray, Columns, FloatArray, IntArray
from simulation.kinds import EventKind, SessionKind
from simulation.queries import QueryBook
from simulation.results import Events, Impressions
from simulation.visits import Shown, Views, Visits, Wants

_LAST_SECOND = 86_399
_MARKER = 0
"""Stands for one showing of a surface; it lends its time to the impressions and disappears."""
# Mean seconds before an event of each kind, by EventKind; the marker takes none.
_GAPS = np.array([0.0, 20.0, 15.0, 40.0, 6.0, 9.0, 12.0, 25.0, 110.0])
_BOT_GAP = 2.0
_DWELL = 15
_CHECKOUT_RANK, _PURCHASE_RANK, _REMOVE_RANK = 200.0, 201.0, 150.0
_LISTS, _SEARCHES = 0.5, 0.27
_REMOVED = 0.25
_REACHED_CHECKOUT = 0.45


@dataclass(frozen=True)
class Happenings:
    """All that a day's visits contain; every ``visit`` is a row of ``visits``."""

    visits: Visits
    focus: IntArray
    """Category of each visit, -1 for those without a mind of their own."""
    views: Views
    wishes: Views
    shown: Shown
    bought: Wants
    abandoned: Wants
    fails_to_pay: BoolArray
    """Visits that try to pay and cannot."""


@dataclass(frozen=True)
class Journal:
    events: Events
    impressions: Impressions
    end: IntArray
    """(visits,) last second of each."""
    paid_at: IntArray
    """(visits,) second of the purchase, -1 without."""
    checkout_at: IntArray
    """(visits,) second of reaching the checkout, -1 without."""


@dataclass(frozen=True)
class _Draft(Columns):
    visit: IntArray
    rank: FloatArray
    kind: IntArray
    category: IntArray
    product: IntArray
    variant: IntArray
    quantity: IntArray
    query: IntArray
    surface: IntArray
    position: IntArray


def write_journal(what: Happenings, queries: QueryBook, rng: np.random.Generator) -> Journal:
    """Events ordered by visit and time; no visit runs past midnight."""
    visits = what.visits
    draft = _Draft.concatenate(
        [
            _landings(what, queries, rng),
            _markers(what.shown),
            _seen(what.views, EventKind.VIEW, 0.0),
            _seen(what.wishes, EventKind.WISHLIST, 0.01),
            _cart(what.bought, EventKind.ADD_TO_CART, 0.0),
            _cart(what.abandoned, EventKind.ADD_TO_CART, 0.0),
            _removals(what, rng),
            _ends(what, rng),
        ]
    )
    draft = draft.take(np.lexsort((draft.rank, draft.visit)))
    second = _times(visits, draft, rng)
    end = visits.start.copy()
    np.maximum.at(end, draft.visit, second)
    kept = draft.kind != _MARKER
    return Journal(
        events=_events(draft.take(kept), second[kept]),
        impressions=_impressions(what.shown, draft, second, len(visits)),
        end=np.minimum(end + _DWELL, _LAST_SECOND),
        paid_at=_second_of(EventKind.PURCHASE, draft, second, len(visits)),
        checkout_at=_second_of(EventKind.CHECKOUT, draft, second, len(visits)),
    )


def _landings(what: Happenings, queries: QueryBook, rng: np.random.Generator) -> _Draft:
    """Visits begin on a list, with a search, or straight on a product (from a link)."""
    n = len(what.visits)
    uniform = rng.random((3, n))
    has_views = np.zeros(n, dtype=np.bool_)
    has_views[what.views.visit] = True
    minded = what.focus >= 0
    searches = minded & (uniform[0] < _SEARCHES)
    lists = minded & ~searches & ((uniform[0] < _SEARCHES + _LISTS) | ~has_views)
    typed, listed = np.flatnonzero(searches), np.flatnonzero(lists)
    return _Draft.concatenate(
        [
            _Draft.build(
                len(typed),
                visit=typed,
                rank=0.1,
                kind=EventKind.SEARCH,
                query=queries.draw(what.focus[typed], uniform[1:, typed]),
            ),
            _Draft.build(
                len(listed),
                visit=listed,
                rank=0.1,
                kind=EventKind.LIST_VIEW,
                category=what.focus[listed],
            ),
        ]
    )


def _markers(shown: Shown) -> _Draft:
    heads = shown.take(_first_of_surface(shown))
    return _Draft.build(
        len(heads), visit=heads.visit, rank=heads.rank, kind=_MARKER, surface=heads.surface
    )


def _first_of_surface(shown: Shown) -> IntArray:
    key = shown.visit * 8 + shown.surface
    return np.asarray(np.unique(key, return_index=True)[1], dtype=np.int64)


def _seen(views: Views, kind: EventKind, later: float) -> _Draft:
    return _Draft.build(
        len(views),
        visit=views.visit,
        rank=views.rank + later,
        kind=kind,
        product=views.product,
        surface=views.surface,
        position=views.position,
    )


def _cart(wants: Wants, kind: EventKind, later: float) -> _Draft:
    return _Draft.build(
        len(wants),
        visit=wants.visit,
        rank=wants.rank + later,
        kind=kind,
        product=wants.product,
        variant=wants.variant,
        quantity=wants.quantity,
        surface=wants.surface,
        position=wants.position,
    )


def _removals(what: Happenings, rng: np.random.Generator) -> _Draft:
    removed = what.abandoned.take(rng.random(len(what.abandoned)) < _REMOVED)
    drafts = _cart(removed, EventKind.REMOVE, 0.0)
    return drafts.replace(rank=_REMOVE_RANK + drafts.rank / 1000)


def _ends(what: Happenings, rng: np.random.Generator) -> _Draft:
    n = len(what.visits)
    units = np.bincount(what.bought.visit, weights=what.bought.quantity, minlength=n)
    buyers = np.flatnonzero(units > 0)
    left = np.zeros(n, dtype=np.bool_)
    left[what.abandoned.visit] = True
    tried = left & ((rng.random(n) < _REACHED_CHECKOUT) | what.fails_to_pay) & (units == 0)
    at_checkout = np.concatenate([buyers, np.flatnonzero(tried)])
    return _Draft.concatenate(
        [
            _Draft.build(
                len(at_checkout), visit=at_checkout, rank=_CHECKOUT_RANK, kind=EventKind.CHECKOUT
            ),
            _Draft.build(
                len(buyers),
                visit=buyers,
                rank=_PURCHASE_RANK,
                kind=EventKind.PURCHASE,
                quantity=units[buyers].astype(np.int64),
            ),
        ]
    )


def _times(visits: Visits, draft: _Draft, rng: np.random.Generator) -> IntArray:
    """Exponential gaps, even ones for robots, squeezed where midnight is near."""
    if not len(draft):
        return np.empty(0, dtype=np.int64)
    gap = _GAPS[draft.kind] * rng.exponential(1.0, len(draft))
    robot = visits.kind[draft.visit] == SessionKind.BOT
    gap = np.where(robot, _BOT_GAP, gap)
    first = np.ones(len(draft), dtype=np.bool_)
    first[1:] = np.diff(draft.visit) != 0
    gap[first] = 0.0
    elapsed = np.cumsum(gap)
    heads = np.flatnonzero(first)
    elapsed -= np.repeat(elapsed[heads], np.diff(np.append(heads, len(draft))))
    length = np.zeros(len(visits))
    np.maximum.at(length, draft.visit, elapsed)
    room = _LAST_SECOND - visits.start
    squeeze = np.minimum(1.0, room / np.maximum(length, 1e-9))
    return (visits.start[draft.visit] + elapsed * squeeze[draft.visit]).astype(np.int64)


def _events(draft: _Draft, second: IntArray) -> Events:
    return Events(
        session=draft.visit,
        kind=draft.kind,
        second=second,
        category=draft.category,
        product=draft.product,
        variant=draft.variant,
        quantity=draft.quantity,
        query=draft.query,
        surface=draft.surface,
        position=draft.position,
    )


def _impressions(shown: Shown, draft: _Draft, second: IntArray, visits: int) -> Impressions:
    when = np.zeros((visits, 8), dtype=np.int64)
    marker = draft.kind == _MARKER
    when[draft.visit[marker], draft.surface[marker]] = second[marker]
    table = Impressions.build(
        len(shown),
        session=shown.visit,
        second=when[shown.visit, shown.surface],
        surface=shown.surface,
        position=shown.position,
        product=shown.product,
        clicked=shown.clicked,
    )
    return table.take(np.lexsort((table.position, table.surface, table.session)))


def _second_of(kind: EventKind, draft: _Draft, second: IntArray, visits: int) -> IntArray:
    found = np.full(visits, NONE, dtype=np.int64)
    rows = draft.kind == kind
    found[draft.visit[rows]] = second[rows]
    return found
