"""Experiments: who gets which arm, who has seen it, and what can be concluded.

Any feature asks ``experiments.arm("name", request)`` and shows what the answer says; a slot of
recommendations asks ``experiments.strategy("home.for_you", request)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from events.context import EventContext
    from experiments.slots import Picked


def arm(name: str, who: HttpRequest | EventContext | UUID) -> str:
    """The slug of the arm that somebody is to see, ``"control"`` wherever there is no other answer.

    See ``experiments.serving.arm_of``.
    """
    from experiments.serving import arm_of  # models can be imported only once Django is ready

    return arm_of(name, who)


def strategy(
    slot: str,
    who: HttpRequest | EventContext | UUID | None,
    *,
    at: datetime | None = None,
    is_seen: bool = True,
) -> Picked | None:
    """Which strategy somebody is to see in a slot, and with what chance it was chosen.

    By the experiment that runs there, else by its bandit; None where neither is for them: show
    what is shown without. An id is a session's, and None nobody's: they are for the bandit only.
    See ``experiments.serving.strategy_of`` and ``experiments.bandits.pick``.
    """
    from events.context import EventContext
    from experiments.bandits import pick
    from experiments.serving import strategy_of

    if who is None or isinstance(who, UUID):
        return pick(slot, who)
    if isinstance(who, EventContext):
        return strategy_of(slot, who, at=at, is_seen=is_seen) or pick(slot, who.session)
    visitor = getattr(who, "visitor", None)
    if visitor is None or visitor.is_bot:
        return None
    found = strategy_of(slot, who, at=at, is_seen=is_seen)
    return found or pick(slot, visitor.context.session)
