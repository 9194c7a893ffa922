"""Whose order it is: the one gate that every tool passes, whoever asks and by whatever words."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from assistant.asker import MOST_TOKENS, Asker
from orders.models import Order


def orders_of(asker: Asker) -> QuerySet[Order]:
    """Orders of the customer who is logged in and those this browser opened, newest first."""
    owned = Q(pk__in=[])
    if asker.customer is not None:
        owned |= Q(customer=asker.customer)
    if asker.order_tokens:
        owned |= Q(token__in=sorted(asker.order_tokens)[:MOST_TOKENS])
    return Order.objects.filter(owned, placed_at__isnull=False).order_by("-placed_at", "-pk")


def order_by_number(asker: Asker, number: str) -> Order | None:
    """The asker's order of that number; another's is as if it were not there."""
    return orders_of(asker).filter(number__iexact=number.strip()).first()


def order_by_public_id(asker: Asker, public_id: str) -> Order | None:
    """The asker's order of that name in addresses; another's is as if it were not there."""
    return orders_of(asker).filter(public_id=public_id).first()
