"""Whether a recommended friend is one: rules alone, so that who is refused can be told why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Sign(StrEnum):
    """What a customer and the friend have in common."""

    EMAIL = "email"
    PHONE = "phone"
    CARD = "card"
    DEVICE = "device"
    ADDRESS = "address"
    NETWORK = "network"


class Ending(StrEnum):
    """What becomes of a recommendation, and why it is not rewarded."""

    REWARD = "reward"
    LOOK = "look"
    SWITCHED_OFF = "off"
    NOT_NEW = "not_new"
    TOO_SMALL = "too_small"
    SAME_PERSON = "same_person"
    SAME_HOUSEHOLD = "household"
    TOO_MANY = "too_many"


ONE_PERSON: Final = frozenset({Sign.EMAIL, Sign.PHONE, Sign.CARD, Sign.DEVICE})


@dataclass(frozen=True, slots=True)
class Limits:
    """``least_kept`` is in minor units of the base currency."""

    least_kept: int
    most_a_year: int


@dataclass(frozen=True, slots=True)
class Friend:
    """What is known when the first order can no longer be sent back.

    ``kept`` is what was kept of it, in minor units of the base currency; ``rewards_lately`` are
    those of who recommended in the last 365 days.
    """

    is_new: bool
    kept: int
    rewards_lately: int
    signs: frozenset[Sign]


def judge(friend: Friend, limits: Limits, *, is_on: bool = True) -> Ending:
    """Reward, refuse, or have somebody look.

    A common card, browser, phone or mail box is one person, a common address one household. One
    network alone is a family, an office or a café: a person decides.
    """
    if not is_on:
        return Ending.SWITCHED_OFF
    if not friend.is_new:
        return Ending.NOT_NEW
    if friend.kept < limits.least_kept or friend.kept <= 0:
        return Ending.TOO_SMALL
    if friend.signs & ONE_PERSON:
        return Ending.SAME_PERSON
    if Sign.ADDRESS in friend.signs:
        return Ending.SAME_HOUSEHOLD
    if friend.rewards_lately >= limits.most_a_year:
        return Ending.TOO_MANY
    return Ending.LOOK if Sign.NETWORK in friend.signs else Ending.REWARD
