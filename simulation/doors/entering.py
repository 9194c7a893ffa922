"""At the login."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulation.columns import IntArray
from simulation.doors.keyed import About
from simulation.doors.tables import Comers, DoorKind, Visitors, come
from simulation.doors.visiting import Lobby
from simulation.kinds import FraudKind
from simulation.results import Logins, StepResult

_FORGOT, _MOST_TRIES = 0.03, 3
_SECONDS_A_TRY = 9


@dataclass(frozen=True, slots=True)
class Entrance:
    """The login's door."""

    lobby: Lobby

    def logins(self, result: StepResult, visitors: Visitors, before: IntArray) -> Comers:
        """One row a password; ``before``: (sessions,) orders of each customer until now."""
        logins = self._tries(result.logins, visitors)
        who = visitors.take(logins.session)
        home = self.lobby.customers.country[np.maximum(who.customer, 0)]
        stolen = who.fraud == FraudKind.ACCOUNT_TAKEOVER
        return come(
            who,
            door=DoorKind.LOGIN,
            second=logins.second,
            network_abroad=who.network_country != home,
            orders_before=before[logins.session],
            passed=logins.succeeded,
            fraud=np.where(stolen, FraudKind.ACCOUNT_TAKEOVER, FraudKind.NONE),
        )

    def _tries(self, logins: Logins, visitors: Visitors) -> Logins:
        """Some thieves bought the password; some owners forgot it."""
        who = visitors.take(logins.session)
        stolen = who.fraud == FraudKind.ACCOUNT_TAKEOVER
        bought = stolen & self.lobby.disguises.knows_password(who.visitor)
        logins = logins.take(logins.succeeded | ~bought)
        who = visitors.take(logins.session)
        told = self.lobby.everyday.chances
        honest = logins.succeeded & ~who.is_attack
        rows = np.flatnonzero(honest & told.below(_FORGOT, About.FORGOT, who.number))
        tries = 1 + told.one_of(_MOST_TRIES, About.FORGOT, who.number[rows], 1)
        rows = np.repeat(rows, tries)
        turn = np.arange(len(rows)) - np.repeat(np.cumsum(tries) - tries, tries)
        wrong = logins.take(rows)
        second = np.maximum(wrong.second - _SECONDS_A_TRY * (1 + turn), 0)
        return Logins.concatenate([logins, wrong.replace(succeeded=False, second=second)])


def orders_until(counts: Mapping[int, int], customers: IntArray) -> IntArray:
    """(n,) orders of each customer; of guests a shop knows none."""
    return np.array([counts.get(customer, 0) for customer in customers.tolist()], np.int64)
