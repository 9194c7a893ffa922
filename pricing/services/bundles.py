"""Bundles that follow the prices of their parts, and what every bundle costs the shop.

Both are written as prices like any other when a part has changed, so that pages, lists and carts
read one row, and the history tells what a bundle cost when.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import BundlePart, Variant
from events.outbox import Payload
from foundation.money import Money
from foundation.refusals import Refusal
from pricing.models import BundlePrice, Price
from pricing.selectors import PriceQuote, prices_of
from pricing.services.prices import set_price

ALL = 10_000
MOST_OFF = 9_000
"""Basis points; whoever gives more away sets the price itself."""


class BundlePriceRefused(Refusal):
    """A share that cannot be taken off, or off what has no parts."""


@transaction.atomic
def set_bundle_share(
    *, variant: Variant, share_basis_points: int, at: datetime | None = None
) -> BundlePrice:
    """Have a bundle cost what its parts cost, less a share; from now on it follows them.

    Raises:
        BundlePriceRefused: no bundle, or a share below nothing or above 90 %.
    """
    if not 0 <= share_basis_points <= MOST_OFF:
        raise BundlePriceRefused(_("Between 0 and 90 % can be taken off."), field="share")
    if not BundlePart.objects.filter(bundle=variant).exists():
        raise BundlePriceRefused(_("Say first what the bundle is made of."), field="variant")
    rule, _is_new = BundlePrice.objects.update_or_create(
        variant=variant, defaults={"share_basis_points": share_basis_points}
    )
    reprice_bundles(variant_ids=[variant.pk], at=at)
    return rule


@transaction.atomic
def free_bundle_price(*, rule: BundlePrice) -> None:
    """Its price stays as it is now and follows nothing any more."""
    rule.delete()


def follow_parts(payloads: list[Payload]) -> None:
    """Outbox consumer of ``product.changed``: bundles of what changed, and changed bundles."""
    products = {int(payload["product"]) for payload in payloads}
    rows = BundlePart.objects.filter(part__product__in=products) | BundlePart.objects.filter(
        bundle__product__in=products
    )
    reprice_bundles(variant_ids=sorted(set(rows.values_list("bundle_id", flat=True))))


@transaction.atomic
def reprice_bundles(*, variant_ids: Iterable[int], at: datetime | None = None) -> list[Price]:
    """Write what bundles cost anew, in the base currency, where their parts have changed.

    A bundle with a part that has no price keeps its own; one with a part of unknown cost keeps
    the cost it had.
    """
    recipes = _recipes(variant_ids)
    if not recipes:
        return []
    wanted = {*recipes, *(part for recipe in recipes.values() for part in recipe)}
    quotes = prices_of(wanted, currency=settings.SHOP_BASE_CURRENCY, at=at)
    rules = BundlePrice.objects.filter(variant__in=recipes)
    shares = dict(rules.values_list("variant_id", "share_basis_points"))
    written: list[Price] = []
    for bundle in Variant.objects.filter(pk__in=recipes).order_by("pk"):
        whole = _whole(recipes[bundle.pk], quotes)
        asked = _asked(whole, quotes.get(bundle.pk), shares.get(bundle.pk))
        if whole is None or asked is None:
            continue
        price = set_price(
            variant=bundle, amount=asked[0], compare_at=asked[1], cost=whole.cost, at=at
        )
        written.append(price)
    return written


@dataclass(frozen=True, slots=True)
class _Whole:
    """What all parts of a bundle cost: shoppers, and the shop where that is known."""

    price: Money
    cost: Money | None


def _recipes(variant_ids: Iterable[int]) -> dict[int, dict[int, int]]:
    recipes: dict[int, dict[int, int]] = {}
    rows = BundlePart.objects.filter(bundle__in=list(variant_ids))
    for bundle, part, units in rows.values_list("bundle_id", "part_id", "quantity"):
        recipes.setdefault(bundle, {})[part] = units
    return recipes


def _whole(recipe: Mapping[int, int], quotes: Mapping[int, PriceQuote]) -> _Whole | None:
    if not recipe.keys() <= quotes.keys():
        return None
    price = sum(quotes[part].amount.minor * units for part, units in recipe.items())
    known = {part: cost for part in recipe if (cost := quotes[part].cost) is not None}
    costs = [cost.minor * recipe[part] for part, cost in known.items()]
    return _Whole(_base(price), _base(sum(costs)) if len(costs) == len(recipe) else None)


def _asked(
    whole: _Whole | None, own: PriceQuote | None, share: int | None
) -> tuple[Money, Money | None] | None:
    """What the bundle is to cost and what it is reduced from; None where nobody can say."""
    if whole is None or share is None:
        return (own.amount, own.compare_at) if own else None
    amount = _base(less_share(whole.price.minor, share))
    return amount, whole.price if whole.price > amount else None


def less_share(minor: int, share_basis_points: int) -> int:
    """An amount less a share, rounded half up to the minor unit."""
    return (2 * minor * (ALL - share_basis_points) + ALL) // (2 * ALL)


def _base(minor: int) -> Money:
    return Money(minor, settings.SHOP_BASE_CURRENCY)
