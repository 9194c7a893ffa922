"""Registries: one entry a name, in order, and registering twice the same is no fault."""

import pytest

from foundation.registries import AlreadyRegistered, Registry


@pytest.fixture
def registry():
    registry = Registry("things")
    registry.register("second", 2)
    registry.register("first", 1)
    return registry


def test_entries_come_in_the_order_of_registration(registry):
    assert list(registry) == [("second", 2), ("first", 1)]
    assert registry.names() == ["second", "first"]


def test_the_same_entry_may_come_again(registry):
    registry.register("first", 1)

    assert registry.get("first") == 1


def test_a_name_is_not_given_twice(registry):
    with pytest.raises(AlreadyRegistered, match="'first' is taken"):
        registry.register("first", 3)
    assert registry.get("first") == 1


def test_an_unknown_name_has_no_entry(registry):
    assert registry.get("third") is None
