"""What companies hold of a person: their role, and the invitations sent to their address."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from accounts.models import CompanyInvitation, CompanyRole, Customer
from foundation import clock
from foundation.registries import PersonalData, privacy

KEEP_UNANSWERED = timedelta(days=90)


def register() -> None:
    """Called when the app is ready."""
    privacy.register("company", PersonalData(export=_export, erase=_erase))


def forget_old_invitations(*, at: datetime | None = None) -> int:
    """Forget addresses of those who never answered; returns how many."""
    limit = (at or clock.now()) - KEEP_UNANSWERED
    old = CompanyInvitation.objects.filter(accepted_at__isnull=True, expires_at__lt=limit)
    return old.delete()[0]


def _theirs(customer_id: int) -> QuerySet[CompanyInvitation]:
    """Accepted by them, or sent to the address that they have now."""
    email = Customer.objects.filter(pk=customer_id).values_list("email", flat=True).first()
    sent = Q(email__iexact=email) if email else Q()
    return CompanyInvitation.objects.filter(Q(accepted_by=customer_id) | sent)


def _export(customer_id: int) -> list[dict[str, object]]:
    customer = Customer.objects.select_related("company").get(pk=customer_id)
    rows: list[dict[str, object]] = []
    if customer.company is not None:
        role = CompanyRole(customer.company_role).label
        rows.append({"what": "membership", "company": customer.company.name, "role": str(role)})
    columns = ("company__name", "email", "role", "created_at", "accepted_at", "withdrawn_at")
    sent = _theirs(customer_id).order_by("pk").values(*columns)
    return [*rows, *({"what": "invitation", **row} for row in sent)]


def _erase(customer_id: int) -> int:
    Customer.objects.filter(pk=customer_id).update(company_role=CompanyRole.BUYER)
    return _theirs(customer_id).delete()[0]
