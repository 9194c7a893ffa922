"""Experiments: who gets which arm, who has seen it, and what can be concluded.

Any feature asks ``experiments.arm("name", request)`` and shows what the answer says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from django.http import HttpRequest

    from events.context import EventContext


def arm(name: str, who: HttpRequest | EventContext | UUID) -> str:
    """The slug of the arm that somebody is to see, ``"control"`` wherever there is no other answer.

    See ``experiments.serving.arm_of``.
    """
    from experiments.serving import arm_of  # models can be imported only once Django is ready

    return arm_of(name, who)
