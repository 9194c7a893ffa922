"""The stepped market: one call a day, everything that happened comes back."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation import aftermath, checkout
from simulation.browsing import Browse, Offering, Stage, browse
from simulation.catalogue import Catalogue
from simulation.channels import CAMPAIGNS, Campaign
from simulation.choice import choose, consider, mood_of_the_day
from simulation.columns import NONE, BoolArray, IntArray
from simulation.config import MarketConfig
from simulation.creation import draw_world
from simulation.exposure import ExposurePolicy
from simulation.fulfilment import Served, serve
from simulation.journal import Happenings, Journal, write_journal
from simulation.kinds import FraudKind, SessionKind, Stream
from simulation.mail import deliver
from simulation.offers import (
    Mailing,
    OfferOfTheDay,
    PriceMoves,
    Promotion,
    offer_of_the_day,
    price_moves,
)
from simulation.population import Customers
from simulation.proposals import mailings_of_the_day, promotions_of_the_day
from simulation.queries import QueryBook
from simulation.raids import raids_of_the_day
from simulation.results import DayTruth, MailResponses, Sessions, StepResult
from simulation.state import MarketState
from simulation.streams import stream, uniforms
from simulation.supply import Suppliers
from simulation.traffic import draw_visits
from simulation.truth import HiddenTruth, reveal
from simulation.visits import Shown, Views, Visits, Wants
from simulation.world import World

_HANGOVER_BUILDS = 0.3
_GUEST_CONSENT_PERCENT = 45
_DECLARED_BOTS_PERCENT = 60
_BOT_VIEWS = 11
_WISH = 0.012


class Market:
    """A shop's market with a known hidden truth.

    Args:
        catalogue: what is sold; ``build_catalogue`` or ``synthetic_catalogue``.
        seed: fixes everything.
        config: size and mean behaviour.
    """

    def __init__(self, catalogue: Catalogue, seed: int, config: MarketConfig | None = None) -> None:
        self._world = draw_world(catalogue, seed, config or MarketConfig())
        self._state = MarketState.begin(self._world)
        self._queries = QueryBook(catalogue, self._world.config.unmet_queries)

    @property
    def day(self) -> int:
        """The day that the next ``step`` plays, from 0."""
        return self._state.day

    @property
    def config(self) -> MarketConfig:
        return self._world.config

    @property
    def catalogue(self) -> Catalogue:
        return self._world.catalogue

    @property
    def customers(self) -> Customers:
        """All customers by index; columns in ``Customers.HIDDEN`` are not for the shop to know."""
        return self._world.customers

    @property
    def suppliers(self) -> Suppliers:
        """True lead times; the shop should learn them from its receipts."""
        return self._world.suppliers

    @property
    def queries(self) -> tuple[str, ...]:
        """Texts of ``Events.query``."""
        return self._queries.words

    @property
    def campaigns(self) -> tuple[Campaign, ...]:
        """What ``Sessions.campaign`` points to."""
        return CAMPAIGNS

    @property
    def countries(self) -> tuple[str, ...]:
        """Codes of the ``country`` columns."""
        return tuple(code for code, _ in self._world.config.countries)

    def propose_price_moves(self, day: int) -> PriceMoves:
        """The random price test of a day, to be recorded and (if wanted) applied by the caller."""
        world = self._world
        return price_moves(
            day, world.catalogue.products, world.demand.price_tested, world.config, world.seed
        )

    def propose_promotions(self, day: int) -> tuple[Promotion, ...]:
        """Promotions that a plausible shop would run."""
        return promotions_of_the_day(self._world, day)

    def propose_mailings(self, day: int) -> tuple[Mailing, ...]:
        """Mailings that a plausible shop would send, with a random holdout of a tenth."""
        return mailings_of_the_day(self._world, day)

    def fork(self, seed: int | None = None) -> Market:
        """A copy that goes on by itself: the same people, other days if ``seed`` is given.

        Two forks without a seed differ only by what is done to them; forks with many seeds give the
        spread of an experiment's result.
        """
        twin = copy.copy(self)
        twin._state = copy.deepcopy(self._state)
        if seed is not None:
            twin._state.seed = seed
        return twin

    def truth(self) -> HiddenTruth:
        """Everything planted and everything hidden that has happened so far."""
        return reveal(self._world, self._state)

    def step(
        self,
        prices: IntArray,
        promotions: Sequence[Promotion] = (),
        stock: IntArray | None = None,
        exposures: ExposurePolicy | None = None,
        mailings: Sequence[Mailing] = (),
    ) -> StepResult:
        """Play one day.

        Args:
            prices: (V,) list prices in minor units.
            promotions: what is announced today; at most one with a coupon.
            stock: (V,) units at the start of the day, None for no limit; the caller keeps books.
            exposures: recommendation policy; None shows nothing.
            mailings: mail that goes out this morning. Consent is the caller's business.

        Raises:
            ValueError: for arrays of a wrong shape or type, negative stock, or mail to strangers.
        """
        self._check_stock(stock)
        offer = offer_of_the_day(self.catalogue, np.asarray(prices), promotions)
        played = _Day(self._world, self._state, self._queries, offer, stock, exposures)
        result = played.play(mailings)
        hangover = self._state.hangover
        hangover += np.where(
            offer.promoted, _HANGOVER_BUILDS * (1 - hangover), -hangover / self.config.hangover_days
        )
        self._state.day += 1
        return result

    def _check_stock(self, stock: IntArray | None) -> None:
        if stock is None:
            return
        if stock.shape != (self.catalogue.variants,) or not np.issubdtype(stock.dtype, np.integer):
            raise ValueError("stock is one whole number a variant")
        if len(stock) and int(stock.min()) < 0:
            raise ValueError("stock cannot be negative")


@dataclass(frozen=True)
class _Day:
    """One day being played."""

    world: World
    state: MarketState
    queries: QueryBook
    offer: OfferOfTheDay
    stock: IntArray | None
    policy: ExposurePolicy | None

    def play(self, mailings: Sequence[Mailing]) -> StepResult:
        state = self.state
        effect, mail = deliver(self.world, state, mailings)
        visits, raid_wants = self._visits(effect_visits=draw_visits(self.world, state, effect))
        consent = self._consent(visits)
        rows = np.flatnonzero(visits.shopping)
        seen, wants, views, shown = self._shop(visits.take(rows), consent[rows])
        views, shown = (
            views.replace(visit=rows[views.visit]),
            shown.replace(visit=rows[shown.visit]),
        )
        wants = Wants.concatenate([wants.replace(visit=rows[wants.visit]), raid_wants])
        pays = self._pays(visits)
        left = wants.take(~pays[wants.visit])
        served = self._serve(visits, wants.take(pays[wants.visit]))
        focus = np.full(len(visits), NONE, dtype=np.int64)
        focus[rows] = seen.focus
        views = Views.concatenate([views, self._other_views(visits, raid_wants)])
        what = Happenings(
            visits=visits,
            focus=focus,
            views=views,
            wishes=self._wishes(seen, rows),
            shown=shown,
            bought=served.wants,
            abandoned=self._there(left),
            fails_to_pay=visits.failures > 0,
        )
        journal = write_journal(what, self.queries, self._stream(Stream.JOURNAL))
        return self._settle(what, served, journal, consent, mail)

    def _stream(self, purpose: Stream) -> np.random.Generator:
        return stream(self.state.seed, purpose, self.state.day)

    def _visits(self, effect_visits: Visits) -> tuple[Visits, Wants]:
        """All sessions by start, and the attackers' baskets pointing into them."""
        raid, wants = raids_of_the_day(self.world, self.state)
        together = Visits.concatenate([effect_visits, raid])
        order = np.argsort(together.start, kind="stable")
        place = np.empty(len(together), dtype=np.int64)
        place[order] = np.arange(len(together))
        return together.take(order), wants.replace(visit=place[len(effect_visits) + wants.visit])

    def _consent(self, visits: Visits) -> BoolArray:
        known = self.world.customers.consent_personalisation[np.maximum(visits.customer, 0)]
        guest = visits.visitor * 2_654_435_761 % 1009 % 100 < _GUEST_CONSENT_PERCENT
        return np.where(visits.customer >= 0, known, guest) & visits.shopping

    def _shop(self, shoppers: Visits, consent: BoolArray) -> tuple[Browse, Wants, Views, Shown]:
        """Browse and choose; rows of everything are rows of ``shoppers``."""
        world, day = self.world, self.state.day
        launched = world.catalogue.product_launch_day <= day
        available = launched.copy()
        if self.stock is not None:
            units = np.bincount(world.catalogue.variant_product, weights=self.stock)
            available &= units > 0
        interest = world.seasons.interest(day)[world.catalogue.product_category]
        stage = None
        if self.policy is not None:
            stage = Stage(self.policy, day, consent, available, self._stream(Stream.EXPOSURE))
        offering = Offering(day, launched, available, interest)
        seen = browse(world, shoppers, offering, self._stream(Stream.BROWSING), stage)
        mood = mood_of_the_day(world, day, self.offer, self.state.hangover)
        weighed = consider(world, seen, mood)
        wants, late, in_cart = choose(
            world, seen, weighed, mood, self._stream(Stream.CHOICE), stage
        )
        views = Views.concatenate([seen.views, late])
        return seen, wants, views, Shown.concatenate([seen.shown, in_cart])

    def _pays(self, visits: Visits) -> BoolArray:
        """Who will finish the checkout; abusers of promotions and successful attackers do."""
        honest = np.zeros(len(visits), dtype=np.bool_)
        seated = np.flatnonzero(visits.seat >= 0)
        uniform = uniforms(self._stream(Stream.CHECKOUT), visits.seat[seated], 1)[:, 0]
        honest[seated] = uniform < self.world.config.checkout_completion
        honest |= visits.fraud == FraudKind.PROMOTION_ABUSE
        return np.where(visits.kind == SessionKind.ATTACK, visits.pays, honest)

    def _serve(self, visits: Visits, wants: Wants) -> Served:
        state = self.state
        rng = self._stream(Stream.FULFILMENT)
        return serve(self.world, visits, wants, self.stock, state.day, state.next_session, rng)

    def _there(self, wants: Wants) -> Wants:
        """A shop lets nobody put into the cart what is not there."""
        return wants if self.stock is None else wants.take(self.stock[wants.variant] > 0)

    def _wishes(self, seen: Browse, rows: IntArray) -> Views:
        views = seen.views
        liking = seen.liking[views.visit, views.product]
        chance = _WISH * np.exp(np.clip(liking, -2, 3))
        wished = views.take(self._stream(Stream.WISHES).random(len(views)) < chance)
        return wished.replace(visit=rows[wished.visit])

    def _other_views(self, visits: Visits, raid_wants: Wants) -> Views:
        """Robots crawl through the catalogue; attackers go straight to their goods."""
        rng = self._stream(Stream.BOTS)
        bots = np.flatnonzero(visits.kind == SessionKind.BOT)
        counts = rng.geometric(1 / _BOT_VIEWS, len(bots))
        visit = np.repeat(bots, counts)
        launched = np.flatnonzero(self.world.catalogue.product_launch_day <= self.state.day)
        if not len(launched):
            visit = visit[:0]
        crawl = Views.build(
            len(visit),
            visit=visit,
            rank=np.arange(len(visit)) / (1 + len(visit)),
            product=rng.choice(launched, len(visit)) if len(visit) else NONE,
        )
        direct = Views.build(
            len(raid_wants),
            visit=raid_wants.visit,
            rank=raid_wants.rank - 0.01,
            product=raid_wants.product,
        )
        return Views.concatenate([crawl, direct])

    def _settle(
        self,
        what: Happenings,
        served: Served,
        journal: Journal,
        consent: BoolArray,
        mail: MailResponses,
    ) -> StepResult:
        """Orders and their consequences, with the books of the hidden truth."""
        world, state, visits = self.world, self.state, what.visits
        rng = self._stream(Stream.AFTERMATH)
        sales = checkout.place_orders(world, state, visits, served.wants, journal, self.offer, rng)
        tried = what.abandoned.take(what.fails_to_pay[what.abandoned.visit])
        payments = checkout.payments(state, visits, sales, tried, journal, self.offer, rng)
        logins = checkout.logins(world, visits, sales.orders, rng)
        returns, return_fraud = aftermath.returns_of_the_day(world, state)
        reviews, review_fraud = aftermath.reviews_of_the_day(world, state, rng)
        chargebacks = aftermath.chargebacks_of_the_day(state)
        self._remember_looks(what)
        self._remember_carts(what)
        aftermath.schedule(world, state, visits, sales, rng)
        aftermath.live_on(world, state, sales, self._stream(Stream.LIFE))
        truth = DayTruth(
            visits.kind, visits.fraud, sales.fraud, return_fraud, review_fraud, served.lost
        )
        abused = returns.order_number[return_fraud == FraudKind.RETURN_ABUSE]
        state.log.add(truth, abused)
        sessions = self._sessions(visits, journal, consent)
        state.next_session += len(visits)
        return StepResult(
            day=state.day,
            date=world.seasons.date(state.day),
            new_customers=np.flatnonzero(world.customers.birth_day == state.day),
            sessions=sessions,
            events=journal.events,
            impressions=journal.impressions,
            orders=sales.orders,
            lines=sales.lines,
            payments=payments,
            logins=logins,
            returns=returns,
            reviews=reviews,
            chargebacks=chargebacks,
            mail=mail,
            sold=served.sold,
            truth=truth,
        )

    def _remember_looks(self, what: Happenings) -> None:
        """Who looked and put nothing into the cart."""
        looked = np.zeros(len(what.visits), dtype=np.bool_)
        looked[what.views.visit] = True
        looked[what.abandoned.visit] = looked[what.bought.visit] = False
        rows = np.flatnonzero(looked & what.visits.shopping & (what.visits.customer >= 0))
        self.state.browse_day[what.visits.customer[rows]] = self.state.day

    def _remember_carts(self, what: Happenings) -> None:
        left = what.abandoned.take(what.visits.shopping[what.abandoned.visit])
        customer = what.visits.customer[left.visit]
        known = customer >= 0
        self.state.cart_product[customer[known]] = left.product[known]
        self.state.cart_day[customer[known]] = self.state.day

    def _sessions(self, visits: Visits, journal: Journal, consent: BoolArray) -> Sessions:
        declared = visits.visitor * 40_503 % 100 < _DECLARED_BOTS_PERCENT
        return Sessions(
            number=self.state.next_session + np.arange(len(visits)),
            visitor=visits.visitor,
            customer=visits.customer,
            device=visits.device,
            source=visits.source,
            campaign=visits.campaign,
            country=visits.country,
            network=visits.network,
            start=visits.start,
            end=journal.end,
            personalisation=consent,
            declared_bot=(visits.kind == SessionKind.BOT) & declared,
        )
