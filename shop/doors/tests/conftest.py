"""A stocked shop and a browser that says it is one, as the storefront's tests have them."""

from shop.storefront.tests.conftest import client, stocked

__all__ = ["client", "stocked"]
