"""What orders bring later: goods sent back, reviews, disputed payments; and reviews for hire."""

from __future__ import annotations

import numpy as np

from simulation.checkout import Sales
from simulation.columns import NONE, FloatArray, IntArray
from simulation.kinds import Aspect, FraudKind, ReturnReason, SessionKind
from simulation.results import Chargebacks, Orders, Returns, Reviews
from simulation.state import MarketState
from simulation.visits import Visits
from simulation.world import World

_RETURN_DAYS = (5, 28)
_REVIEW_DAYS = (5, 30)
_CHARGEBACK_DAYS = (8, 45)
_ABUSER_RETURNS = 0.75
_DISPUTED = 0.85
_SPAM_SIZE = (6, 16)
_REASONS = (0.38, 0.17, 0.33, 0.12, 0.0)


def schedule(
    world: World, state: MarketState, visits: Visits, sales: Sales, rng: np.random.Generator
) -> None:
    """Note for later days what today's orders will bring."""
    _schedule_returns(world, state, visits, sales, rng)
    _schedule_reviews(world, state, visits, sales, rng)
    charged = np.isin(
        sales.fraud,
        (FraudKind.CARD_TESTING, FraudKind.STOLEN_CARD, FraudKind.ACCOUNT_TAKEOVER),
    ) & (rng.random(len(sales.orders)) < _DISPUTED)
    rows = np.flatnonzero(charged)
    days = state.day + rng.integers(*_CHARGEBACK_DAYS, len(rows))
    for row, day in zip(rows, days, strict=True):
        note = Chargebacks.build(1, order_number=sales.orders.number[row])
        state.pending.chargebacks[int(day)].append(note)


def returns_of_the_day(world: World, state: MarketState) -> tuple[Returns, IntArray]:
    """Today's returns, and for each whether it is abuse (``FraudKind``)."""
    returns = Returns.concatenate(state.pending.returns.pop(state.day, []))
    used = returns.reason == ReturnReason.USED
    return returns, np.where(used, FraudKind.RETURN_ABUSE, FraudKind.NONE).astype(np.int64)


def chargebacks_of_the_day(state: MarketState) -> Chargebacks:
    return Chargebacks.concatenate(state.pending.chargebacks.pop(state.day, []))


def reviews_of_the_day(
    world: World, state: MarketState, rng: np.random.Generator
) -> tuple[Reviews, IntArray]:
    """Today's reviews with their ``FraudKind``: honest ones fall due, spam comes in bursts."""
    honest = Reviews.concatenate(state.pending.reviews.pop(state.day, []))
    today = world.attacks.take(world.attacks.day == state.day)
    bursts = int((today.kind == FraudKind.REVIEW_SPAM).sum())
    spam = Reviews.concatenate([_spam(world, state, rng) for _ in range(bursts)])
    fraud = np.repeat([FraudKind.NONE, FraudKind.REVIEW_SPAM], [len(honest), len(spam)])
    return Reviews.concatenate([honest, spam]), fraud.astype(np.int64)


def _schedule_returns(
    world: World, state: MarketState, visits: Visits, sales: Sales, rng: np.random.Generator
) -> None:
    lines, orders = sales.lines, sales.orders
    customer = orders.customer[lines.order]
    product = world.catalogue.variant_product[lines.variant]
    abuser = (customer >= 0) & (
        world.customers.abuse[np.maximum(customer, 0)] == FraudKind.RETURN_ABUSE
    )
    honest = visits.kind[orders.session[lines.order]] != SessionKind.ATTACK
    chance = np.where(abuser, _ABUSER_RETURNS, world.demand.return_rate[product]) * honest
    rows = np.flatnonzero(rng.random(len(lines)) < chance)
    days = state.day + rng.integers(*_RETURN_DAYS, len(rows))
    reason = rng.choice(len(ReturnReason), size=len(rows), p=_REASONS)
    worn = abuser[rows] & (rng.random(len(rows)) < 0.7)
    reason = np.where(worn, ReturnReason.USED, reason)
    some = 1 + (rng.random(len(rows)) * lines.quantity[rows]).astype(np.int64)
    first = np.searchsorted(lines.order, lines.order[rows], side="left")
    for at, row in enumerate(rows):
        note = Returns.build(
            1,
            order_number=orders.number[lines.order[row]],
            line=row - first[at],
            customer=customer[row],
            variant=lines.variant[row],
            quantity=some[at],
            reason=reason[at],
        )
        state.pending.returns[int(days[at])].append(note)


def _schedule_reviews(
    world: World, state: MarketState, visits: Visits, sales: Sales, rng: np.random.Generator
) -> None:
    """Ratings follow the product's quality and how well it suits the buyer."""
    lines, orders = sales.lines, sales.orders
    session = orders.session[lines.order]
    honest = visits.kind[session] != SessionKind.ATTACK
    rows = np.flatnonzero(honest & (rng.random(len(lines)) < world.config.review_rate))
    days = state.day + rng.integers(*_REVIEW_DAYS, len(rows))
    product = world.catalogue.variant_product[lines.variant[rows]]
    liking = world.tastes.utilities(visits.person[session[rows]])[np.arange(len(rows)), product]
    rating = _ratings(world.catalogue.product_quality[product], liking, rng)
    aspect = rng.choice(len(Aspect), size=len(rows), p=(0.35, 0.2, 0.2, 0.1, 0.15))
    second = rng.integers(25_000, 82_000, len(rows))
    for at, row in enumerate(rows):
        note = Reviews.build(
            1,
            order_number=orders.number[lines.order[row]],
            customer=orders.customer[lines.order[row]],
            visitor=orders.visitor[lines.order[row]],
            network=orders.network[lines.order[row]],
            product=product[at],
            rating=rating[at],
            aspect=aspect[at],
            second=second[at],
        )
        state.pending.reviews[int(days[at])].append(note)


def _ratings(quality: FloatArray, liking: FloatArray, rng: np.random.Generator) -> IntArray:
    exact = 1.9 + 3.0 * quality + 0.2 * liking + rng.normal(0, 0.9, len(quality))
    return np.clip(np.floor(exact + 0.5), 1, 5).astype(np.int64)


def _spam(world: World, state: MarketState, rng: np.random.Generator) -> Reviews:
    """A burst for or against one product, from one network and many masks."""
    n = int(rng.integers(*_SPAM_SIZE))
    launched = np.flatnonzero(world.catalogue.product_launch_day <= state.day)
    if not len(launched):
        return Reviews.build(0)
    return Reviews.build(
        n,
        order_number=NONE,
        customer=NONE,
        visitor=state.new_visitors(n),
        network=800_000_000 + rng.integers(3),
        product=rng.choice(launched),
        rating=5 if rng.random() < 0.7 else 1,
        aspect=rng.choice(len(Aspect), size=n),
        second=rng.integers(0, 80_000) + np.sort(rng.integers(0, 5_000, n)),
    )


def live_on(world: World, state: MarketState, sales: Sales, rng: np.random.Generator) -> None:
    """After an order: some leave for good (BG/NBD), and what is used up becomes due again."""
    uniform = rng.random(len(world.customers))
    mine = np.flatnonzero(
        (sales.orders.customer >= 0) & (sales.fraud != FraudKind.ACCOUNT_TAKEOVER)
    )
    customer = sales.orders.customer[mine]
    state.orders[customer] += 1
    state.last_order_day[customer] = state.day
    state.cart_product[customer] = NONE
    used = sales.orders.customer[mine[sales.orders.own_code[mine] > 0]]
    state.code_until[used] = state.day - 1
    leaves = customer[uniform[customer] < world.customers.dropout[customer]]
    state.death_day[leaves] = state.day
    _next_needs(world, state, sales, mine, rng)


def _next_needs(
    world: World, state: MarketState, sales: Sales, mine: IntArray, rng: np.random.Generator
) -> None:
    orders: Orders = sales.orders
    cycles = world.catalogue.category_cycle_days
    column = np.cumsum(cycles > 0) - 1
    lines = sales.lines.take(np.isin(sales.lines.order, mine))
    noise = np.exp(rng.normal(0, 0.12, len(lines)))
    product = world.catalogue.variant_product[lines.variant]
    category = world.catalogue.product_category[product]
    customer = orders.customer[lines.order]
    used_up = cycles[category] > 0
    rows, places = customer[used_up], column[category[used_up]]
    wait = cycles[category] * np.sqrt(lines.quantity) * world.customers.pace[customer] * noise
    state.due_day[rows, places] = state.day + wait[used_up]
    state.due_product[rows, places] = product[used_up]
