"""Staff answer with prices, or say that there will be none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.companies.certificates import certificate_of
from accounts.companies.members import company_of
from accounts.models import User
from foundation import clock
from foundation.money import Money
from orders.models import Quote, QuoteLine, QuoteState, QuoteVersion, ShippingMethod
from orders.quotes.errors import QuoteRefused
from orders.quotes.facts import announce, current, locked
from orders.quotes.reckoning import lines_of, price_offer, usual_lines
from orders.quotes.request import check_units, sale_of
from orders.shipping import name_for
from pricing.engine import PricedBasket

LONGEST_VALIDITY = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """Units of a variant at a price for one, as this buyer is asked for it."""

    variant_id: int
    quantity: int
    unit_price: Money


@dataclass(frozen=True, slots=True)
class Offer:
    """What staff offer. ``shipping`` None: what the shop asks; ``method`` None: handed over."""

    lines: tuple[OfferedLine, ...]
    valid_until: date
    method: ShippingMethod | None = None
    shipping: Money | None = None
    note: str = ""


@transaction.atomic
def make_offer(
    *, quote: Quote, offer: Offer, author: User | None, at: datetime | None = None
) -> Quote:
    """Answer a request, or replace an offer that is out by another; the one before is kept.

    Raises:
        QuoteRefused: the quote is closed, the day lies behind, or the lines make no quote.
    """
    quote = locked(quote)
    if quote.state not in (QuoteState.REQUESTED, QuoteState.OFFERED, QuoteState.EXPIRED):
        raise QuoteRefused(_("This quote is closed: nothing can be offered any more."))
    ends = _end_of(offer.valid_until, at)
    sale = replace(
        sale_of(quote, _units(offer.lines, quote.currency), at),
        method=offer.method,
    )
    priced = price_offer(
        sale, {line.variant_id: line.unit_price for line in offer.lines}, shipping=offer.shipping
    )
    version = _version_for(quote, at)
    version.lines.all().delete()
    QuoteLine.objects.bulk_create(lines_of(version, usual_lines(sale), priced.lines))
    certificate = certificate_of(company_of(quote.customer), at=at)
    _write_sums(version, priced, certificate)
    version.offered_at, version.offered_by = at or clock.now(), author
    version.valid_until, version.note = ends, offer.note.strip()[:1000]
    version.shipping_code = offer.method.code if offer.method else ""
    version.shipping_method = name_for(offer.method, quote.language)
    version.save()
    quote.state, quote.version, quote.valid_until = QuoteState.OFFERED, version.number, ends
    quote.reminded_at = quote.closed_at = None
    quote.save(update_fields=["state", "version", "valid_until", "reminded_at", "closed_at"])
    announce(quote, "offered", version=version.number)
    return quote


@transaction.atomic
def withdraw_quote(*, quote: Quote, reason: str = "", at: datetime | None = None) -> Quote:
    """There will be no offer, or the one that is out stands no more; the buyer is told why.

    Raises:
        QuoteRefused: it is closed, or its buyer accepted it.
    """
    quote = locked(quote)
    if quote.state not in (QuoteState.REQUESTED, QuoteState.OFFERED):
        raise QuoteRefused(_("This quote is closed, or accepted already."))
    quote.state, quote.reason = QuoteState.WITHDRAWN, reason.strip()[:300]
    quote.closed_at = at or clock.now()
    quote.save(update_fields=["state", "reason", "closed_at"])
    announce(quote, "withdrawn")
    return quote


def usual_validity(at: datetime | None = None) -> date:
    """The last day of an offer that is made now, where nobody says another."""
    return clock.business_day(at) + timedelta(days=settings.QUOTE_DAYS)


def _units(lines: Sequence[OfferedLine], currency: str) -> dict[int, int]:
    units: dict[int, int] = {}
    for line in lines:
        if line.unit_price.currency != currency or line.unit_price.minor < 0:
            raise QuoteRefused(_("A price is a sum of the quote's currency."), field="items")
        if line.variant_id in units:
            raise QuoteRefused(_("An item stands in it twice."), field="items")
        units[line.variant_id] = line.quantity
    check_units(units)
    return units


def _end_of(day: date, at: datetime | None) -> datetime:
    today = clock.business_day(at)
    if not today <= day <= today + LONGEST_VALIDITY:
        raise QuoteRefused(
            _("An offer holds until a day from today to a year from now."), field="valid_until"
        )
    return clock.day_bounds(day)[1]


def _version_for(quote: Quote, at: datetime | None) -> QuoteVersion:
    """The round that is answered: what was offered already stays as it was."""
    latest = current(quote)
    if latest.offered_at is None:
        return latest
    now = at or clock.now()
    return QuoteVersion.objects.create(
        quote=quote, number=latest.number + 1, wish=latest.wish, asked_at=now
    )


def _write_sums(version: QuoteVersion, priced: PricedBasket, certificate: str) -> None:
    version.prices_include_tax = priced.prices_include_tax
    version.reverse_charge = priced.reverse_charge
    version.tax_exemption = certificate if priced.tax_exempt else ""
    version.subtotal_minor = priced.subtotal.minor
    version.shipping_minor = priced.shipping.minor
    version.shipping_tax_minor = priced.shipping_tax.minor
    version.shipping_tax_rate_basis_points = priced.shipping_tax_rate_basis_points
    version.tax_minor, version.total_minor = priced.tax.minor, priced.total.minor
