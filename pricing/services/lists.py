"""Prices for some, and prices for many pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Variant
from foundation.money import Money
from pricing.models import PriceList, PriceListEntry

AT_ONCE = 2_000
_FROM_TWO = gettext_lazy(
    "A list for everybody holds prices from two pieces on: one piece has the usual one."
)


class ListRefused(ValueError):
    """A list price that cannot be; the message is a sentence for staff."""


def save_price_list(*, price_list: PriceList) -> PriceList:
    """Keep a list: for whom it is, when, and in which currency.

    Raises:
        ValidationError: a group and a company at once, or an end before its start.
    """
    price_list.currency = price_list.currency.upper()
    price_list.full_clean()
    price_list.save()
    return price_list


@transaction.atomic
def set_list_price(
    *, price_list: PriceList, variant: Variant, amount: Money, minimum_quantity: int = 1
) -> PriceListEntry:
    """The unit price of a variant in a list, from a quantity on.

    A price that is higher than the usual one does no harm: the lowest that holds is taken.

    Raises:
        ListRefused: another currency than the list's, a negative amount, no quantity, or a
            price for single pieces in a list for everybody.
    """
    if amount.currency != price_list.currency:
        raise ListRefused(_("The list is in %(currency)s.") % {"currency": price_list.currency})
    if amount.minor < 0 or minimum_quantity < 1:
        raise ListRefused(_("A price is not negative, and a quantity is at least one."))
    if minimum_quantity == 1 and _is_for_all(price_list):
        raise ListRefused(_FROM_TWO)
    entry, _created = PriceListEntry.objects.update_or_create(
        price_list=price_list,
        variant=variant,
        minimum_quantity=minimum_quantity,
        defaults={"amount_minor": amount.minor},
    )
    return entry


def remove_list_price(*, entry: PriceListEntry) -> None:
    """Take a price out of its list; the usual one holds again."""
    entry.delete()


def _is_for_all(price_list: PriceList) -> bool:
    return price_list.group_id is None and price_list.company_id is None


@dataclass(frozen=True, slots=True)
class ListPrice:
    """The unit price of a variant from a quantity on, in minor units of its list's currency."""

    list_id: int
    variant_id: int
    minimum_quantity: int
    amount_minor: int | None
    """None takes the price out of the list."""


def check_list_price(*, price: ListPrice, is_for_all: bool) -> None:
    """Whether a price may stand in a list.

    Raises:
        ListRefused: as ``set_list_price``.
    """
    if price.minimum_quantity < 1 or (price.amount_minor or 0) < 0:
        raise ListRefused(_("A price is not negative, and a quantity is at least one."))
    if price.minimum_quantity == 1 and is_for_all and price.amount_minor is not None:
        raise ListRefused(_FROM_TWO)


@transaction.atomic
def set_list_prices(*, prices: Sequence[ListPrice]) -> int:
    """Many prices of lists at once, by the rules of ``set_list_price``; returns how many.

    Raises:
        ListRefused: one of them may not stand in its list; none is written.
    """
    lists = PriceList.objects.select_for_update().in_bulk({price.list_id for price in prices})
    for price in prices:
        check_list_price(price=price, is_for_all=_is_for_all(lists[price.list_id]))
    PriceListEntry.objects.bulk_create(
        [
            PriceListEntry(
                price_list_id=price.list_id,
                variant_id=price.variant_id,
                minimum_quantity=price.minimum_quantity,
                amount_minor=price.amount_minor,
            )
            for price in prices
            if price.amount_minor is not None
        ],
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["price_list", "variant", "minimum_quantity"],
        update_fields=["amount_minor"],
    )
    for price in prices:
        if price.amount_minor is None:
            PriceListEntry.objects.filter(
                price_list=price.list_id,
                variant=price.variant_id,
                minimum_quantity=price.minimum_quantity,
            ).delete()
    return len(prices)
