"""Settings of triggers: typed, bounded, and told to staff in their own words.

They stand as JSON with the campaign; what is missing there is as the house has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.refusals import Refusal

HOURS_OF_TWO_WEEKS = 24 * 14
_ASKED = "asked"


class TriggerSettings:
    """What all dataclasses of settings are: fields of whole numbers and of yes or no."""


Settings = TypeVar("Settings", bound=TriggerSettings)


@dataclass(frozen=True, slots=True)
class Asked:
    """A setting as a form asks for it; without bounds where it is yes or no."""

    name: str
    label: str | Promise
    default: int | bool
    least: int = 0
    most: int = 0

    @property
    def is_switch(self) -> bool:
        return isinstance(self.default, bool)


def number(default: int, label: str | Promise, *, least: int, most: int) -> Any:
    """A field of settings that holds a whole number within bounds."""
    return field(default=default, metadata={_ASKED: (label, default, least, most)})


def switch(default: bool, label: str | Promise) -> Any:
    """A field of settings that is on or off."""
    return field(default=default, metadata={_ASKED: (label, default, 0, 0)})


def questions(settings: type[TriggerSettings]) -> tuple[Asked, ...]:
    """What a form asks for, in the order of the fields."""
    return tuple(
        Asked(one.name, label, default, least, most)
        for one in fields(settings)  # type: ignore[arg-type]
        for label, default, least, most in [one.metadata[_ASKED]]
    )


def read(settings: type[Settings], told: Mapping[str, Any]) -> Settings:
    """Settings from JSON or a cleaned form.

    Raises:
        Refusal: an unknown name, something that is no whole number, or one out of its bounds;
            its field is the setting's name.
    """
    asked = {one.name: one for one in questions(settings)}
    if strange := sorted(told.keys() - asked.keys()):
        raise Refusal(_("There is no setting called %(name)s.") % {"name": strange[0]})
    return settings(**{name: _checked(asked[name], value) for name, value in told.items()})


def _checked(asked: Asked, value: Any) -> int | bool:
    if asked.is_switch:
        if not isinstance(value, bool):
            raise Refusal(_("This is either on or off."), field=asked.name)
        return value
    # In Python a switch is a number too, in a form it is not.
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refusal(_("Give a whole number."), field=asked.name)
    if not asked.least <= value <= asked.most:
        told = {"least": asked.least, "most": asked.most}
        raise Refusal(_("Choose between %(least)s and %(most)s.") % told, field=asked.name)
    return value


@dataclass(frozen=True, slots=True)
class WelcomeSettings(TriggerSettings):
    greets_buyers: bool = switch(True, gettext_lazy("Also those who have ordered before"))


@dataclass(frozen=True, slots=True)
class CartSettings(TriggerSettings):
    hours: int = number(
        4, gettext_lazy("Hours for which the cart lay untouched"), least=1, most=HOURS_OF_TWO_WEEKS
    )


@dataclass(frozen=True, slots=True)
class BrowseSettings(TriggerSettings):
    hours: int = number(
        24, gettext_lazy("Hours since they looked last"), least=1, most=HOURS_OF_TWO_WEEKS
    )
    views: int = number(2, gettext_lazy("Products looked at, at least"), least=1, most=50)


@dataclass(frozen=True, slots=True)
class WinBackSettings(TriggerSettings):
    risk_percent: int = number(60, gettext_lazy("Churn risk from, in per cent"), least=1, most=100)
    overdue_percent: int = number(
        150,
        gettext_lazy("Waited so much of their usual interval, in per cent"),
        least=100,
        most=1_000,
    )
    follows_strategies: bool = switch(
        True, gettext_lazy("Only segments whose strategy is to write to them")
    )


@dataclass(frozen=True, slots=True)
class CycleSettings(TriggerSettings):
    days_before: int = number(5, gettext_lazy("Days before it is due"), least=0, most=60)
    repeaters: int = number(
        5, gettext_lazy("Customers who bought it again, at least"), least=2, most=1_000
    )
    repeat_percent: int = number(
        10, gettext_lazy("Of all its buyers bought it again, in per cent"), least=1, most=100
    )


@dataclass(frozen=True, slots=True)
class WantedSettings(TriggerSettings):
    wishes: bool = switch(True, gettext_lazy("Those who wish for it"))
    carts: bool = switch(True, gettext_lazy("Those who have it in the cart"))
    viewed_days: int = number(
        0,
        gettext_lazy("Those who looked at it within so many days; 0: not these"),
        least=0,
        most=90,
    )


@dataclass(frozen=True, slots=True)
class DropSettings(WantedSettings):
    least_percent: int = number(
        5, gettext_lazy("Price lower by, in per cent, at least"), least=1, most=90
    )


@dataclass(frozen=True, slots=True)
class ArrivalSettings(TriggerSettings):
    days: int = number(7, gettext_lazy("Days after the goods arrived"), least=0, most=180)
    days_on_the_way: int = number(
        5,
        gettext_lazy("Days on the way, where nobody noted the arrival"),
        least=0,
        most=60,
    )


@dataclass(frozen=True, slots=True)
class ReviewSettings(ArrivalSettings):
    days: int = number(
        10, gettext_lazy("Days after the request for a review, or after the arrival"),
        least=1, most=90,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class BirthdaySettings(TriggerSettings):
    days_before: int = number(0, gettext_lazy("Days before the birthday"), least=0, most=30)
