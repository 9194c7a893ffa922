"""The company that buys from the demo store: members, terms, prices, a quote and an approval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings

from accounts.companies.terms import save_company
from accounts.models import Company, CompanyRole, Customer, User
from accounts.services import customer_for_user, set_terms
from catalog.models import Variant
from events.context import NOBODY
from foundation.ids import new_token
from foundation.money import Money
from inventory.selectors import availability
from inventory.services import receive_stock
from orders.building import CheckoutDetails
from orders.carts import add_to_cart, open_cart
from orders.checkout.wish import Wish, destination_of
from orders.companies.ask import send_cart
from orders.companies.news import send_invitation
from orders.companies.terms import ON_INVOICE
from orders.drafts import (
    DraftLine,
    create_draft,
    place_on_invoice,
    set_details,
    set_lines,
    set_shipping,
)
from orders.models import Quote, ShippingMethod
from orders.payments.invoice import InvoiceProvider
from orders.quotes import Offer, OfferedLine, make_offer, request_quote
from orders.quotes.offer import usual_validity
from orders.selectors import cart_summary
from pricing.models import PriceList
from pricing.selectors import prices_of
from pricing.services import save_price_list, set_list_price
from shop.demo.accounts import DEMO_MEMBERS, DEMO_STAFF, make_login
from shop.demo.beside import variants_named
from shop.demo.offers import less

FIRM = "Northlight Studios"
CREDIT_LIMIT, APPROVAL_FROM, PAYMENT_DAYS = 250_000, 10_000, 30
LIST_OFF, MANY_OFF, OFFER_OFF = Decimal("0.08"), Decimal("0.15"), Decimal("0.22")
MANY, FEW, QUOTE_UNITS = 12, 2, 40
WANTED = ("Cobble mug", "Quarry bowl", "Alder table lamp", "Pebble mouse", "Perch chair")
"""What the firm has prices of its own for; the first two are what it asks quotes for."""


@dataclass(frozen=True, slots=True)
class Firm:
    """A company, and those who buy for it by their roles."""

    company: Company
    members: dict[CompanyRole, Customer]

    @property
    def buyer(self) -> Customer:
        return self.members[CompanyRole.BUYER]


def make_firm(*, since: datetime, now: datetime) -> Firm | None:
    """A customer on account after some weeks; None where the range has nothing for it.

    An invoice is open, an order waits for the approver, one quote is offered, another asked for.
    """
    goods = _in_stock()
    if len(goods) < len(WANTED):
        return None
    firm = _found(since)
    _agree_prices(firm.company, goods, since)
    _order_on_invoice(firm, goods, now)
    _ask_approver(firm, goods[-2:])
    for_quotes = goods[:2]
    _take_in(for_quotes, now)
    _offer(_ask(firm, for_quotes, "For the new studio, all in one delivery.", now), now)
    _ask(firm, for_quotes[1:], "The same again for our second floor?", now)
    return firm


def _in_stock() -> list[Variant]:
    """A variant of each that the firm wants, of which enough is left."""
    found = [variants[0] for name in WANTED if (variants := variants_named(name))]
    stock = availability([variant.pk for variant in found])
    return [variant for variant in found if stock.get(variant.pk, 0) >= 2 * FEW]


def _take_in(goods: list[Variant], now: datetime) -> None:
    """What the quotes are over is there: an offer that cannot be kept shows nothing."""
    for variant in goods:
        receive_stock(variant_id=variant.pk, quantity=2 * QUOTE_UNITS, reference=FIRM, at=now)


def _found(since: datetime) -> Firm:
    company = save_company(
        company=Company(
            name=FIRM,
            country=settings.SHOP_COUNTRY,
            created_at=since,
            payment_days=PAYMENT_DAYS,
            credit_limit_minor=CREDIT_LIMIT,
            approval_from_minor=APPROVAL_FROM,
            needs_po_number=True,
        )
    )
    members = {}
    for role, person in DEMO_MEMBERS.items():
        user = make_login(person.login, name=person.name)
        member = customer_for_user(user=user, language="en", at=since)
        if member is None:
            raise ValueError(f"{person.login.email} is somebody else's address")
        members[role] = set_terms(customer=member, group=None, company=company, role=role, at=since)
    send_invitation(
        company=company,
        email="new-colleague@northlight.example",
        role=CompanyRole.BUYER,
        actor=members[CompanyRole.ADMIN],
    )
    return Firm(company, members)


def _agree_prices(company: Company, goods: list[Variant], since: datetime) -> None:
    base = settings.SHOP_BASE_CURRENCY
    agreed = save_price_list(
        price_list=PriceList(name=FIRM, company=company, currency=base, starts_at=since)
    )
    quotes = prices_of([variant.pk for variant in goods], currency=base)
    for variant in goods:
        for minimum, off in ((1, LIST_OFF), (MANY, MANY_OFF)):
            set_list_price(
                price_list=agreed,
                variant=variant,
                amount=less(quotes[variant.pk].amount, off),
                minimum_quantity=minimum,
            )


def _order_on_invoice(firm: Firm, goods: list[Variant], now: datetime) -> None:
    """Ordered by telephone, written down by staff, paid within the firm's days."""
    order = create_draft(email="", customer=firm.buyer, at=now)
    set_details(order=order, details=_details(firm, "PO-2041"), at=now)
    set_lines(order=order, lines=[DraftLine(variant.pk, FEW) for variant in goods[:3]], at=now)
    set_shipping(order=order, method=_standard(), at=now)
    place_on_invoice(order=order, at=now)


def _ask_approver(firm: Firm, goods: list[Variant]) -> None:
    """The buyer's cart, of a value at which somebody else has to agree."""
    cart = open_cart(customer=firm.buyer, currency=settings.SHOP_BASE_CURRENCY)
    for variant in goods:
        add_to_cart(cart=cart, variant=variant, quantity=FEW)
    details = _details(firm, "PO-2042")
    shown = cart_summary(
        cart,
        shipping_method=_standard(),
        destination=destination_of(details),
        customer=firm.buyer,
    )
    send_cart(
        wish=Wish(
            cart=cart,
            details=details,
            method=_standard(),
            provider=InvoiceProvider(),
            payment_choice=ON_INVOICE,
            key=new_token(),
            seen_total=shown.total,
            customer=firm.buyer,
            language="en",
            context=NOBODY,
            at=None,
        ),
        note="Guests are coming on Friday: can we have these by then?",
    )


def _ask(firm: Firm, goods: list[Variant], wish: str, now: datetime) -> Quote:
    return request_quote(
        customer=firm.buyer,
        details=_details(firm),
        units={variant.pk: QUOTE_UNITS for variant in goods},
        wish=wish,
        at=now - timedelta(hours=20),
    )


def _offer(quote: Quote, now: datetime) -> None:
    lines = quote.versions.get().lines.select_related("variant")
    usual = prices_of(
        [line.variant_id for line in lines if line.variant_id], currency=quote.currency
    )
    make_offer(
        quote=quote,
        offer=Offer(
            lines=tuple(
                OfferedLine(pk, QUOTE_UNITS, less(quote_of.amount, OFFER_OFF))
                for pk, quote_of in sorted(usual.items())
            ),
            valid_until=usual_validity(now),
            method=_standard(),
            shipping=Money(0, quote.currency),
            note="In one delivery, two weeks after your order. We carry it in.",
        ),
        author=User.objects.get(email=DEMO_STAFF.email),
        at=now - timedelta(hours=2),
    )


def _standard() -> ShippingMethod:
    return ShippingMethod.objects.get(code="standard")


def _details(firm: Firm, po_number: str = "") -> CheckoutDetails:
    return CheckoutDetails(
        email=firm.buyer.email,
        name=firm.buyer.name,
        company=firm.company.name,
        line1="7 Lantern Yard",
        postcode="BS1 6XN",
        city="Bristol",
        country=firm.company.country,
        po_number=po_number,
    )
