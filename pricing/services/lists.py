"""Prices for some, and prices for many pieces."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Variant
from foundation.money import Money
from pricing.models import PriceList, PriceListEntry


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
        raise ListRefused(
            _("A list for everybody holds prices from two pieces on: one piece has the usual one.")
        )
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
