"""What the demo's shopper holds beside orders: a gift card, a download and some credit."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from accounts.models import Customer, User
from catalog.models import Variant
from foundation.money import Money
from loyalty.gift_cards import Recipient, issue_gift_card
from loyalty.ledger import correct, open_account
from loyalty.models import AccountKind
from orders.building import CheckoutDetails
from orders.drafts import (
    DraftLine,
    create_draft,
    place_as_paid,
    set_details,
    set_lines,
    set_shipping,
)
from orders.models import ShippingMethod
from orders.sending import WAY_BY_EMAIL, offer_way_by_email
from shop.demo.accounts import DEMO_SHOPPER, DEMO_STAFF
from shop.demo.beside import CARDS, GUIDE, variants_named

CREDIT, PRIZE = 1_500, 4_000


def details_of(customer: Customer, *, renews: bool = False) -> CheckoutDetails:
    """A customer's own address, as a form would have it. ``renews``: what comes again is agreed to.

    Raises:
        Address.DoesNotExist: they never gave one.
    """
    home = customer.addresses.earliest("pk")
    return CheckoutDetails(
        email=customer.email,
        name=customer.name,
        line1=home.line1,
        line2=home.line2,
        postcode=home.postcode,
        city=home.city,
        region=home.region,
        country=home.country or settings.SHOP_COUNTRY,
        renews=renews,
    )


def buy_beside(*, now: datetime) -> None:
    """Ada ordered a gift card and the guide by telephone, and staff were good to her.

    The outbox delivers what goes by e-mail as soon as a worker runs.
    """
    ada = Customer.objects.get(user__email=DEMO_SHOPPER.email)
    staff = User.objects.get(email=DEMO_STAFF.email)
    cheapest_card = min(variants_named(CARDS), key=lambda variant: variant.pk)
    _order(ada, [cheapest_card, *variants_named(GUIDE)], now)
    base = settings.SHOP_BASE_CURRENCY
    issue_gift_card(
        worth=Money(PRIZE, base),
        key="demo-prize",
        recipient=Recipient(
            name=ada.name, email=DEMO_SHOPPER.email, message="Well drawn! Enjoy your prize."
        ),
        reason="First prize of the window-drawing contest",
        by=staff,
        at=now,
    )
    account = open_account(kind=AccountKind.STORE_CREDIT, customer=ada, currency=base, at=now)
    correct(
        account=account,
        amount=CREDIT,
        reason="Sorry that the parcel came a week late",
        by=staff,
        key="demo-sorry",
        at=now,
    )


def _order(customer: Customer, variants: list[Variant], now: datetime) -> None:
    offer_way_by_email()
    order = create_draft(email=DEMO_SHOPPER.email, customer=customer, at=now)
    set_details(order=order, details=details_of(customer), at=now)
    set_lines(order=order, lines=[DraftLine(variant.pk, 1) for variant in variants], at=now)
    set_shipping(order=order, method=ShippingMethod.objects.get(code=WAY_BY_EMAIL), at=now)
    place_as_paid(order=order, reference="Bank transfer", at=now)
