"""What the simulated market's visitors did, as the shop's models learn from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from recommendations.algorithms.interactions import Interactions
from recommendations.algorithms.personal import History
from simulation import Catalogue, EventKind, ExposureContext, StepResult

SECONDS_A_DAY = 86_400
FIRST_GUEST = 10_000_000
"""Guests stand behind all customers."""
WEIGHTS = {EventKind.VIEW: 0.1, EventKind.WISHLIST: 0.5, EventKind.ADD_TO_CART: 0.5}
BOUGHT = 1.0
LONGEST = 200
SESSION_STEP = 0.8

Table = npt.NDArray[np.float64]
PERSON, PRODUCT, SECOND, WEIGHT, BASKET = range(5)


@dataclass(slots=True)
class MarketLog:
    """Events of those who agreed to personalisation: float64 [n, 5] a day, and each one's own."""

    catalogue: Catalogue
    days: list[Table] = field(default_factory=list)
    own: dict[int, list[tuple[int, float, float]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def write(self, result: StepResult, day: int) -> None:
        """Add what a day's visitors looked at, kept and bought."""
        rows = np.concatenate([_looks(result, day), _purchases(result, day, self.catalogue)])
        self.days.append(rows)
        for person, product, second, weight, _basket in rows.tolist():
            self.own[int(person)].append((int(product), second, weight))

    def interactions(self) -> tuple[Interactions, dict[int, int]]:
        """All of it for a training, and each person's index in it."""
        rows = np.concatenate(self.days)
        people, users = np.unique(rows[:, PERSON].astype(np.int64), return_inverse=True)
        log = Interactions(
            users.astype(np.int32), rows[:, PRODUCT].astype(np.int32),
            rows[:, SECOND].astype(np.int64), rows[:, WEIGHT].astype(np.float32),
            rows[:, BASKET].astype(np.int32), len(people), self.catalogue.products,
        )  # fmt: skip
        return log, {person: place for place, person in enumerate(people.tolist())}

    def history(self, person: int, visit: Sequence[int], *, day: int) -> History:
        """The latest events of somebody with what they look at in this visit, newest first."""
        noon = (day + 0.5) * SECONDS_A_DAY
        past = self.own.get(person, [])[-LONGEST:]
        now = [(product, noon, SESSION_STEP**rank) for rank, product in enumerate(reversed(visit))]
        events = [*now, *reversed(past)]
        return History(
            np.array([product for product, _at, _weight in events], np.int32),
            np.array([max(noon - at, 0) / SECONDS_A_DAY for _, at, _ in events], np.float32),
            np.array([weight for _product, _at, weight in events], np.float32),
        )


def people_of(context: ExposureContext) -> npt.NDArray[np.int64]:
    """Who is asked for in each row: a customer, or a guest behind all of them."""
    return np.where(context.customer >= 0, context.customer, FIRST_GUEST + context.visitor)


def _looks(result: StepResult, day: int) -> Table:
    events = result.events
    told = np.isin(events.kind, [int(kind) for kind in WEIGHTS]) & (events.product >= 0)
    rows = np.flatnonzero(told & _agreed(result)[events.session])
    weights = [WEIGHTS[EventKind(kind)] for kind in events.kind[rows].tolist()]
    return np.column_stack(
        [
            _people(result)[events.session[rows]], events.product[rows],
            day * SECONDS_A_DAY + events.second[rows], weights, np.full(len(rows), -1),
        ]
    ).reshape(-1, 5) if len(rows) else np.empty((0, 5))  # fmt: skip


def _purchases(result: StepResult, day: int, catalogue: Catalogue) -> Table:
    orders, lines = result.orders, result.lines
    session = orders.session[lines.order]
    rows = np.flatnonzero(_agreed(result)[session]) if len(lines) else np.empty(0, np.int64)
    if not len(rows):
        return np.empty((0, 5))
    order = lines.order[rows]
    return np.column_stack(
        [
            _people(result)[session[rows]], catalogue.variant_product[lines.variant[rows]],
            day * SECONDS_A_DAY + orders.second[order], np.full(len(rows), BOUGHT),
            day * 100_000 + order,
        ]
    )  # fmt: skip


def _agreed(result: StepResult) -> npt.NDArray[np.bool_]:
    sessions = result.sessions
    agreed: npt.NDArray[np.bool_] = sessions.personalisation & ~sessions.declared_bot
    return agreed


def _people(result: StepResult) -> npt.NDArray[np.int64]:
    sessions = result.sessions
    return np.where(sessions.customer >= 0, sessions.customer, FIRST_GUEST + sessions.visitor)
