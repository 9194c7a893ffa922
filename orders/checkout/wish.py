"""What a shopper asks for when they order: one value, so that two can be told apart."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime

from accounts.models import Customer
from events.context import EventContext
from events.names import Channel
from foundation.money import Money
from orders.building import CheckoutDetails
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.models import Cart, ShippingMethod
from orders.payments.base import PaymentProvider
from orders.tenders.plan import NOTHING, Tendering
from pricing.selectors import Destination
from pricing.vat import VatNumber, VatNumberInvalid, check_vat_number


@dataclass(frozen=True, slots=True)
class Wish:
    """Everything that an order is made of, but for what the shop's own tables say."""

    cart: Cart
    details: CheckoutDetails
    method: ShippingMethod
    provider: PaymentProvider
    payment_choice: str
    key: str
    seen_total: Money
    customer: Customer | None
    language: str
    context: EventContext
    at: datetime | None
    is_approved: bool = False
    tendering: Tendering = NOTHING

    @property
    def is_renewal(self) -> bool:
        """Whether a subscription orders this by itself."""
        return self.context.channel == Channel.RENEWAL

    @property
    def fingerprint(self) -> str:
        """Tells one checkout from another under the same key."""
        content = [
            self.cart.pk, asdict(self.details), self.method.code, self.provider.name,
            self.payment_choice, self.seen_total.minor, self.seen_total.currency,
        ]  # fmt: skip
        if self.tendering.is_wanted:
            content.append(asdict(self.tendering))
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def destination_of(details: CheckoutDetails) -> Destination:
    """Where the goods go, with the buyer's VAT number checked.

    Raises:
        CheckoutError: the VAT number cannot be one.
    """
    return Destination(
        country=details.country,
        region=details.region,
        postcode=details.postcode,
        vat=_vat_number(details),
    )


def _vat_number(details: CheckoutDetails) -> VatNumber | None:
    if not details.vat_number:
        return None
    try:
        return check_vat_number(details.invoice_country, details.vat_number)
    except VatNumberInvalid as error:
        raise CheckoutError(CheckoutProblem.ADDRESS, error.message, field="vat_number") from error
