"""What pricing holds of a person: which offers they used."""

from __future__ import annotations

from django.db.models import Q

from accounts.models import Customer
from foundation.registries import PersonalData, privacy
from pricing.coupons import email_hash
from pricing.models import Redemption


def register() -> None:
    """Called when the app is ready."""
    privacy.register("pricing", PersonalData(_export, _erase))


def _export(customer_id: int) -> list[dict[str, object]]:
    rows = Redemption.objects.filter(_of(customer_id)).select_related("promotion", "coupon")
    return [
        {
            "offer": str(row.promotion.label),
            "code": row.coupon.code if row.coupon else "",
            "order": row.order_ref,
            "at": row.redeemed_at.isoformat(),
        }
        for row in rows
    ]


def _erase(customer_id: int) -> int:
    """The use stays for the books, of nobody: neither the customer nor their address's hash."""
    return Redemption.objects.filter(_of(customer_id)).update(customer=None, email_hash="")


def _of(customer_id: int) -> Q:
    same = Q(customer=customer_id)
    email = Customer.objects.filter(pk=customer_id).values_list("email", flat=True).first()
    return same | Q(email_hash=email_hash(email)) if email else same
