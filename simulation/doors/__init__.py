"""Who comes to a shop's doors: the market's people as a shop can see them.

The market tells who they are, what they buy and who cheats. What the doors see of it is added here:
browsers that forget, phones bought anew, families on one tablet and one card, offices and mobile
carriers with one network, travellers, pick-up points, mistyped passwords, declined cards, reviews
of what was bought elsewhere; and attackers of whom a part hides what gives the others away.

    gatehouse = Gatehouse(market, seed=7)
    comers = gatehouse.watch(market.step(...))
"""

from simulation.doors.gatehouse import Gatehouse
from simulation.doors.tables import Comers, DoorKind

__all__ = ["Comers", "DoorKind", "Gatehouse"]
