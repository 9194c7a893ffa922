"""Baskets become orders: money to the minor unit, addresses, cards, payments and logins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.columns import NONE, BoolArray, FloatArray, IntArray
from simulation.journal import Journal
from simulation.kinds import FraudKind, SessionKind
from simulation.offers import OfferOfTheDay, discount_of
from simulation.results import Lines, Logins, Orders, PaymentAttempts
from simulation.seasons import christmas
from simulation.state import MarketState
from simulation.visits import Visits, Wants
from simulation.world import World

_GIFTS, _CHRISTMAS_GIFTS = 0.04, 0.14
_EXPRESS, _EXPRESS_FRAUD = 0.1, 0.65
_FOREIGN_CARD, _FOREIGN_CARD_FRAUD = 0.02, 0.65
_SECOND_CARD = 0.12
_HONEST_FAILURE = 0.04
_GUEST_KNOWS_COUPON = 0.15
_LOGIN, _LOGIN_FAILURE = 0.35, 0.05
_SPACING = 12
_DROP_ADDRESSES = 7


@dataclass(frozen=True)
class Sales:
    orders: Orders
    lines: Lines
    fraud: IntArray
    """(orders,) ``FraudKind``."""


def place_orders(
    world: World,
    state: MarketState,
    visits: Visits,
    bought: Wants,
    journal: Journal,
    offer: OfferOfTheDay,
    rng: np.random.Generator,
) -> Sales:
    """One order a visit that bought, numbered by time; state's counter moves on."""
    uniform = rng.random((6, len(visits)))
    visit = np.unique(bought.visit)
    visit = visit[np.argsort(journal.paid_at[visit], kind="stable")]
    n = len(visit)
    row_of = np.full(len(visits), NONE, dtype=np.int64)
    row_of[visit] = np.arange(n)
    coupon = _uses_coupon(world, state, visits, offer, uniform[0])
    code = np.maximum(visits.code_percent, 0)
    lines = _lines(bought, row_of, coupon, code, offer)
    subtotal = _by_order(lines.unit_price * lines.quantity, lines, n)
    discount = _by_order(lines.discount, lines, n)
    with_code = _by_order(_code_counts(lines, code[visit], coupon[visit], offer, world), lines, n)
    coupon_discount = coupon[visit] & _coupon_mattered(lines, offer, world, n)
    bad = visits.kind[visit] == SessionKind.ATTACK
    number = state.next_order + np.arange(n)
    gift = ~bad & (uniform[1, visit] < _gift_share(world, state))
    session_fraud = visits.fraud[visit]
    used_up_offer = (session_fraud == FraudKind.PROMOTION_ABUSE) & ~coupon_discount
    orders = Orders.build(
        n,
        number=number,
        session=visit,
        visitor=visits.visitor[visit],
        customer=visits.customer[visit],
        second=journal.paid_at[visit],
        country=visits.country[visit],
        address=_addresses(world, visits, visit, number, gift, uniform[2, visit]),
        card=_cards(state, visits, visit, uniform[3, visit]),
        card_country=_card_country(world, visits, visit, bad, uniform[4, visit]),
        network=visits.network[visit],
        express=uniform[5, visit] < np.where(bad, _EXPRESS_FRAUD, _EXPRESS),
        gift=gift,
        coupon=np.where(coupon_discount, offer.coupon, NONE),
        own_code=np.where(with_code > 0, code[visit], 0),
        subtotal=subtotal,
        discount=discount,
        total=subtotal - discount,
    )
    state.next_order += n
    return Sales(orders, lines, np.where(used_up_offer, FraudKind.NONE, session_fraud))


def payments(
    state: MarketState,
    visits: Visits,
    sales: Sales,
    tried: Wants,
    journal: Journal,
    offer: OfferOfTheDay,
    rng: np.random.Generator,
) -> PaymentAttempts:
    """The successful attempt of every order, the failed ones before it, and those that led nowhere.

    Args:
        tried: baskets of visits that reached the payment and failed.
    """
    orders = sales.orders
    honest = visits.kind[orders.session] != SessionKind.ATTACK
    failures = visits.failures[orders.session] + (
        honest & (rng.random(len(orders)) < _HONEST_FAILURE)
    )
    times = failures + 1
    row = np.repeat(np.arange(len(orders)), times)
    back = _counting_down(times)
    done = PaymentAttempts.build(
        len(row),
        session=orders.session[row],
        order=np.where(back == 0, row, NONE),
        second=np.maximum(orders.second[row] - back * _SPACING, visits.start[orders.session[row]]),
        card=np.where(
            honest[row] | (back == 0),
            orders.card[row],
            _stolen_cards(state, orders.session[row], back),
        ),
        card_country=orders.card_country[row],
        amount=orders.total[row],
        succeeded=back == 0,
    )
    return PaymentAttempts.concatenate([done, _dead_ends(state, visits, tried, journal, offer)])


def _dead_ends(
    state: MarketState, visits: Visits, tried: Wants, journal: Journal, offer: OfferOfTheDay
) -> PaymentAttempts:
    worth = np.bincount(
        tried.visit, weights=offer.prices[tried.variant] * tried.quantity, minlength=len(visits)
    )
    visit = np.flatnonzero((worth > 0) & (journal.checkout_at >= 0) & (visits.failures > 0))
    times = visits.failures[visit]
    row = np.repeat(visit, times)
    back = _counting_down(times)
    second = journal.checkout_at[row] + (times.repeat(times) - back - 1) * _SPACING
    return PaymentAttempts.build(
        len(row),
        session=row,
        second=np.minimum(second, 86_399),
        card=_stolen_cards(state, row, back),
        card_country=visits.country[row],
        amount=worth[row].astype(np.int64),
        succeeded=False,
    )


def logins(world: World, visits: Visits, orders: Orders, rng: np.random.Generator) -> Logins:
    """Sign-ins of known customers; whoever breaks in tries a few passwords first."""
    uniform = rng.random((2, len(visits)))
    bought = np.zeros(len(visits), dtype=np.bool_)
    bought[orders.session] = True
    stolen = visits.fraud == FraudKind.ACCOUNT_TAKEOVER
    signs_in = (visits.customer >= 0) & (stolen | bought | (uniform[0] < _LOGIN))
    session = np.flatnonzero(signs_in)
    failed = np.where(stolen, 1 + visits.visitor % 4, uniform[1] < _LOGIN_FAILURE)[session]
    times = failed.astype(np.int64) + 1
    row = np.repeat(session, times)
    back = _counting_down(times)
    return Logins.build(
        len(row),
        session=row,
        customer=visits.customer[row],
        second=np.maximum(visits.start[row] - back * 3, 0),
        network=visits.network[row],
        country=visits.country[row],
        succeeded=back == 0,
    )


def _uses_coupon(
    world: World, state: MarketState, visits: Visits, offer: OfferOfTheDay, uniform: FloatArray
) -> BoolArray:
    """Who knows the day's coupon and is, as far as the shop sees, entitled to it."""
    if offer.coupon == NONE:
        return np.zeros(len(visits), dtype=np.bool_)
    safe = np.maximum(visits.customer, 0)
    known = np.where(visits.customer >= 0, world.customers.coupon_sense[safe], _GUEST_KNOWS_COUPON)
    entitled = np.ones(len(visits), dtype=np.bool_)
    if offer.coupon_first_only:
        entitled = (visits.customer < 0) | (state.orders[safe] == 0)
    return np.asarray(entitled & (visits.kind != SessionKind.ATTACK) & (uniform < known))


def _lines(
    bought: Wants, row_of: IntArray, coupon: BoolArray, code: IntArray, offer: OfferOfTheDay
) -> Lines:
    """Lines by order, equal variants joined; a coupon counts where it beats the open promotion.

    ``code``: (visits,) percent off everything by a code of their own.
    """
    variant_span = len(offer.prices)
    key = row_of[bought.visit] * variant_span + bought.variant
    joined, inverse = np.unique(key, return_inverse=True)
    quantity = np.bincount(inverse, weights=bought.quantity, minlength=len(joined))
    order, variant = joined // variant_span, joined % variant_span
    product = np.zeros(len(joined), dtype=np.int64)
    product[inverse] = bought.product
    with_coupon = np.zeros(len(joined), dtype=np.bool_)
    with_coupon[inverse] = coupon[bought.visit]
    percent = offer.open_percent[product]
    percent = np.where(with_coupon, np.maximum(percent, offer.coupon_percent[product]), percent)
    own = np.zeros(len(joined), dtype=np.int64)
    own[inverse] = code[bought.visit]
    percent = np.maximum(percent, own)
    units = quantity.astype(np.int64)
    price = offer.prices[variant]
    return Lines.build(
        len(joined),
        order=order,
        variant=variant,
        quantity=units,
        unit_price=price,
        discount=discount_of(price, percent) * units,
    )


def _coupon_mattered(lines: Lines, offer: OfferOfTheDay, world: World, n: int) -> BoolArray:
    product = world.catalogue.variant_product[lines.variant]
    better = offer.coupon_percent[product] > offer.open_percent[product]
    return _by_order(better.astype(np.int64), lines, n) > 0


def _code_counts(
    lines: Lines, code: IntArray, coupon: BoolArray, offer: OfferOfTheDay, world: World
) -> IntArray:
    """(lines,) 1 where nothing else gave as much off as the buyer's own code."""
    product = world.catalogue.variant_product[lines.variant]
    other = np.where(coupon[lines.order], offer.coupon_percent[product], 0)
    other = np.maximum(other, offer.open_percent[product])
    return (code[lines.order] > other).astype(np.int64)


def _by_order(amount: IntArray, lines: Lines, n: int) -> IntArray:
    total = np.zeros(n, dtype=np.int64)
    np.add.at(total, lines.order, amount)
    return total


def _gift_share(world: World, state: MarketState) -> float:
    return _GIFTS + _CHRISTMAS_GIFTS * christmas(world.seasons.date(state.day))


def _addresses(
    world: World,
    visits: Visits,
    visit: IntArray,
    number: IntArray,
    gift: BoolArray,
    uniform: FloatArray,
) -> IntArray:
    """Homes, somebody else's door for gifts, and the few doors where thieves collect."""
    customer = visits.customer[visit]
    home = world.customers.address[np.maximum(customer, 0)]
    own = np.where(customer >= 0, home, 500_000_000 + visits.visitor[visit])
    own = np.where(gift, 600_000_000 + number, own)
    drop = np.where(uniform < 0.5, 700_000_000 + number, 700_000_000 + number % _DROP_ADDRESSES)
    return np.where(visits.kind[visit] == SessionKind.ATTACK, drop, own).astype(np.int64)


def _cards(state: MarketState, visits: Visits, visit: IntArray, uniform: FloatArray) -> IntArray:
    customer = visits.customer[visit]
    own = np.where(
        customer >= 0,
        2 * customer + (uniform < _SECOND_CARD),
        1_000_000_000 + visits.visitor[visit],
    )
    bad = visits.kind[visit] == SessionKind.ATTACK
    on_file = bad & (customer >= 0) & (uniform < 0.5)
    stolen = _stolen_cards(state, visit, np.zeros(len(visit), dtype=np.int64))
    return np.where(bad & ~on_file, stolen, np.where(on_file, 2 * customer, own)).astype(np.int64)


def _stolen_cards(state: MarketState, session: IntArray, attempt: IntArray) -> IntArray:
    return 2_000_000_000 + (state.next_session + session) * 8 + attempt


def _card_country(
    world: World, visits: Visits, visit: IntArray, bad: BoolArray, uniform: FloatArray
) -> IntArray:
    share = np.where(bad, _FOREIGN_CARD_FRAUD, _FOREIGN_CARD)
    shift = 1 + (uniform * 1_000_003).astype(np.int64) % max(1, len(world.config.countries) - 1)
    foreign = (visits.country[visit] + shift) % len(world.config.countries)
    return np.where(uniform < share, foreign, visits.country[visit]).astype(np.int64)


def _counting_down(times: IntArray) -> IntArray:
    """For counts (2, 1): 1, 0, 0."""
    ends = np.cumsum(times)
    return np.repeat(ends, times) - 1 - np.arange(int(ends[-1]) if len(ends) else 0)
