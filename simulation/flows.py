"""Flows of mail as a shop runs them: who enters by what was seen, what is sent, who is held out.

It is the record of many small experiments: those held out enter by the same rule and at the same
moment as the others, and nothing is ever sent to them. Nothing here looks at hidden traits; who is
held out and who may be written to is said by the caller, by whatever rule the shop has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

from simulation.catalogue import Catalogue
from simulation.columns import BoolArray, FloatArray, IntArray
from simulation.kinds import MailKind
from simulation.offers import Mailing
from simulation.population import Customers
from simulation.results import StepResult
from simulation.sightings import Sightings

_TRIES = 3
_MONTH = 30
_WEEK = 7
PERSONAL = frozenset({MailKind.WIN_BACK, MailKind.REPLENISHMENT, MailKind.BROWSE})
"""Kinds that start from what somebody did or is expected to do."""


class Ending(IntEnum):
    """Why an entry is over."""

    NOT_YET = 0
    THROUGH = 1
    ORDERED = 2
    UNSUBSCRIBED = 3


@dataclass(frozen=True)
class FlowPlan:
    """A flow: ``waits`` are the days before each of its messages, from entering or the one before.

    ``percents``: what a code of their own takes off, by message; nothing where it is shorter.
    ``only_on``: the one day on which everybody enters, of a single mailing.
    """

    name: str
    kind: MailKind
    waits: tuple[int, ...] = (0,)
    percents: tuple[int, ...] = ()
    reentry_days: int = 30
    stops_at_order: bool = True
    first_day: int = 0
    only_on: int | None = None

    def percent(self, position: int) -> int:
        return self.percents[position] if position < len(self.percents) else 0


@dataclass(frozen=True)
class Caps:
    """How often anybody is written to at most, by all flows together."""

    a_day: int = 1
    a_week: int = 3
    a_month: int = 8


@dataclass(slots=True)
class Sending:
    """One message: when it was sent and what became of it; seconds are within ``day``."""

    position: int
    day: int
    sent: int
    read: int
    opened: bool
    clicked: bool
    unsubscribed: bool


@dataclass(slots=True)
class Entry:
    """Somebody in a flow; ``position`` is of the message that comes next, due on ``due``."""

    flow: int
    customer: int
    day: int
    is_held_out: bool
    due: int
    since: int
    """Day of what it is about: the cart that was left, the last order, the last look."""
    variant: int
    """What was put into that cart last, -1 without."""
    position: int = 0
    tries: int = 0
    ending: Ending = Ending.NOT_YET
    ended: int = -1
    sendings: list[Sending] = field(default_factory=list)
    skipped: list[tuple[int, int]] = field(default_factory=list)
    """(position, day) of what the caps never let through."""

    def end(self, ending: Ending, day: int) -> None:
        self.ending, self.ended = ending, day


@dataclass(slots=True)
class FlowDesk:
    """Plays flows day by day: ask ``mailings`` in the morning, show it the day with ``watch``.

    Args:
        catalogue, customers: of the market; of the customers only what a shop knows is read.
        plans: the flows, the most urgent first: it speaks where the caps leave room for one.
        is_held_out: (plan, customers) -> mask; the same answer for the same customer, always.
    """

    catalogue: Catalogue
    customers: Customers
    plans: Sequence[FlowPlan]
    is_held_out: Callable[[FlowPlan, IntArray], BoolArray]
    caps: Caps = Caps()
    quiet_until: float = 8.0
    quiet_from: float = 21.0
    entries: list[Entry] = field(default_factory=list)
    unsubscribed: BoolArray = field(init=False)
    seen: Sightings = field(init=False)
    _contacts: BoolArray = field(init=False)
    _entered: IntArray = field(init=False)
    _reason: IntArray = field(init=False)
    """(plans, customers) day of what each entered for last: nobody enters twice for the same."""
    _active: list[Entry] = field(default_factory=list)
    today: dict[tuple[int, int], Entry] = field(default_factory=dict)
    """Who is written to today, by (kind, customer)."""

    def __post_init__(self) -> None:
        n = len(self.customers)
        self.unsubscribed = np.zeros(n, dtype=np.bool_)
        self.seen = Sightings(self.catalogue, self.customers)
        self._contacts = np.zeros((_MONTH, n), dtype=np.bool_)
        self._entered, self._reason = (
            np.full((len(self.plans), n), -(10**6), dtype=np.int64) for _ in range(2)
        )

    def mailings(self, day: int) -> list[Mailing]:
        """Let in who may enter today, and send what is due within the caps."""
        for number, plan in enumerate(self.plans):
            self._enrol(number, plan, day)
        self._contacts[day % _MONTH] = False
        self.today = {}
        due = [entry for entry in self._active if entry.due <= day]
        for entry in sorted(due, key=lambda one: (one.flow, one.customer)):
            self._try(entry, day)
        self._active = [one for one in self._active if one.ending is Ending.NOT_YET]
        return list(self._as_mailings())

    def watch(self, result: StepResult) -> None:
        """Note what became of the day: answers to mail, orders, looks, carts left behind."""
        mail = result.mail
        columns = (mail.kind, mail.customer, mail.sent, mail.second)
        answers = (mail.opened, mail.clicked, mail.unsubscribed)
        for kind, customer, *told in zip(
            *(column.tolist() for column in (*columns, *answers)), strict=True
        ):
            if (entry := self.today.get((kind, customer))) is not None:
                self._note(entry, result.day, Sending(entry.position, result.day, *told))
        self.seen.watch(result)
        self._leave(result)

    # --- entering -------------------------------------------------------------------------

    def _enrol(self, number: int, plan: FlowPlan, day: int) -> None:
        if day < plan.first_day or (plan.only_on is not None and plan.only_on != day):
            return
        wanted = self.seen.entering(plan.kind, day) & self._may_be_written_to(plan.kind, day)
        wanted &= day - self._entered[number] >= plan.reentry_days
        wanted &= self._reason[number] != self.seen.since(plan.kind)
        rows = np.flatnonzero(wanted)
        held, since = self.is_held_out(plan, rows), self.seen.since(plan.kind)[rows]
        self._entered[number, rows], self._reason[number, rows] = day, since
        columns = (held.tolist(), since.tolist(), self.seen.cart_variant[rows].tolist())
        for customer, is_held_out, *about in zip(rows.tolist(), *columns, strict=True):
            entry = Entry(number, customer, day, is_held_out, day + plan.waits[0], *about)
            self.entries.append(entry)
            if not is_held_out:
                self._active.append(entry)

    def _may_be_written_to(self, kind: MailKind, day: int) -> BoolArray:
        people = self.customers
        agreed = people.consent_marketing & ~self.unsubscribed & (people.birth_day < day)
        return agreed & people.consent_personalisation if kind in PERSONAL else agreed

    # --- sending --------------------------------------------------------------------------

    def _try(self, entry: Entry, day: int) -> None:
        """Take the customer's place within the caps for today, or wait for another day."""
        plan, who = self.plans[entry.flow], entry.customer
        if self.unsubscribed[who]:
            entry.end(Ending.UNSUBSCRIBED, day)
        elif self._has_room(who, day):
            self._contacts[day % _MONTH, who] = True
            self.today[int(plan.kind), who] = entry
        elif entry.tries < _TRIES:
            entry.tries, entry.due = entry.tries + 1, day + 1
        else:
            entry.skipped.append((entry.position, day))
            self._next(entry, day)

    def _has_room(self, who: int, day: int) -> bool:
        lately = self._contacts[[(day - back) % _MONTH for back in range(_WEEK)], who].sum()
        return bool(
            self._contacts[day % _MONTH, who] < self.caps.a_day
            and lately < self.caps.a_week
            and self._contacts[:, who].sum() < self.caps.a_month
        )

    def _as_mailings(self) -> Iterable[Mailing]:
        groups: dict[tuple[MailKind, int], list[int]] = {}
        for (kind, customer), entry in self.today.items():
            percent = self.plans[entry.flow].percent(entry.position)
            groups.setdefault((MailKind(kind), percent), []).append(customer)
        for (kind, percent), receivers in groups.items():
            to = np.array(receivers, dtype=np.int64)
            yield Mailing(kind, to, hours=self._hours(to), percent=percent)

    def _hours(self, to: IntArray) -> FloatArray:
        """When each was seen so far, on average, outside the quiet hours."""
        return np.clip(self.seen.usual_hour(to), self.quiet_until, self.quiet_from - 0.5)

    def _note(self, entry: Entry, day: int, sending: Sending) -> None:
        entry.sendings.append(sending)
        if sending.unsubscribed:
            self.unsubscribed[entry.customer] = True
            entry.end(Ending.UNSUBSCRIBED, day)
            return
        self._next(entry, day)

    def _next(self, entry: Entry, day: int) -> None:
        waits = self.plans[entry.flow].waits
        entry.position, entry.tries = entry.position + 1, 0
        if entry.position >= len(waits):
            entry.end(Ending.THROUGH, day)
            return
        entry.due = day + max(waits[entry.position], 1)

    # --- leaving --------------------------------------------------------------------------

    def _leave(self, result: StepResult) -> None:
        ordered = set(result.orders.customer.tolist())
        for entry in self._active:
            if entry.ending is not Ending.NOT_YET:
                continue
            if entry.customer in ordered and self.plans[entry.flow].stops_at_order:
                entry.end(Ending.ORDERED, result.day)
            elif self.unsubscribed[entry.customer]:
                entry.end(Ending.UNSUBSCRIBED, result.day)
        self._active = [one for one in self._active if one.ending is Ending.NOT_YET]
