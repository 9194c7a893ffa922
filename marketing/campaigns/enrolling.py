"""Who enters a campaign: set-wise, once an entry, holdouts by the same rule and in the same moment.

Entries come from a flow's trigger or, for one mailing, from its audience. The order of the
questions: is it a customer of the audience who may be spoken to by the medium of the first step,
have they been in lately, and only then the hash that holds some of them out. Whoever is held out
passed the same questions as the others; that is what makes the two comparable.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from marketing.kinds import Reason


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody is to enter; ``key`` makes it known again, ``about`` is what it is about (JSON)."""

    customer_id: int
    key: str
    about: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Enrolled:
    """How many entered, how many of these are held out, and why others did not enter."""

    entered: int = 0
    held_out: int = 0
    refused: dict[Reason, int] = field(default_factory=dict)
