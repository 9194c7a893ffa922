"""Answers that are kept for a repeat of their request, as far as they are a customer's."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.models import ApiToken, Customer
from foundation.models import IdempotentRequest


def export_answers(customer_id: int) -> list[dict[str, object]]:
    """That they are kept, and since when: what they tell stands in the customer's orders."""
    kept = _answers(customer_id).order_by("created_at", "pk")
    return [{"request": row.scope.split()[0], "kept_since": row.created_at} for row in kept]


def erase_answers(customer_id: int) -> int:
    """Forget them at once; else they are forgotten after a day."""
    count, _by_model = _answers(customer_id).delete()
    return count


def _answers(customer_id: int) -> QuerySet[IdempotentRequest]:
    user = Customer.objects.filter(pk=customer_id).values_list("user", flat=True).first()
    tokens = ApiToken.objects.filter(user=user).values_list("pk", flat=True) if user else ()
    theirs = Q(scope=f"checkout customer:{customer_id}")
    if user is not None:
        theirs |= Q(scope__endswith=f" user:{user}")
    for token in tokens:
        theirs |= Q(scope__endswith=f" token:{token}")
    return IdempotentRequest.objects.filter(theirs)
