"""Keys of products by the public ids that browsers know; found once, for they never change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from foundation.registries import Registry

FindProducts = Callable[[Sequence[str]], Mapping[str, int]]
MOST_REMEMBERED = 200_000

finders: Registry[FindProducts] = Registry("product finders")
"""The log stands below the catalogue, which registers here how its products are found."""

_remembered: dict[str, int] = {}


def find_products(public_ids: Collection[str]) -> dict[str, int]:
    """Keys of those that exist. Unknown ones are asked for each time: they may come to exist."""
    found = {one: key for one in public_ids if (key := _remembered.get(one)) is not None}
    missing = sorted(set(public_ids) - found.keys())
    if not missing:
        return found
    new = {one: key for _name, find in finders for one, key in find(missing).items()}
    if len(_remembered) + len(new) > MOST_REMEMBERED:
        _remembered.clear()
    _remembered.update(new)
    return found | new


def forget_products() -> None:
    """For tests, whose products are gone after each."""
    _remembered.clear()
