"""Quotes to test with, made by the real services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from accounts.models import Company, CompanyRole, Customer, CustomerGroup
from catalog.models import Product
from catalog.tests.factories import make_product
from foundation import clock
from foundation.money import Money
from orders.models import Quote, QuoteLine
from orders.quotes import Offer, OfferedLine, accept_quote, make_offer, request_quote
from orders.tests.factories import make_details, make_shipping_method, only_variant


def make_member(email: str = "ada@engines.example", **company: Any) -> Customer:
    """A buyer of a company that has an approver besides."""
    return join_company(Customer.objects.create(email=email, name="Ada"), **company)


def join_company(customer: Customer, **company: Any) -> Customer:
    """A customer who buys for a company of their own from now on."""
    email = customer.email
    group, _created = CustomerGroup.objects.get_or_create(code="trade", defaults={"name": "Trade"})
    firm = Company.objects.create(name=f"Engines of {email}", country="GB", **company)
    Customer.objects.create(
        email=f"boss-of-{email}", company=firm, company_role=CompanyRole.APPROVER
    )
    customer.company, customer.group = firm, group
    customer.save(update_fields=["company", "group"])
    return customer


def ask(
    customer: Customer | None = None,
    *,
    price: str = "10.00",
    quantity: int = 10,
    stock: int = 50,
    **changes: Any,
) -> Quote:
    """A request for units of a new product."""
    variant = only_variant(make_product(price=price, stock=stock))
    return request_quote(
        customer=customer or make_member(),
        details=changes.pop("details", make_details()),
        units={variant.pk: quantity},
        wish="For the whole year",
        **changes,
    )


def answer(quote: Quote, unit: str = "8.00", **changes: Any) -> Quote:
    """An offer of every line at one price."""
    lines = QuoteLine.objects.filter(version__quote=quote, version__number=quote.version)
    offer = Offer(
        lines=tuple(
            OfferedLine(line.variant_id or 0, line.quantity, Money.of(unit, quote.currency))
            for line in lines
        ),
        valid_until=changes.pop("valid_until", clock.business_day() + timedelta(days=14)),
        method=changes.pop("method", None) or make_shipping_method(),
        **changes,
    )
    return make_offer(quote=quote, offer=offer, author=None)


def accept(quote: Quote, **changes: Any) -> Quote:
    """Take the offer that is out, as the buyer who asked."""
    quote.refresh_from_db()
    buyer = changes.pop("customer", quote.customer)
    return accept_quote(quote=quote, customer=buyer, version=quote.version, **changes)


def fill_quotes(product: Product, customer: Customer) -> None:
    """A quote that waits for an offer, and one that has two."""
    for _round in range(2):
        quote = request_quote(
            customer=customer, details=make_details(), units={only_variant(product).pk: 3}
        )
    answer(answer(quote, "9.00"), "8.00")
