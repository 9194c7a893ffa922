"""Which policy governs which products, and changing policies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from catalog.models import Product, ProductStatus
from catalog.selectors import inherited_by_category
from foundation import clock
from foundation.money import BASIS_POINTS
from foundation.refusals import Refusal
from pricing.models import PricePolicy, PriceScope, SuggestionState
from pricing.models.repricing import WEEKDAYS

MOST_STEP = BASIS_POINTS // 2


class PolicyRefused(Refusal):
    """A policy that makes no sense, in words for people."""


@dataclass(frozen=True, slots=True)
class PolicyBook:
    """The policies that govern, by what they are for; a category's hold for those below it."""

    shop: PricePolicy | None
    brands: dict[int, PricePolicy]
    categories: dict[int, PricePolicy]
    products: dict[int, PricePolicy]

    def governing(
        self, *, product_id: int, category_id: int, brand_id: int | None
    ) -> PricePolicy | None:
        """The narrowest: the product's, its category's, its brand's, the shop's."""
        return (
            self.products.get(product_id)
            or self.categories.get(category_id)
            or (self.brands.get(brand_id) if brand_id is not None else None)
            or self.shop
        )


def read_policy_book(*, besides: PricePolicy | None = None) -> PolicyBook:
    """The active policies; with ``besides`` as if that one were on in the place of its rival."""
    policies = list(PricePolicy.objects.filter(is_active=True))
    if besides is not None:
        policies = [one for one in policies if not _same_place(one, besides)] + [besides]
    by_scope = {scope: [p for p in policies if p.scope == scope] for scope in PriceScope}
    shop = by_scope[PriceScope.SHOP]
    own = {p.category_id: p for p in by_scope[PriceScope.CATEGORY] if p.category_id is not None}
    return PolicyBook(
        shop=shop[0] if shop else None,
        brands={p.brand_id: p for p in by_scope[PriceScope.BRAND] if p.brand_id is not None},
        categories=inherited_by_category(own),
        products={
            p.product_id: p for p in by_scope[PriceScope.PRODUCT] if p.product_id is not None
        },
    )


def governed_by(book: PolicyBook) -> dict[int, PricePolicy]:
    """The policy of every product on sale that has one."""
    return _governed(book, Product.objects.filter(status=ProductStatus.PUBLISHED))


def policy_of(product_ids: Iterable[int]) -> dict[int, PricePolicy]:
    """The active policy that governs each product; absent is none."""
    products = Product.objects.filter(pk__in=list(product_ids))
    return _governed(read_policy_book(), products)


@transaction.atomic
def save_policy(*, policy: PricePolicy, at: datetime | None = None) -> PricePolicy:
    """Write a policy. One that is changed has to be simulated and switched on again.

    Raises:
        PolicyRefused: numbers that make no sense.
    """
    policy.updated_at = at or clock.now()
    policy.is_active, policy.simulated_at, policy.simulation = False, None, {}
    check_policy(policy=policy)
    if policy.pk is not None:
        _withdraw(policy)
    policy.save()
    return policy


@transaction.atomic
def delete_policy(*, policy: PricePolicy) -> None:
    """Take a policy out of the book; what was proposed under it and not decided goes too."""
    _withdraw(policy)
    policy.delete()


@transaction.atomic
def switch_on(*, policy: PricePolicy) -> PricePolicy:
    """Let a policy govern from the next night on; another one for the same goods goes off.

    Raises:
        PolicyRefused: it was not simulated as it stands now.
    """
    locked = PricePolicy.objects.select_for_update().get(pk=policy.pk)
    if locked.simulated_at is None or locked.simulated_at < locked.updated_at:
        raise PolicyRefused(_("Simulate it first: see what it would propose."))
    for rival in PricePolicy.objects.select_for_update().filter(is_active=True):
        if rival.pk != locked.pk and _same_place(rival, locked):
            switch_off(policy=rival)
    locked.is_active = True
    locked.save(update_fields=["is_active"])
    return locked


@transaction.atomic
def switch_off(*, policy: PricePolicy) -> PricePolicy:
    """Let a policy govern no more; what it proposed and nobody decided goes with it."""
    locked = PricePolicy.objects.select_for_update().get(pk=policy.pk)
    locked.is_active = False
    locked.save(update_fields=["is_active"])
    _withdraw(locked)
    return locked


def _withdraw(policy: PricePolicy) -> None:
    policy.suggestions.filter(state=SuggestionState.PROPOSED).update(
        state=SuggestionState.SUPERSEDED
    )


def check_policy(*, policy: PricePolicy) -> None:
    """Whether a policy can be saved; the refusal's field is the column that is wrong.

    Raises:
        PolicyRefused: numbers that make no sense.
    """
    try:
        policy.full_clean()
    except ValidationError as problem:
        name, errors = next(iter(problem.message_dict.items()))
        field = "" if name == "__all__" else name
        raise PolicyRefused(str(errors[0]), field=field) from problem
    _check_weekday_steps(policy.weekday_steps)
    moves_daily = bool(policy.weekday_steps) or policy.demand_step_basis_points > 0
    if moves_daily and policy.days_between:
        raise PolicyRefused(
            _("Prices by day or by demand change from day to day: allow 0 days between."),
            field="days_between",
        )


def _check_weekday_steps(steps: object) -> None:
    if not isinstance(steps, list):
        raise PolicyRefused(_("Name a step for each day of the week."), field="weekday_steps")
    if not steps:
        return
    fits = len(steps) == WEEKDAYS and all(
        type(step) is int and abs(step) <= MOST_STEP for step in steps
    )
    if not fits:
        raise PolicyRefused(
            _("Seven steps are needed, from Monday, of at most half the price."),
            field="weekday_steps",
        )


def _same_place(one: PricePolicy, other: PricePolicy) -> bool:
    return (one.scope, one.category_id, one.brand_id, one.product_id) == (
        other.scope, other.category_id, other.brand_id, other.product_id,
    )  # fmt: skip


def _governed(book: PolicyBook, products: models.QuerySet[Product]) -> dict[int, PricePolicy]:
    return {
        pk: policy
        for pk, category_id, brand_id in products.order_by("pk").values_list(
            "pk", "category_id", "brand_id"
        )
        if (policy := book.governing(product_id=pk, category_id=category_id, brand_id=brand_id))
    }
