"""A typed client of a Shelfwise shop: every entity in pages, one by one, and written in bulk."""

from shelfwise_client.api import Client
from shelfwise_client.transport import ShopError, ShopUnreachable

__all__ = ["Client", "ShopError", "ShopUnreachable"]
