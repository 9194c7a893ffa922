"""What happens at the doors, for tests: rules of one's own, browsers, logins."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from catalog.models import Product
from notifications.kinds import MailKind
from notifications.models import Mail
from risk.algorithms.vocabulary import Door, Outcome, Signal
from risk.models import Assessment, DoorPolicy, Rule
from risk.rules import book
from risk.tests.factories import make_policy, make_rule
from shop.storefront.tests.people import PASSWORD
from shop.storefront.tests.test_cart_and_checkout import checkout_form
from tests.page_profile import BROWSER


def only_rule(door: Door, outcome: Outcome, signal: Signal, value: float, **fields: Any) -> Rule:
    """Nothing but this rule decides at a door: it fires where the signal is at least the value."""
    no_rules()
    rule = make_rule((signal, value), door=door, outcome=outcome, points=1, **fields)
    book.forget()
    return rule


def no_rules() -> None:
    Rule.objects.all().delete()
    book.forget()


def set_policy(door: Door, **fields: Any) -> DoorPolicy:
    policy = make_policy(door, **fields)
    book.forget()
    return policy


def browser(**extra: Any) -> Client:
    """A browser of its own, with no cookies yet."""
    return Client(HTTP_HOST="localhost", HTTP_USER_AGENT=BROWSER, **extra)


def fill(client: Client, product: Product, quantity: int = 1) -> None:
    client.post(
        "/cart/add/",
        {"product": product.public_id, "colour": "sand", "quantity": str(quantity)},
    )


def order(client: Client, product: Product, **changes: Any) -> Any:
    """The answer to an order of one mug."""
    fill(client, product)
    return client.post("/checkout/", checkout_form(client, **changes))


def attempt() -> Assessment:
    """The last one at the checkout."""
    return Assessment.objects.filter(door=Door.CHECKOUT).latest("pk")


def log_in(client: Client, email: str = "ada@example.com", password: str = PASSWORD) -> Any:
    client.get("/accounts/login/")
    return client.post("/accounts/login/", {"login": email, "password": password})


def is_in(client: Client) -> bool:
    return bool(client.get("/account/").status_code == 200)


def last_code() -> str:
    return str(Mail.objects.filter(kind=MailKind.LOGIN_CODE).latest("pk").context["code"])


def another(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def not_me_path() -> str:
    """The path of the link in the last mail of a new login."""
    url = Mail.objects.filter(kind=MailKind.NEW_LOGIN).latest("pk").context["not_me_url"]
    found = re.search(r"https?://[^/]+(/.*)", url)
    assert found is not None
    return found.group(1)
