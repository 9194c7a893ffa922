"""What the log hears of a quote that ended: wholesale prices learn from it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from accounts.companies.members import company_of
from accounts.models import Company
from catalog.models import Variant
from events.context import NOBODY, EventContext
from events.outbox import publish
from foundation import clock
from foundation.money import Money
from orders.models import Quote, QuoteVersion
from orders.quotes.errors import QuoteRefused
from pricing.wholesale.trade import record_quote


def current(quote: Quote) -> QuoteVersion:
    """The version of a quote that counts."""
    return quote.versions.get(number=quote.version)


def last_day(valid_until: datetime) -> date:
    """The last day of an offer, which ends with the first moment of the next."""
    return clock.business_day(valid_until - timedelta(microseconds=1))


def locked(quote: Quote) -> Quote:
    """The quote as it is now, locked: before orders, carts, companies and stock.

    Raises:
        QuoteRefused: there is none any more.
    """
    found = Quote.objects.select_for_update(of=("self",)).filter(pk=quote.pk)
    row = found.select_related("customer__group", "customer__company", "company").first()
    if row is None:
        raise QuoteRefused(_("There is no such quote any more."))
    return row


def company_of_asker(quote: Quote) -> Company | None:
    """The company that a quote's asker buys for: the one that it was asked for, if for any.

    Raises:
        QuoteRefused: they buy for it no more; its prices are not theirs to take elsewhere.
    """
    company = company_of(quote.customer)
    if quote.company is not None and company != quote.company:
        raise QuoteRefused(
            _("This quote is for %(company)s. Please ask for a new one.")
            % {"company": quote.company}
        )
    return company


def announce(quote: Quote, step: str, **more: int) -> None:
    """Publish that a quote moved on: its own step, and for the outside that it changed."""
    publish(f"quote.{step}", {"quote": quote.pk, **more})
    publish("quote.updated", {"quote": quote.pk})


def tell_outcome(
    quote: Quote, *, won: bool, context: EventContext = NOBODY, at: datetime | None = None
) -> None:
    """Log each line of an offer that was taken or turned down, with its usual price that day.

    Without a group of customers there is nothing that a group's prices could learn.
    """
    group = quote.customer.group if quote.customer else None
    if group is None:
        return
    lines = current(quote).lines.filter(unit_price_minor__isnull=False, variant__isnull=False)
    variants = Variant.objects.in_bulk([line.variant_id for line in lines if line.variant_id])
    for line in lines:
        record_quote(
            variant=variants[line.variant_id or 0],
            group=group,
            quantity=line.quantity,
            unit_price=Money(line.unit_price_minor or 0, quote.currency),
            listed=Money(line.listed_minor, quote.currency),
            won=won,
            context=context,
            at=at,
        )
