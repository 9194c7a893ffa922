"""Browsers that meet: no page is limited, since all of them come from one address."""

import pytest

from catalog.tests.factories import make_product
from orders.tests.factories import make_shipping_method


@pytest.fixture(autouse=True)
def _no_rates(settings):
    settings.PAGE_RATES = dict.fromkeys(settings.PAGE_RATES, "")
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def mug(transactional_db):
    make_shipping_method()
    return make_product("Field mug", price="20.00", stock=30)
