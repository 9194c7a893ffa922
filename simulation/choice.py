"""What people buy: a multinomial logit over what they looked at, with "nothing" as an option.

P(j | seen S) = exp(v_j) / (1 + sum over k in S of exp(v_k)), with v_j = level + liking +
slope_j log(price / reference) + promotion + mood + what is due. Its own-price elasticity is
slope_j (1 - P_j), and a dearer product loses to its seen substitutes (McFadden 1974). Complements
come on top: with a product in the basket, one of its partners is added at a given rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.browsing import Browse, Stage
from simulation.columns import (
    NONE,
    BoolArray,
    FloatArray,
    IntArray,
    choose_columns,
    choose_in_groups,
)
from simulation.exposure import Audience, show
from simulation.kinds import Device, FraudKind, SessionKind, Surface
from simulation.offers import OfferOfTheDay
from simulation.streams import uniforms
from simulation.visits import Shown, Views, Visits, Wants
from simulation.world import World

_LIKING = 0.8
_PHONE = -0.15
_DUE_PRODUCT = 2.0
_DUE_CATEGORY = 1.0
_LEFT_IN_CART = 1.0
_ENOUGH = 0.7
"""Weight of stopping after the first product."""
_CART_CLICK = 0.35
_CART_RANK = 79.0


@dataclass(frozen=True)
class Considered:
    """What each engaged visit weighs, sorted by visit; ``weight`` is exp(v)."""

    visit: IntArray
    product: IntArray
    rank: FloatArray
    surface: IntArray
    position: IntArray
    weight: FloatArray


@dataclass(frozen=True)
class Mood:
    """What lies over all purchases of a day."""

    level: float
    product: FloatArray
    """(P,) price, promotion and hangover, in log odds."""
    log_price_ratio: FloatArray
    open_percent: IntArray
    launched: BoolArray


def mood_of_the_day(world: World, day: int, offer: OfferOfTheDay, hangover: FloatArray) -> Mood:
    promoted = np.where(offer.promoted, world.demand.promotion_uplift, 0.0)
    tired = np.where(offer.promoted, 0.0, world.config.promotion_hangover * hangover)
    return Mood(
        level=world.seasons.mood(day),
        product=world.levels.price_slope * offer.log_price_ratio + promoted - tired,
        log_price_ratio=offer.log_price_ratio,
        open_percent=offer.open_percent,
        launched=world.catalogue.product_launch_day <= day,
    )


def consider(world: World, seen: Browse, mood: Mood) -> Considered:
    """Weigh every product that an engaged visit looked at, once."""
    views = seen.views.take(seen.engaged[seen.views.visit])
    order = np.lexsort((views.rank, views.product, views.visit))
    views = views.take(order)
    first = np.ones(len(views), dtype=np.bool_)
    first[1:] = (np.diff(views.visit) != 0) | (np.diff(views.product) != 0)
    views = views.take(first)
    value = visit_level(world, seen.visits)[views.visit] + mood.level
    value = value + _LIKING * seen.liking[views.visit, views.product]
    value = value + mood.product[views.product] + _on_mind(world, seen.visits, views)
    value = value + _own_code(world, seen.visits, views, mood)
    weight = np.exp(value)
    return Considered(views.visit, views.product, views.rank, views.surface, views.position, weight)


def visit_level(world: World, visits: Visits) -> FloatArray:
    """(S,) log odds that belong to the visit; people who only look around do not buy."""
    level = np.where(visits.kind == SessionKind.GUEST, world.levels.guest, world.levels.customer)
    level = level + visits.newcomer + visits.intent + world.channels.source_lift[visits.source]
    campaign = world.channels.campaign_lift[np.maximum(visits.campaign, 0)]
    level = level + np.where(visits.campaign >= 0, campaign, 0.0)
    level = level + np.where(visits.device == Device.PHONE, _PHONE, 0.0)
    level = np.where(visits.fraud == FraudKind.PROMOTION_ABUSE, level + 6.0, level)
    return np.where(visits.kind == SessionKind.PROSPECT, -50.0, level)


def choose(
    world: World,
    seen: Browse,
    considered: Considered,
    mood: Mood,
    rng: np.random.Generator,
    stage: Stage | None = None,
) -> tuple[Wants, Views, Shown]:
    """The basket of each visit, the views that led to what was added late, and the cart's slots."""
    n = len(seen.visits)
    uniform = uniforms(rng, seen.visits.seat, 5).T
    first = choose_in_groups(considered.weight, considered.visit, n, uniform[0], np.ones(n))
    second = _second_pick(considered, first, n, uniform[1])
    picks = np.concatenate([first[first >= 0], second[second >= 0]])
    base = Wants.build(
        len(picks),
        visit=considered.visit[picks],
        rank=considered.rank[picks] + 0.02,
        product=considered.product[picks],
        quantity=1,
        surface=considered.surface[picks],
        position=considered.position[picks],
    )
    added = _complements(world, seen, base, mood, uniform[2:4])
    shown = Shown.build(0)
    if stage is not None:
        shown = _cart_slots(world, seen, base, stage)
        added = Wants.concatenate([added, _cart_adds(world, seen, shown, mood, uniform[4])])
    added = _without_doubles(base, added)
    wants = Wants.concatenate([base, added])
    wants = wants.replace(
        variant=_variants(world, seen, wants, rng),
        quantity=_quantities(world, wants, rng),
    )
    late = Views.build(
        len(added),
        visit=added.visit,
        rank=added.rank - 0.5,
        product=added.product,
        surface=added.surface,
        position=added.position,
    )
    return wants, late, shown


def _on_mind(world: World, visits: Visits, views: Views) -> FloatArray:
    due = visits.due_product[views.visit]
    same = due == views.product
    category = world.catalogue.product_category
    alike = (due >= 0) & (category[np.maximum(due, 0)] == category[views.product])
    left = visits.cart_product[views.visit] == views.product
    return np.asarray(_DUE_PRODUCT * same + _DUE_CATEGORY * alike + _LEFT_IN_CART * left)


def _own_code(world: World, visits: Visits, views: Views, mood: Mood) -> FloatArray:
    """A code of one's own works as a lower price does, where nothing open beats it."""
    percent = np.maximum(visits.code_percent, 0)[views.visit]
    counts = percent > mood.open_percent[views.product]
    return np.where(counts, world.levels.price_slope[views.product] * np.log1p(-percent / 100), 0.0)


def _second_pick(considered: Considered, first: IntArray, n: int, uniform: FloatArray) -> IntArray:
    """Sometimes another of the products looked at goes into the basket too, by the same logit."""
    rest = considered.weight.copy()
    rest[first[first >= 0]] = 0.0
    picked = choose_in_groups(rest, considered.visit, n, uniform, np.full(n, _ENOUGH))
    return np.where((first >= 0) & (picked != first), picked, NONE)


def _complements(world: World, seen: Browse, base: Wants, mood: Mood, uniform: FloatArray) -> Wants:
    """Add a partner of the product in the basket; price moves its chance by its elasticity."""
    partners = world.demand.partners[base.product]
    safe = np.maximum(partners, 0)
    weight = np.exp(seen.liking[base.visit[:, None], safe])
    weight *= (partners >= 0) & mood.launched[safe]
    at_price = weight * np.exp(world.demand.elasticity[safe] * mood.log_price_ratio[safe])
    total, now = weight.sum(axis=1), at_price.sum(axis=1)
    ratio = np.divide(now, total, out=np.zeros_like(now), where=total > 0)
    chance = np.minimum(0.95, world.config.complement_rate * ratio)
    rows = np.flatnonzero(uniform[0][base.visit] < chance)
    column = choose_columns(at_price[rows], uniform[1][base.visit[rows]][:, None])[:, 0]
    return Wants.build(
        len(rows),
        visit=base.visit[rows],
        rank=80.0 + base.rank[rows] / 100,
        product=partners[rows, column],
        quantity=1,
    )


def _cart_slots(world: World, seen: Browse, base: Wants, stage: Stage) -> Shown:
    visit, first = np.unique(base.visit, return_index=True)
    items = base.product[first][:, None]
    context = stage.context(Surface.CART, seen.visits, visit, items)
    in_focus = seen.focus[visit][:, None] == world.catalogue.product_category[None, :]
    when = np.full(len(visit), _CART_RANK)
    audience = Audience(visit, seen.visits.seat[visit], when, seen.liking[visit], in_focus)
    partners = world.demand.partners[items[:, 0]]
    return show(stage.policy, context, audience, partners, stage.rng)


def _cart_adds(world: World, seen: Browse, shown: Shown, mood: Mood, uniform: FloatArray) -> Wants:
    hit = shown.take(shown.clicked)
    ratio = np.exp(world.demand.elasticity[hit.product] * mood.log_price_ratio[hit.product])
    adds = hit.take(uniform[hit.visit] < np.minimum(0.95, _CART_CLICK * ratio))
    adds = adds.take(seen.visits.kind[adds.visit] != SessionKind.PROSPECT)
    return Wants.build(
        len(adds),
        visit=adds.visit,
        rank=85.0 + 0.1 * adds.position,
        product=adds.product,
        quantity=1,
        surface=adds.surface,
        position=adds.position,
    )


def _without_doubles(base: Wants, added: Wants) -> Wants:
    """What is added late only counts if it is not in the basket yet."""
    span = 1 + max(int(base.product.max(initial=0)), int(added.product.max(initial=0)))
    key = added.visit * span + added.product
    new = ~np.isin(key, base.visit * span + base.product)
    once = np.zeros(len(added), dtype=np.bool_)
    once[np.unique(key, return_index=True)[1]] = True
    return added.take(new & once)


def _variants(world: World, seen: Browse, wants: Wants, rng: np.random.Generator) -> IntArray:
    """The colour that is liked, in the size that fits."""
    weight, table = variant_weights(world, seen.visits.person[wants.visit], wants.product)
    column = choose_columns(weight, rng.random((len(wants), 1)))[:, 0]
    return table[np.arange(len(wants)), column]


def variant_weights(
    world: World, person: IntArray, product: IntArray
) -> tuple[FloatArray, IntArray]:
    """(n, width) how much each variant of the product is wanted, and the variants (-1: none)."""
    table = world.variant_table[product]
    safe = np.maximum(table, 0)
    catalogue = world.catalogue
    liking = world.tastes.colour[person[:, None], catalogue.variant_colour[safe]]
    gap = catalogue.variant_size[safe] - world.tastes.size[person][:, None]
    sized = catalogue.variant_size[safe] != 0.5
    weight = np.exp(liking - np.where(sized, (4 * gap) ** 2, 1.0))
    return np.asarray(weight * (table >= 0) + 1e-12 * (table >= 0)), table


def _quantities(world: World, wants: Wants, rng: np.random.Generator) -> IntArray:
    """Mostly one; of what is used up, sometimes a few."""
    used_up = world.catalogue.category_cycle_days[world.catalogue.product_category[wants.product]]
    more = rng.poisson(np.where(used_up > 0, 0.45, 0.04))
    return np.minimum(1 + more, 6).astype(np.int64)
