"""What files of orders are about."""

import pytest

from catalog.tests.factories import make_product


@pytest.fixture
def product(db):
    return make_product("Ember mug", stock=5)
