"""Who a quote is for and where the goods go: kept as JSON, read as what a checkout takes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from orders.building import BillingAddress, CheckoutDetails
from orders.models import Quote, ShippingMethod
from orders.quotes.errors import QuoteRefused
from orders.shipping import tax_place
from pricing.selectors import Destination
from pricing.vat import VatNumberInvalid, check_vat_number


def kept(details: CheckoutDetails) -> dict[str, Any]:
    """The details as the quote's column takes them."""
    return asdict(details)


def details_of(quote: Quote) -> CheckoutDetails:
    """The details that a quote keeps.

    Raises:
        QuoteRefused: its buyer was forgotten.
    """
    if not quote.details:
        raise QuoteRefused(_("Nobody knows any more who this quote is for."))
    billing = quote.details.get("billing")
    return CheckoutDetails(
        **{**quote.details, "billing": BillingAddress(**billing) if billing else None}
    )


def place_of(details: CheckoutDetails, method: ShippingMethod | None) -> Destination:
    """Where the goods change hands, with the buyer's VAT number where it counts.

    Raises:
        QuoteRefused: the VAT number cannot be one.
    """
    address = Destination(details.country, details.region, details.postcode)
    counter = tax_place(method, address)
    if counter != address or not details.vat_number:
        return counter
    try:
        vat = check_vat_number(details.invoice_country, details.vat_number)
    except VatNumberInvalid as problem:
        raise QuoteRefused(problem.message, field="vat_number") from problem
    return Destination(details.country, details.region, details.postcode, vat)
