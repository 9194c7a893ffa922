"""Registries: how apps of every floor take part in what a lower floor or the roof walks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class AlreadyRegistered(ValueError):
    """Two entries claimed one name."""


class Registry(Generic[Entry]):
    """Entries by name, in the order in which they were registered."""

    def __init__(self, purpose: str) -> None:
        self.purpose = purpose
        self._entries: dict[str, Entry] = {}

    def register(self, name: str, entry: Entry) -> None:
        if self._entries.get(name, entry) != entry:
            raise AlreadyRegistered(f"{self.purpose}: {name!r} is taken")
        self._entries[name] = entry

    def get(self, name: str) -> Entry | None:
        return self._entries.get(name)

    def names(self) -> list[str]:
        return list(self._entries)

    def __iter__(self) -> Iterator[tuple[str, Entry]]:
        return iter(self._entries.items())


def _none(_customer_id: int) -> list[str]:
    return []


@dataclass(frozen=True)
class PersonalData:
    """What an app holds of a customer: how to hand it out and how to forget it.

    ``export`` returns rows ready for JSON, ``erase`` removes or anonymises and returns a count;
    ``objections`` tells, in sentences for the customer, why nothing may be erased yet. All take
    the customer's primary key.
    """

    export: Callable[[int], list[dict[str, object]]]
    erase: Callable[[int], int]
    objections: Callable[[int], list[str]] = _none


privacy: Registry[PersonalData] = Registry("personal data")
