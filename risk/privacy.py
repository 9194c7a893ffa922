"""What the risk office holds of a person: handed out, and forgotten with them.

Marks are keyed hashes, and what was fraud stays known as numbers of nobody. Signals, scores and
rules are not handed out: who knows them can go round them, and they tell of others too.
"""

from __future__ import annotations

from django.db import transaction

from foundation.registries import PersonalData, privacy
from risk.forgetting import forget
from risk.models import Assessment, Case, Label, Proof

Rows = list[dict[str, object]]


def register() -> None:
    """Called when the app is ready."""
    privacy.register("risk", PersonalData(export=_export, erase=_erase))


def _export(customer_id: int) -> Rows:
    """Each attempt that was judged: at which door, when, what was decided and became of it."""
    attempts = Assessment.objects.filter(customer_id_then=customer_id)
    told = attempts.order_by("occurred_at", "pk").values(
        "door", "occurred_at", "amount_minor", "currency", "outcome", "decided_by", "result",
        "case__state", "case__decided_at",
    )  # fmt: skip
    return [
        {
            "door": row["door"],
            "occurred_at": row["occurred_at"],
            "amount_minor": row["amount_minor"],
            "currency": row["currency"],
            "outcome": row["outcome"],
            "decided_by": row["decided_by"],
            "result": row["result"],
            "review": row["case__state"],
            "reviewed_at": row["case__decided_at"],
        }
        for row in told
    ]


@transaction.atomic
def _erase(customer_id: int) -> int:
    """Marks, codes that were sent, and what reviewers wrote in words of their own."""
    attempts = Assessment.objects.filter(customer_id_then=customer_id)
    ids = list(attempts.values_list("pk", flat=True))
    Case.objects.filter(assessment__in=ids).update(note="")
    Label.objects.filter(assessment__in=ids).update(note="")
    Proof.objects.filter(user__customer=customer_id).delete()
    return forget(Assessment.objects.filter(pk__in=ids))
