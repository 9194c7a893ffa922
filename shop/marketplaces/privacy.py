"""What is held of a member of staff who is a customer, too. Buyers of a marketplace are not ours:
of them stands only what their orders need to be sent."""

from __future__ import annotations

from shop.marketplaces.models import OrderFile


def export_files(customer_id: int) -> list[dict[str, object]]:
    """The files that somebody brought, by name and day."""
    files = OrderFile.objects.filter(by__customer=customer_id).order_by("pk")
    return [
        {"file": name, "brought": moment}
        for name, moment in files.values_list("file_name", "created_at")
    ]


def erase_files(customer_id: int) -> int:
    """Nobody is named as who brought them any more; returns how many files those were."""
    return OrderFile.objects.filter(by__customer=customer_id).update(by=None)
