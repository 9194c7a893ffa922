"""One shopper's visit: the cart of a guest is opened by a token that is kept here."""

from __future__ import annotations

from typing import TypeVar

from shelfwise_client.shapes import Cart, Reordered
from shelfwise_client.transport import Transport

TellsOfCart = TypeVar("TellsOfCart", Cart, Reordered)


class Visit(Transport):
    """Requests of one shopper; a guest needs no token of the API.

    Args:
        url: of the shop, such as ``https://shop.example``.
        token: an API token of a customer (``sw_…``); a guest has none.
        cart_token: of a cart that was begun before, as ``cart_token`` held it then.
        tries: how often one request is sent at most.
        seconds: how long an answer is waited for.
    """

    def __init__(
        self,
        url: str,
        token: str = "",
        *,
        cart_token: str = "",
        tries: int = 5,
        seconds: float = 30.0,
    ) -> None:
        super().__init__(url, token, tries=tries, seconds=seconds)
        self.cart_token = cart_token

    def keep(self, told: TellsOfCart) -> TellsOfCart:
        """Have a guest's cart opened by the requests that follow. A customer's needs no token."""
        if told.token:
            self.cart_token = told.token
        return told

    def begin_another_cart(self) -> None:
        """Leave the cart, as after it was ordered: what is put in next makes a new one."""
        self.cart_token = ""
