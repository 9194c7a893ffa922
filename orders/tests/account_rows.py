"""Rows of the accounts for tests of pages."""

from orders.accounting.posting import post_journal
from orders.accounting.roles import Role
from orders.models import AccountNumber


def fill_accounts(name: str) -> None:
    """The journal of all orders there are, and a number of an account."""
    AccountNumber.objects.create(role=Role.MONEY, provider=f"pay-{name}", number="1150")
    post_journal()
