"""A typed client of a Shelfwise shop: for programs of its staff, and for shop fronts."""

from shelfwise_client.back_office import Client
from shelfwise_client.storefront import Storefront
from shelfwise_client.transport import ShopError, ShopUnreachable

__all__ = ["Client", "ShopError", "ShopUnreachable", "Storefront"]
