"""A buyer asks for a price, and asks again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.companies.members import company_of
from accounts.models import Customer
from foundation import clock
from orders.building import CheckoutDetails
from orders.models import Quote, QuoteLine, QuoteState, QuoteVersion
from orders.quotes.details import details_of, kept
from orders.quotes.errors import QuoteRefused
from orders.quotes.facts import announce, company_of_asker, current, locked
from orders.quotes.reckoning import Sale, lines_of, usual_lines

FIRST_NUMBER = 1_000
MOST_LINES = 200
MOST_UNITS = 100_000
MOST_OPEN = 20
MOST_VERSIONS = 50
OPEN_STATES = (QuoteState.REQUESTED, QuoteState.OFFERED, QuoteState.APPROVAL)


@transaction.atomic
def request_quote(
    *,
    customer: Customer,
    details: CheckoutDetails,
    units: Mapping[int, int],
    wish: str = "",
    currency: str = "",
    language: str = "",
    at: datetime | None = None,
) -> Quote:
    """Ask for a price of units by variant id; staff hear of it, and the buyer gets a mail.

    Raises:
        QuoteRefused: nothing, too much or something without a price was asked for, or too many
            quotes of this buyer are open.
    """
    Customer.objects.select_for_update().get(pk=customer.pk)
    if Quote.objects.filter(customer=customer, state__in=OPEN_STATES).count() >= MOST_OPEN:
        raise QuoteRefused(
            _("You have %(most)d open quotes. Please close one first.") % {"most": MOST_OPEN}
        )
    quote = Quote.objects.create(
        customer=customer,
        company=company_of(customer),
        currency=currency or settings.SHOP_BASE_CURRENCY,
        language=language or customer.language or settings.LANGUAGE_CODE,
        details=kept(details),
        created_at=at or clock.now(),
    )
    quote.number = f"Q-{FIRST_NUMBER + quote.pk}"
    quote.save(update_fields=["number"])
    _write_wish(quote, units, wish, at)
    announce(quote, "requested", version=quote.version)
    return quote


@transaction.atomic
def ask_again(
    *,
    quote: Quote,
    units: Mapping[int, int] | None = None,
    wish: str = "",
    at: datetime | None = None,
) -> Quote:
    """Ask for another offer, of the same units or of others; the one before is kept.

    Raises:
        QuoteRefused: there is no offer to answer, its asker buys for another company by now, or
            the units make no quote.
    """
    quote = locked(quote)
    company_of_asker(quote)
    if quote.state not in (QuoteState.OFFERED, QuoteState.EXPIRED):
        raise QuoteRefused(_("There is no offer that could be changed."))
    if quote.version >= MOST_VERSIONS:
        raise QuoteRefused(_("This was asked often enough. Please ask for a new quote."))
    if units is None:
        units = units_of(current(quote))
    quote.version += 1
    quote.state, quote.valid_until, quote.closed_at = QuoteState.REQUESTED, None, None
    quote.save(update_fields=["version", "state", "valid_until", "closed_at"])
    _write_wish(quote, units, wish, at)
    announce(quote, "requested", version=quote.version)
    return quote


def units_of(version: QuoteVersion) -> dict[int, int]:
    """Units by variant id; what is in the catalogue no more is left out."""
    rows = version.lines.filter(variant__isnull=False)
    return {pk: units for pk, units in rows.values_list("variant_id", "quantity") if pk}


def check_units(units: Mapping[int, int]) -> None:
    """What can be asked for at once.

    Raises:
        QuoteRefused: nothing, too many different things, or units that are none.
    """
    if not units:
        raise QuoteRefused(_("Say what you need: there is nothing in it yet."), field="items")
    if len(units) > MOST_LINES:
        raise QuoteRefused(
            _("At most %(most)d different items fit in a quote.") % {"most": MOST_LINES},
            field="items",
        )
    if any(not 1 <= quantity <= MOST_UNITS for quantity in units.values()):
        raise QuoteRefused(
            _("Choose 1 to %(most)d units of each item.") % {"most": MOST_UNITS}, field="items"
        )


def sale_of(quote: Quote, units: Mapping[int, int], at: datetime | None = None) -> Sale:
    """Units as this quote's buyer would get them."""
    return Sale(
        units=units,
        details=details_of(quote),
        currency=quote.currency,
        customer=quote.customer,
        at=at,
    )


def _write_wish(
    quote: Quote, units: Mapping[int, int], wish: str, at: datetime | None
) -> QuoteVersion:
    check_units(units)
    version = QuoteVersion.objects.create(
        quote=quote, number=quote.version, wish=wish.strip()[:1000], asked_at=at or clock.now()
    )
    QuoteLine.objects.bulk_create(lines_of(version, usual_lines(sale_of(quote, units, at))))
    return version
