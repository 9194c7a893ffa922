"""Slots of pages, and the strategies that may fill each: told by the floors that fill them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from foundation.registries import Registry


@dataclass(frozen=True)
class Slot:
    """A place of a page; ``strategies`` are labels by name, what is shown without us first.

    ``within`` is a slot that stands for several: an experiment there is about all of them at once.
    ``plain`` are the strategies that learn nothing: what the others must beat to have earned
    anything.
    """

    label: str | Promise
    strategies: Mapping[str, str | Promise]
    within: str = ""
    plain: frozenset[str] = frozenset()


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


def group_of(name: str) -> str:
    """The slot that stands for several, this one among them; empty where there is none."""
    known = slots.get(name)
    return known.within if known else ""


def sharing(name: str) -> set[str]:
    """Where two experiments would meet: the slot itself, its group, those that it stands for."""
    members = {other for other, slot in slots if slot.within == name}
    return {name, *members, *filter(None, [group_of(name)])}


def slot_choices(*, groups: bool = True) -> list[tuple[str, str]]:
    """All slots by name, for a form; ``groups`` are those that stand for several."""
    standing = {slot.within for _name, slot in slots}
    return [(name, str(slot.label)) for name, slot in slots if groups or name not in standing]


def strategy_choices(slot: str) -> list[tuple[str, str]]:
    """The strategies of a slot by name, for a form; none of a slot that nobody told of."""
    known = slots.get(slot)
    return [(name, str(label)) for name, label in known.strategies.items()] if known else []


def all_strategies() -> list[tuple[str, str]]:
    """The strategies of all slots by name, each once, for a form that asks for the slot too."""
    found: dict[str, str] = {}
    for name, _slot in slots:
        found.update(strategy_choices(name))
    return list(found.items())
