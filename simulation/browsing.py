"""What people look at: a focus on one category, views by liking, and clicks on recommendations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.columns import NONE, BoolArray, FloatArray, IntArray, choose_columns
from simulation.exposure import Audience, ExposureContext, ExposurePolicy, show
from simulation.kinds import Device, SessionKind, Surface
from simulation.streams import uniforms
from simulation.visits import Shown, Views, Visits
from simulation.world import World

_TEMPER = 0.9
"""How much more a liked product is looked at."""
_FOCUS = 9.0
_MAX_VIEWS = 10
_MEAN_MORE_VIEWS = 1.05
_BOUNCE = {SessionKind.CUSTOMER: 0.3, SessionKind.PROSPECT: 0.4, SessionKind.GUEST: 0.55}
_LANDS_HOME = 0.5
_CONTEXT_ITEMS = 2


@dataclass(frozen=True)
class Browse:
    """Shoppers' visits (S) with what they saw; rows of ``visits`` index everything."""

    visits: Visits
    liking: FloatArray
    """(S, P)"""
    focus: IntArray
    """(S,) category that the visit is about."""
    engaged: BoolArray
    """(S,) looked at more than the page they landed on."""
    views: Views
    shown: Shown


@dataclass(frozen=True)
class Offering:
    """What there is to see on a day."""

    day: int
    launched: BoolArray
    available: BoolArray
    interest: FloatArray
    """(P,) seasonal factor on attention."""


@dataclass(frozen=True)
class Stage:
    """A shop that shows recommendations: who decides, and what may be shown to whom."""

    policy: ExposurePolicy
    day: int
    personalisation: BoolArray
    """(S,) consent of each visit."""
    available: BoolArray
    rng: np.random.Generator

    def context(
        self, surface: Surface, visits: Visits, rows: IntArray, items: IntArray
    ) -> ExposureContext:
        """What the policy is told of the given visits."""
        return ExposureContext(
            day=self.day,
            surface=surface,
            visitor=visits.visitor[rows],
            customer=visits.customer[rows],
            items=items,
            personalisation=self.personalisation[rows],
            available=self.available,
        )


def browse(
    world: World,
    visits: Visits,
    offering: Offering,
    rng: np.random.Generator,
    stage: Stage | None = None,
) -> Browse:
    """Let shoppers look around. Nobody sees what is not launched."""
    uniform = uniforms(rng, visits.seat, 3 + _MAX_VIEWS)
    liking = world.tastes.utilities(visits.person)
    attention = np.exp(_TEMPER * liking) * (offering.interest * offering.launched)[None, :]
    focus = choose_columns(attention @ world.category_of_product, uniform[:, :1])[:, 0]
    due = visits.due_product
    focus = np.where(due >= 0, world.catalogue.product_category[np.maximum(due, 0)], focus)
    in_focus = focus[:, None] == world.catalogue.product_category[None, :]
    attention *= 1 + _FOCUS * in_focus
    bounce = uniform[:, 1] < _bounce_chance(visits)
    drawn = choose_columns(attention, uniform[:, 3:])
    views = _drawn_views(visits, drawn, _view_counts(bounce, uniform[:, 2]), offering.launched)
    seen = Browse(visits, liking, focus, ~bounce, views, Shown.build(0))
    return seen if stage is None else _with_exposures(seen, in_focus, stage)


def _bounce_chance(visits: Visits) -> FloatArray:
    chance = np.array([_BOUNCE[SessionKind(k)] for k in range(len(_BOUNCE))])[visits.kind]
    chance = chance + np.where(visits.device == Device.PHONE, 0.06, 0.0)
    purposeful = (visits.due_product >= 0) | (visits.cart_product >= 0) | (visits.newcomer > 1)
    return np.where(purposeful, 0.0, chance)


def _view_counts(bounce: BoolArray, uniform: FloatArray) -> IntArray:
    """One page or none for those who leave at once, a geometric number for the others."""
    stay = _MEAN_MORE_VIEWS / (1 + _MEAN_MORE_VIEWS)
    more = np.floor(np.log(np.maximum(uniform, 1e-12)) / np.log(stay))
    counts = np.where(bounce, uniform < 0.5, 1 + more)
    return np.minimum(counts, _MAX_VIEWS).astype(np.int64)


def _drawn_views(visits: Visits, drawn: IntArray, counts: IntArray, launched: BoolArray) -> Views:
    rows, place = np.nonzero(np.arange(drawn.shape[1])[None, :] < counts[:, None])
    parts = [Views.build(len(rows), visit=rows, rank=1.0 + place, product=drawn[rows, place])]
    for rank, wanted in ((0.8, visits.cart_product), (0.9, visits.due_product)):
        on_mind = np.flatnonzero((wanted >= 0) & launched[np.maximum(wanted, 0)])
        parts.append(Views.build(len(on_mind), visit=on_mind, rank=rank, product=wanted[on_mind]))
    return Views.concatenate(parts)


def _with_exposures(seen: Browse, in_focus: BoolArray, stage: Stage) -> Browse:
    """Show the home page's and the product page's recommendations; clicks become views."""
    seat = seen.visits.seat
    home = np.flatnonzero(uniforms(stage.rng, seat, 1)[:, 0] < _LANDS_HOME)
    viewers, rank, items = _first_items(seen.views)
    audiences = (
        (Surface.HOME, home, np.full(len(home), 0.3), np.empty((len(home), 0), dtype=np.int64)),
        (Surface.PRODUCT, viewers, rank + 0.1, items),
    )
    shown = Shown.concatenate(
        [
            show(
                stage.policy,
                stage.context(surface, seen.visits, rows, on_mind),
                Audience(rows, seat[rows], when, seen.liking[rows], in_focus[rows]),
                None,
                stage.rng,
            )
            for surface, rows, when, on_mind in audiences
        ]
    )
    hit = shown.take(shown.clicked)
    clicks = Views.build(
        len(hit),
        visit=hit.visit,
        rank=hit.rank + 0.1 + 0.01 * hit.position,
        product=hit.product,
        surface=hit.surface,
        position=hit.position,
    )
    engaged = seen.engaged.copy()
    engaged[hit.visit] = True
    views = Views.concatenate([seen.views, clicks])
    return Browse(seen.visits, seen.liking, seen.focus, engaged, views, shown)


def _first_items(views: Views) -> tuple[IntArray, FloatArray, IntArray]:
    """Visits with a view, the rank of the last of their first two views, and these views."""
    order = np.lexsort((views.rank, views.visit))
    visit, product, rank = views.visit[order], views.product[order], views.rank[order]
    viewers, first, counts = np.unique(visit, return_index=True, return_counts=True)
    items = np.full((len(viewers), _CONTEXT_ITEMS), NONE, dtype=np.int64)
    for place in range(_CONTEXT_ITEMS):
        has = counts > place
        items[has, place] = product[first[has] + place]
    last = first + np.minimum(counts, _CONTEXT_ITEMS) - 1
    return viewers, rank[last], items
