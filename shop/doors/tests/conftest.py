"""A stocked shop, a browser that says it is one, and doors that nobody guards yet."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from risk.scoring import serving
from shop.doors.tests.scenes import no_rules
from shop.storefront.tests.conftest import client, stocked

__all__ = ["client", "no_house_rules", "stocked"]


@pytest.fixture
def no_house_rules(db: None) -> Iterator[None]:
    no_rules()
    serving.breaker.reset()
    cache.clear()
    yield
    serving.breaker.reset()
