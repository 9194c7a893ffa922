"""What a shop has seen of its customers up to a morning: carts, looks, orders and hours."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulation.catalogue import Catalogue
from simulation.columns import NONE, BoolArray, FloatArray, IntArray
from simulation.kinds import EventKind, MailKind
from simulation.population import Customers
from simulation.results import StepResult

LAPSED_DAYS = 60
_USUAL_HOUR = 18.0
_PRIOR_VISITS = 3.0
_LONG_AGO = -1_000_000


@dataclass(slots=True)
class Sightings:
    """Days (customers,) of what each did last; far in the past where they never did."""

    catalogue: Catalogue
    customers: Customers
    cart: IntArray = field(init=False)
    cart_variant: IntArray = field(init=False)
    """What was put into that cart last."""
    look: IntArray = field(init=False)
    order: IntArray = field(init=False)
    used_up: IntArray = field(init=False)
    """Day on which what was bought last of a category that is used up should be needed again."""
    _hours: FloatArray = field(init=False)
    _visits: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        n = len(self.customers)
        self.cart, self.look, self.order, self.used_up = (
            np.full(n, _LONG_AGO, dtype=np.int64) for _ in range(4)
        )
        self.cart_variant = np.full(n, NONE, dtype=np.int64)
        self._hours, self._visits = np.zeros(n), np.zeros(n)

    def entering(self, kind: MailKind, day: int) -> BoolArray:
        """(customers,) for whom a flow of this kind has a reason on the morning of ``day``."""
        idle = self.order < day - 1
        match kind:
            case MailKind.ABANDONED_CART:
                return (self.cart == day - 1) & idle
            case MailKind.BROWSE:
                return (self.look == day - 1) & (self.cart < day - 1) & idle
            case MailKind.WIN_BACK:
                return (self.order > _LONG_AGO) & (day - self.order >= LAPSED_DAYS)
            case MailKind.REPLENISHMENT:
                return self.used_up == day
            case MailKind.WELCOME:
                return np.asarray(self.customers.birth_day == day - 1)
            case MailKind.NEWSLETTER:
                return np.asarray(self.customers.birth_day < day)

    def since(self, kind: MailKind) -> IntArray:
        """(customers,) day of what a flow of this kind is about; of joining where of nothing."""
        days = {
            MailKind.ABANDONED_CART: self.cart,
            MailKind.BROWSE: self.look,
            MailKind.WIN_BACK: self.order,
            MailKind.REPLENISHMENT: self.order,
        }
        return days.get(kind, self.customers.birth_day)

    def usual_hour(self, rows: IntArray) -> FloatArray:
        """(n,) mean hour of the visits seen, drawn to the early evening where they are few."""
        total = self._hours[rows] + _PRIOR_VISITS * _USUAL_HOUR
        return np.asarray(total / (self._visits[rows] + _PRIOR_VISITS))

    def watch(self, result: StepResult) -> None:
        """Learn a day. Visits without consent to be remembered leave no look and no hour."""
        who = result.sessions.customer
        self._watch_visits(result, who)
        orders = result.orders
        known = orders.customer >= 0
        self.order[orders.customer[known]] = result.day
        self._watch_needs(result)

    def _watch_visits(self, result: StepResult, who: IntArray) -> None:
        events, day = result.events, result.day
        known = who >= 0
        added = np.bincount(
            events.session[events.kind == EventKind.ADD_TO_CART], minlength=len(who)
        )
        removed = np.bincount(events.session[events.kind == EventKind.REMOVE], minlength=len(who))
        bought = np.zeros(len(who), dtype=np.bool_)
        bought[result.orders.session] = True
        self.cart[who[known & (added > removed) & ~bought]] = day
        put_in = np.flatnonzero((events.kind == EventKind.ADD_TO_CART) & known[events.session])
        self.cart_variant[who[events.session[put_in]]] = events.variant[put_in]
        remembered = known & result.sessions.personalisation
        looked = np.zeros(len(who), dtype=np.bool_)
        looked[events.session[events.kind == EventKind.VIEW]] = True
        self.look[who[remembered & looked]] = day
        np.add.at(self._hours, who[remembered], result.sessions.start[remembered] / 3600)
        np.add.at(self._visits, who[remembered], 1.0)

    def _watch_needs(self, result: StepResult) -> None:
        """The usual cycle of the category; each one's own pace is for the shop to learn."""
        lines = result.lines
        category = self.catalogue.product_category[self.catalogue.variant_product[lines.variant]]
        cycle = self.catalogue.category_cycle_days[category]
        customer = result.orders.customer[lines.order]
        rows = np.flatnonzero((cycle > 0) & (customer >= 0))
        wait = cycle[rows] * np.sqrt(lines.quantity[rows])
        self.used_up[customer[rows]] = result.day + np.maximum(wait.astype(np.int64) - 3, 1)
