"""The triggers of flows: each finds who enters, and says whether its reason still holds.

What an entry is about (``about``) is plain JSON of numbers of rows: ``cart``, ``order`` (its public
name), ``variants`` and ``products`` (at most ``MOST_ABOUT``, the most telling first), and what a
trigger knows besides.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Final, Generic

from foundation.registries import Registry
from marketing.campaigns.enrolling import Entry
from marketing.flows.settings import Settings, TriggerSettings, read
from marketing.kinds import Trigger
from marketing.models import Campaign, Enrolment

MOST_ABOUT: Final = 12


class Finder(ABC, Generic[Settings]):
    """What a trigger is made of.

    Attributes:
        settings: the dataclass of its settings.
        sees_states: it finds by how things are, such as a risk, and not by what happened: its
            first look is at all of them.
        is_daily: it is looked for once a business day, after the night's work.
    """

    settings: ClassVar[type[TriggerSettings]]
    sees_states: ClassVar[bool] = False
    is_daily: ClassVar[bool] = False

    @abstractmethod
    def find(self, campaign: Campaign, *, since: datetime, until: datetime) -> Iterable[Entry]:
        """Who enters for what came true after ``since`` and up to ``until``, set-wise.

        Consent is asked for again, and for good, where the entries are enrolled.
        """

    def still_holds(self, enrolment: Enrolment, at: datetime) -> bool:
        """Whether there still is a reason to speak of it; asked before each step."""
        return True

    def settings_of(self, campaign: Campaign) -> Settings:
        """The campaign's settings.

        Raises:
            Refusal: they are not this trigger's.
        """
        return read(self.settings, campaign.settings)  # type: ignore[return-value]


triggers: Registry[Finder] = Registry("triggers of flows")


def finder_of(campaign: Campaign) -> Finder:
    """The finder of a flow's trigger.

    Raises:
        LookupError: a campaign without a trigger, or one that nobody registered.
    """
    finder = triggers.get(campaign.trigger)
    if finder is None:
        raise LookupError(f"nobody finds who enters by {campaign.trigger!r}")
    return finder


def register(trigger: Trigger, finder: Finder) -> None:
    triggers.register(str(trigger), finder)
