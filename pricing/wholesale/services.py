"""What staff do with proposed prices by quantity: take them into the group's list, or reject."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import CustomerGroup, User
from foundation import clock
from foundation.money import Money
from foundation.refusals import Refusal
from pricing.models import PriceList, WholesaleState, WholesaleSuggestion, WholesaleTerms
from pricing.selectors.prices import prices_of
from pricing.services.lists import save_price_list, set_list_price

LONGEST_NAME = 80


def save_terms(*, terms: WholesaleTerms) -> WholesaleTerms:
    """Keep on which terms prices are proposed for a group.

    Raises:
        Refusal: the group has terms already, or a figure cannot be.
    """
    try:
        terms.full_clean()
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from None
    terms.save()
    return terms


def delete_terms(*, terms: WholesaleTerms) -> None:
    """Propose nothing for the group any more; what was taken stays in its list."""
    terms.delete()


@transaction.atomic
def take_suggestions(
    *,
    suggestions: Iterable[WholesaleSuggestion],
    by: User | None,
    at: datetime | None = None,
) -> int:
    """Write proposed prices into the list of their group, all of them or none; how many.

    The list is the group's first one in use that has no end, in the base currency; a new one where
    there is none. Other quantities that stand there already stay.

    Raises:
        Refusal: one was decided upon already, or the usual price has changed since.
    """
    now = at or clock.now()
    rows = _open_rows(suggestions)
    prices = prices_of([row.variant_id for row in rows], currency=settings.SHOP_BASE_CURRENCY)
    lists: dict[int, PriceList] = {}
    for row in rows:
        usual = prices.get(row.variant_id)
        if usual is None or usual.amount != Money(row.retail_minor, row.currency):
            raise Refusal(
                _("The price of %(sku)s has changed since; wait for the next proposal.")
                % {"sku": row.variant.sku}
            )
        if row.group_id not in lists:
            lists[row.group_id] = _list_of(row.group)
        for tier in row.tiers:
            set_list_price(
                price_list=lists[row.group_id],
                variant=row.variant,
                amount=Money(tier["amount_minor"], row.currency),
                minimum_quantity=tier["from"],
            )
        row.price_list = lists[row.group_id]
        _decided(row, WholesaleState.TAKEN, by, now)
    return len(rows)


@transaction.atomic
def reject_suggestions(
    *,
    suggestions: Iterable[WholesaleSuggestion],
    by: User | None,
    at: datetime | None = None,
) -> int:
    """Do not propose these for a quarter of a year; returns how many.

    Raises:
        Refusal: one was decided upon already.
    """
    now = at or clock.now()
    rows = _open_rows(suggestions)
    for row in rows:
        _decided(row, WholesaleState.REJECTED, by, now)
    return len(rows)


def _open_rows(suggestions: Iterable[WholesaleSuggestion]) -> list[WholesaleSuggestion]:
    """The rows, locked, if all of them are still open."""
    pks = {row.pk for row in suggestions}
    rows = list(
        WholesaleSuggestion.objects.select_for_update(of=("self",))
        .filter(pk__in=pks, state=WholesaleState.PROPOSED)
        .select_related("group", "variant")
        .order_by("pk")
    )
    if len(rows) < len(pks):
        raise Refusal(_("One of them was decided upon meanwhile. Look again."))
    return rows


def _list_of(group: CustomerGroup) -> PriceList:
    # The group's row is the lock: two takers must not make two lists.
    CustomerGroup.objects.select_for_update().get(pk=group.pk)
    found = PriceList.objects.filter(
        group=group,
        is_active=True,
        ends_at__isnull=True,
        starts_at__isnull=True,
        currency=settings.SHOP_BASE_CURRENCY,
    ).order_by("pk")
    if (known := found.first()) is not None:
        return known
    name = _("%(group)s, by quantity") % {"group": group.name}
    if PriceList.objects.filter(name=name[:LONGEST_NAME]).exists():
        name = f"{name[: LONGEST_NAME - 12]} {group.pk}"
    made = PriceList(name=name[:LONGEST_NAME], group=group, currency=settings.SHOP_BASE_CURRENCY)
    return save_price_list(price_list=made)


def _decided(
    row: WholesaleSuggestion, state: WholesaleState, by: User | None, now: datetime
) -> None:
    row.state, row.decided_by, row.decided_at = state, by, now
    row.save(update_fields=["state", "decided_by", "decided_at", "price_list"])
