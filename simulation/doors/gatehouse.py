"""One call a day: everybody who came to the shop's doors."""

from __future__ import annotations

from collections import Counter

import numpy as np

from simulation.doors.afterwards import BackDoor
from simulation.doors.buying import Tills
from simulation.doors.disguises import Disguises
from simulation.doors.entering import Entrance, orders_until
from simulation.doors.everyday import Everyday
from simulation.doors.keyed import Chances
from simulation.doors.tables import Comers
from simulation.doors.visiting import Lobby
from simulation.market import Market
from simulation.results import StepResult


class Gatehouse:
    """Tells of the days of a market, in their order, who came to the doors and what they showed.

    It draws nothing from the market's own streams and changes nothing in it.

    Args:
        market: whose days it is shown.
        seed: of the honest life and the disguises that it adds.
    """

    def __init__(self, market: Market, seed: int) -> None:
        chances, countries = Chances(seed), len(market.countries)
        lobby = Lobby(market.customers, Everyday(chances, countries), Disguises(chances), countries)
        self._lobby = lobby
        self._tills, self._entrance = Tills(lobby), Entrance(lobby)
        self._back = BackDoor(lobby, seed, market.catalogue.product_launch_day)
        self._orders: Counter[int] = Counter()

    def watch(self, result: StepResult) -> Comers:
        """Everybody who came that day, by time."""
        visitors = self._lobby.visitors(result)
        before = orders_until(self._orders, visitors.customer)
        checkouts = self._tills.checkouts(result, visitors, before)
        comers = Comers.concatenate(
            [
                checkouts,
                self._tills.coupons(result, visitors, before),
                self._entrance.logins(result, visitors, before),
                self._back.returns(result, self._orders),
                self._back.reviews(result, self._orders),
            ]
        )
        self._back.remember(result, checkouts)
        paid = checkouts.customer[checkouts.row >= 0]
        self._orders.update(paid[paid >= 0].tolist())
        return comers.take(np.argsort(comers.second, kind="stable"))
