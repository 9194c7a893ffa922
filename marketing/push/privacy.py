"""What web push and the inbox hold of a customer; all of it goes with them."""

from __future__ import annotations

from foundation.registries import PersonalData, privacy
from marketing.models import InboxNote, PushSubscription


def register() -> None:
    """Called when the app is ready."""
    privacy.register("push", PersonalData(export=_export_browsers, erase=_erase_browsers))
    privacy.register("inbox", PersonalData(export=_export_notes, erase=_erase_notes))


def _export_browsers(customer_id: int) -> list[dict[str, object]]:
    """Without endpoint and keys: whoever has them can write to the browser."""
    rows = PushSubscription.objects.filter(customer=customer_id).order_by("pk")
    return [
        {"what": "browser with notifications", **row}
        for row in rows.values("browser", "created_at")
    ]


def _erase_browsers(customer_id: int) -> int:
    browsers = PushSubscription.objects.filter(customer=customer_id)
    count = browsers.count()
    browsers.delete()  # and what is on its way there
    return count


def _export_notes(customer_id: int) -> list[dict[str, object]]:
    rows = InboxNote.objects.filter(customer=customer_id).order_by("put_at", "pk")
    return [
        {"what": "note in the inbox", **row}
        for row in rows.values("title", "line", "url", "put_at", "read_at")
    ]


def _erase_notes(customer_id: int) -> int:
    return InboxNote.objects.filter(customer=customer_id).delete()[0]
