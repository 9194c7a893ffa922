"""Experiments: who gets which arm, who has seen it, and what can be concluded.

Any feature asks ``experiments.arm("name", request)`` and shows what the answer says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from django.http import HttpRequest

    from events.context import EventContext
    from experiments.bandits import Picked


def arm(name: str, who: HttpRequest | EventContext | UUID) -> str:
    """The slug of the arm that somebody is to see, ``"control"`` wherever there is no other answer.

    See ``experiments.serving.arm_of``.
    """
    from experiments.serving import arm_of  # models can be imported only once Django is ready

    return arm_of(name, who)


def strategy(slot: str, session: UUID | None) -> Picked | None:
    """Which strategy of a slot's bandit a session is to see, and with what chance.

    See ``experiments.bandits.pick``.
    """
    from experiments.bandits import pick

    return pick(slot, session)
