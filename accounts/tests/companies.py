"""Companies with members to test with."""

from itertools import count
from typing import Any

from accounts.models import Company, CompanyRole, Customer
from accounts.tests.factories import make_customer

_numbers = count(1)


def make_company(**fields: Any) -> Company:
    """A German company on the shop's own terms unless told otherwise."""
    number = next(_numbers)
    return Company.objects.create(**{"name": f"Company {number}", "country": "DE", **fields})


def make_member(company: Company, role: CompanyRole = CompanyRole.BUYER, **fields: Any) -> Customer:
    """Somebody with a login who buys for a company."""
    return make_customer(company=company, company_role=role, **fields)
