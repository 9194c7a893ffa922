"""What analytics holds of a customer: the profile, which goes with them."""

from __future__ import annotations

from analytics.models import CustomerProfile
from foundation.registries import PersonalData, privacy

PART = "profile"


def register() -> None:
    """Called when the app is ready."""
    privacy.register(PART, PersonalData(export=_export, erase=_erase))


def _export(customer_id: int) -> list[dict[str, object]]:
    columns = [
        field.attname for field in CustomerProfile._meta.concrete_fields if not field.primary_key
    ]
    rows = CustomerProfile.objects.filter(customer=customer_id).values(*columns)
    return [{"what": "profile", **row} for row in rows]


def _erase(customer_id: int) -> int:
    return CustomerProfile.objects.filter(customer=customer_id).delete()[0]
