"""Which policy governs which goods, and changing policies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from catalog.selectors import inherited_by_category
from forecasting.models import PolicyScope, ReplenishmentPolicy
from foundation import clock
from foundation.refusals import Refusal


class PolicyRefused(Refusal):
    """A policy that makes no sense, in words for people."""


@dataclass(frozen=True, slots=True)
class PolicyBook:
    """All active policies, read once for a plan."""

    shop: ReplenishmentPolicy
    suppliers: dict[int, ReplenishmentPolicy]
    categories: dict[int, ReplenishmentPolicy]
    variants: dict[int, ReplenishmentPolicy]

    def governing(
        self, *, variant_id: int, category_id: int | None, supplier_id: int | None
    ) -> ReplenishmentPolicy:
        """The narrowest policy: the variant's, its category's, its supplier's, the shop's."""
        if found := self.variants.get(variant_id):
            return found
        if category_id is not None and (found := self.categories.get(category_id)):
            return found
        if supplier_id is not None and (found := self.suppliers.get(supplier_id)):
            return found
        return self.shop


def read_policy_book() -> PolicyBook:
    """The policies in force; a category's is its children's too, unless they have their own."""
    active = list(ReplenishmentPolicy.objects.filter(is_active=True))
    shop = next((one for one in active if one.scope == PolicyScope.SHOP), ReplenishmentPolicy())
    own = {one.category_id: one for one in active if one.category_id is not None}
    return PolicyBook(
        shop=shop,
        suppliers={one.supplier_id: one for one in active if one.supplier_id is not None},
        categories=inherited_by_category(own),
        variants={one.variant_id: one for one in active if one.variant_id is not None},
    )


@transaction.atomic
def save_policy(*, policy: ReplenishmentPolicy, at: datetime | None = None) -> ReplenishmentPolicy:
    """Write a policy; the next plan goes by it.

    Raises:
        PolicyRefused: numbers that make no sense, or a second policy for the same goods.
    """
    policy.updated_at = at or clock.now()
    try:
        policy.full_clean()
    except ValidationError as problem:
        name, errors = next(iter(problem.message_dict.items()))
        field = "" if name == "__all__" else name
        raise PolicyRefused(str(errors[0]), field=field) from problem
    policy.save()
    return policy


@transaction.atomic
def delete_policy(*, policy: ReplenishmentPolicy) -> None:
    """Take a policy out of the book; what it ordered stays."""
    policy.delete()
