"""Slots of pages, and the strategies that may fill each: told by the floors that fill them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from foundation.registries import Registry


@dataclass(frozen=True)
class Slot:
    """A place of a page; ``strategies`` are labels by name, what is shown without us first."""

    label: str | Promise
    strategies: Mapping[str, str | Promise]


@dataclass(frozen=True, slots=True)
class Picked:
    """A strategy and the chance with which it was chosen: log both with every impression."""

    strategy: str
    propensity: float


slots: Registry[Slot] = Registry("slots")


def slot_label(name: str) -> str:
    """What staff call a slot; its name where no floor told of it."""
    known = slots.get(name)
    return str(known.label) if known else name


def strategy_label(slot: str, strategy: str) -> str:
    """What staff call a strategy of a slot; its name where no floor told of it."""
    known = slots.get(slot)
    return str(known.strategies.get(strategy, strategy)) if known else strategy


def slot_choices() -> list[tuple[str, str]]:
    """All slots by name, for a form."""
    return [(name, str(slot.label)) for name, slot in slots]


def strategy_choices(slot: str) -> list[tuple[str, str]]:
    """The strategies of a slot by name, for a form; none of a slot that nobody told of."""
    known = slots.get(slot)
    return [(name, str(label)) for name, label in known.strategies.items()] if known else []
