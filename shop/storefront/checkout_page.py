"""What the checkout page shows: the form, every total that a choice can lead to, ways to pay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest

from accounts.addresses import addresses_of
from accounts.companies.members import company_of
from accounts.models import Address, Company, Customer
from catalog.models import ProductKind
from foundation.money import Money
from orders.models import Cart, Order
from orders.payments.base import Payer, PaymentChoice, choices_of, providers
from orders.quoting import CartQuote, CartSummary, MethodOffer, cart_quote
from pricing.selectors import Destination
from pricing.vat import VatNumber, VatNumberInvalid, check_vat_number
from shop.storefront.checkout_form import ANOTHER, CheckoutForm
from shop.storefront.holding import customer_of
from shop.storefront.tendering import Means, means_of

_ADDRESS = ("name", "company", "line1", "line2", "postcode", "city", "region", "country", "phone")


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A way to pay; ``value`` names the provider and its choice."""

    value: str
    choice: PaymentChoice
    provider: str


@dataclass(frozen=True, slots=True)
class CheckoutPage:
    """A cart with a destination: what it costs there by each method, and how it can be paid."""

    cart: Cart
    quote: CartQuote
    summary: CartSummary
    offers: tuple[MethodOffer, ...]
    payments: tuple[PaymentRow, ...]
    addresses: tuple[Address, ...]
    customer: Customer | None
    means: Means

    def form(
        self, data: Mapping[str, str] | None = None, *, initial: Mapping[str, str] | None = None
    ) -> CheckoutForm:
        return CheckoutForm(
            data,
            offers=self.offers,
            payments=[(row.value, row.choice.name) for row in self.payments],
            addresses=self.addresses,
            has_downloads=self.has_downloads,
            comes_again=self.summary.comes_again,
            needs_po_number=self.company is not None and self.company.needs_po_number,
            initial=dict(initial or {}),
        )

    @property
    def due(self) -> Money:
        """What gift cards, points and credit leave to pay, by the cheapest way of delivery."""
        return _due(self.means, self.summary)

    @property
    def company(self) -> Company | None:
        """The company that is bought for."""
        return company_of(self.customer)

    @property
    def has_gift_cards(self) -> bool:
        """Whether the cart buys any: then it is asked who gets them."""
        return any(line.kind == ProductKind.GIFT_CARD for line in self.summary.lines)

    @property
    def has_downloads(self) -> bool:
        """Whether the buyer must agree that they start at once."""
        return any(line.kind == ProductKind.DIGITAL for line in self.summary.lines)

    @property
    def takes_test_cards(self) -> bool:
        return any(row.provider == "test" for row in self.payments)


def checkout_page(cart: Cart, request: HttpRequest, typed: Mapping[str, str]) -> CheckoutPage:
    """The page for a destination as far as it is known from what was typed so far."""
    customer = customer_of(request)
    addresses = tuple(addresses_of(customer)) if customer else ()
    quote = cart_quote(cart, destination=_destination(typed, addresses, cart), customer=customer)
    summary = quote.summary()
    offers = tuple(quote.offers())
    means = means_of(cart, customer, offers, typed)
    due = _due(means, summary)
    payer = Payer(customer, due, quote.destination.country, for_later=summary.comes_again)
    return CheckoutPage(
        cart=cart,
        quote=quote,
        summary=summary,
        offers=offers,
        payments=payment_rows(payer),
        addresses=addresses,
        customer=customer,
        means=means,
    )


def _due(means: Means, summary: CartSummary) -> Money:
    return summary.total if means.least_rest is None else means.least_rest


def payment_rows(payer: Payer) -> tuple[PaymentRow, ...]:
    """Every way to pay that a payer is offered."""
    return tuple(
        PaymentRow(f"{name}:{choice.code}", choice, name)
        for name, provider in providers
        for choice in choices_of(provider, payer)
    )


def _destination(
    typed: Mapping[str, str], addresses: tuple[Address, ...], cart: Cart
) -> Destination:
    chosen = next((row for row in addresses if str(row.pk) == typed.get("saved")), None)
    if chosen is not None:
        country, region, postcode = chosen.country, chosen.region, chosen.postcode
    else:
        country = typed.get("country") or cart.country or settings.SHOP_COUNTRY
        region, postcode = typed.get("region", ""), typed.get("postcode", "")
    country = country if len(country) == 2 and country.isalpha() else settings.SHOP_COUNTRY
    return Destination(country, region.strip(), postcode.strip(), _vat(typed, country))


def _vat(typed: Mapping[str, str], country: str) -> VatNumber | None:
    """The VAT number where it is one already; the form tells what is wrong with another."""
    if typed.get("billing_differs"):
        country = typed.get("billing_country") or country
    try:
        return check_vat_number(country, typed["vat_number"]) if typed.get("vat_number") else None
    except VatNumberInvalid:
        return None


def initial_values(request: HttpRequest, cart: Cart) -> dict[str, str]:
    """What is known already: the country, a customer's address, an order that was not paid."""
    known = {
        "country": cart.country or settings.SHOP_COUNTRY,
        "billing_country": settings.SHOP_COUNTRY,
        "key": uuid4().hex,
    }
    customer = customer_of(request)
    if again := _order_again(request.GET.get("again", "")):
        return known | again
    if customer is None:
        if request.user.is_authenticated:
            known["email"] = request.user.email
        return known
    known |= {"email": customer.email, "name": customer.name}
    address = addresses_of(customer).first()
    if address is None:
        return known
    known |= {name: getattr(address, name) for name in _ADDRESS}
    company = customer.company
    known["vat_number"] = address.vat_id or (company.vat_id if company else "")
    return known | {"saved": str(address.pk)}


def _order_again(token: str) -> dict[str, str]:
    """What was typed for an order that then was not paid; only its secret opens it."""
    order = Order.objects.filter(token=token).first() if token else None
    if order is None:
        return {}
    names = ("name", "company", "line1", "line2", "postcode", "city", "region", "country")
    known = {name: str(getattr(order, f"ship_{name}")) for name in names}
    known |= {f"billing_{name}": str(text) for name, text in order.billing.items()}
    return known | {
        "email": order.email,
        "phone": order.phone,
        "note": order.customer_note,
        "vat_number": order.vat_number,
        "po_number": order.po_number,
        "saved": ANOTHER,
        "billing_differs": "on" if order.billing else "",
    }


def seen_total(typed: Mapping[str, str], method_id: str, currency: str) -> Money:
    """The total that the page showed for the chosen method; unreadable is none that fits."""
    seen = typed.get(f"seen-{method_id}", "")
    return Money(int(seen) if _is_minor(seen) else -1, currency)


def seen_rest(typed: Mapping[str, str], method_id: str, currency: str) -> Money | None:
    """What the page said is left to pay by the chosen method; None where it said nothing.

    Unreadable is none that fits.
    """
    seen = typed.get(f"rest-{method_id}", "")
    if not seen:
        return None
    return Money(int(seen) if _is_minor(seen) else -1, currency)


def _is_minor(seen: str) -> bool:
    return seen.isascii() and seen.isdigit() and len(seen) < 16


def order_of_key(key: str) -> Order | None:
    """The order that a checkout page has led to already: sent twice, it leads there again."""
    return Order.objects.filter(idempotency_key=key).first() if key else None
