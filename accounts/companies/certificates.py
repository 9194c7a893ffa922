"""Certificates by which a company is charged no tax."""

from __future__ import annotations

from datetime import datetime

from accounts.companies.members import company_of
from accounts.models import Company, Customer
from foundation import clock


def certificate_of(company: Company | None, *, at: datetime | None = None) -> str:
    """The number of the certificate that holds on the day; empty: there is none."""
    if company is None or not company.is_active or company.tax_exempt_until is None:
        return ""
    holds = clock.business_day(at) <= company.tax_exempt_until
    return company.tax_exemption if holds else ""


def exempt_country(customer: Customer | None, *, at: datetime | None = None) -> str:
    """The country to which a sale to this customer is not taxed; empty: none.

    A certificate is of the company's own tax office, so it holds in that country alone.
    """
    company = company_of(customer)
    return company.country if company is not None and certificate_of(company, at=at) else ""
