"""Customers who are logged in, for tests of their pages."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import Customer, User
from accounts.services import customer_for_user
from tests.page_profile import BROWSER

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "a-long-enough-phrase"


def make_customer(email: str = "ada@example.com", name: str = "Ada Lovelace") -> Customer:
    user = User.objects.create_user(email, PASSWORD, name=name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    customer = customer_for_user(user=user, language="en")
    assert customer is not None
    return customer


def client_of(customer: Customer | None, **extra: str) -> Client:
    """A browser in which a customer is logged in; a guest's for None."""
    client = Client(
        HTTP_HOST="localhost", HTTP_USER_AGENT=BROWSER, HTTP_SEC_FETCH_SITE="same-origin", **extra
    )
    if customer is not None:
        assert customer.user is not None
        client.force_login(customer.user, backend=BACKEND)
    return client
