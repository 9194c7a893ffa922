"""The terms that staff agree with a company."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Company
from events.outbox import publish


@transaction.atomic
def save_company(*, company: Company) -> Company:
    """Keep a company with its terms, and tell whoever listens.

    Raises:
        ValidationError: a certificate without its last day, or an amount below zero.
    """
    company.full_clean()
    company.save()
    tell_changed(company.pk)
    return company


def tell_changed(company_id: int | None) -> None:
    """Let others know, in the caller's transaction, that terms or members are different now."""
    if company_id is not None:
        publish("company.changed", {"company": company_id})
