"""A browser with cookies and forms. Windows of it share the cookies, as windows do."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from catalog.models import Product
from tests.page_profile import BROWSER

ADDRESS = {
    "email": "ada@example.com", "name": "Ada Lovelace", "line1": "12 St James's Square",
    "postcode": "SW1Y 4JH", "city": "London", "country": "GB",
}  # fmt: skip


class Shopper:
    """Somebody in front of one browser."""

    def __init__(self) -> None:
        self.client = Client(
            HTTP_HOST="localhost", HTTP_USER_AGENT=BROWSER, HTTP_SEC_FETCH_SITE="same-origin"
        )

    def window(self) -> Client:
        """Another window of the browser; each thread needs one of its own."""
        other = Client(
            HTTP_HOST="localhost", HTTP_USER_AGENT=BROWSER, HTTP_SEC_FETCH_SITE="same-origin"
        )
        other.cookies.load(self.client.cookies.output(header="", sep=";"))
        return other

    def add(self, product: Product, quantity: int = 1) -> None:
        answer = self.client.post(
            "/cart/add/", {"product": product.public_id, "quantity": str(quantity)}
        )
        assert answer.status_code == 302, answer.content.decode()[:500]

    def form(self, **changes: str) -> dict[str, Any]:
        """The checkout's form as the page gives it, filled in."""
        html = self.client.get("/checkout/").content.decode()
        method = re.search(r'name="shipping" value="([^"]+)"', html)
        assert method, "no way of delivery on the page"
        return {
            **dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)),
            **ADDRESS,
            "shipping": method[1],
            "payment": "test:success",
            **changes,
        }
