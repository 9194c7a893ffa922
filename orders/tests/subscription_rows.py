"""Subscriptions to test with, begun by real orders."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from accounts.models import Customer
from catalog.models import Product
from catalog.tests.factories import make_product
from events.outbox import drain
from foundation import clock
from notifications.kinds import MailKind
from notifications.models import Mail
from orders.carts import add_to_cart, open_cart
from orders.models import (
    Interval,
    Mandate,
    Order,
    Renewal,
    Subscription,
    SubscriptionLine,
    SubscriptionState,
)
from orders.payments import trial_cards
from orders.subscriptions.details import kept
from orders.subscriptions.offers import set_offer
from orders.subscriptions.placing import renew_due
from orders.subscriptions.planning import plan_renewals
from orders.subscriptions.starting import begin
from orders.tests.factories import check_out, make_details, make_shipping_method, only_variant


def make_offered(
    name: str = "Coffee", *, price: str = "10.00", percent: int = 10, stock: int | None = 50
) -> Product:
    """A product that can come every two or four weeks, or every month."""
    product = make_product(name, price=price, stock=stock)
    set_offer(
        product=product,
        intervals=[Interval.TWO_WEEKS, Interval.FOUR_WEEKS, Interval.MONTHLY],
        basis_points=percent * 100,
    )
    return product


def make_subscriber(email: str = "ada@example.com") -> Customer:
    return Customer.objects.get_or_create(email=email, defaults={"name": "Ada"})[0]


def order_again(
    *products: Product,
    customer: Customer | None = None,
    interval: str = Interval.FOUR_WEEKS,
    quantity: int = 1,
    **changes: Any,
) -> Order:
    """An order whose goods come again."""
    customer = customer or make_subscriber()
    cart = open_cart(customer=customer, currency="EUR")
    for product in products:
        variant = only_variant(product)
        add_to_cart(cart=cart, variant=variant, quantity=quantity, interval=interval)
    wish = {"details": make_details(email=customer.email, renews=True), "customer": customer}
    return check_out(cart, **{**wish, **changes})


def subscribe(*products: Product, **changes: Any) -> Subscription:
    """A subscription that has begun today."""
    order = order_again(*(products or (make_offered(),)), **changes)
    begin([order])
    return Subscription.objects.get(first_order=order)


def day(days: int) -> datetime:
    """A moment so many days from now."""
    return clock.now() + timedelta(days=days)


def announce(subscription: Subscription, *, days: int = 23) -> Renewal:
    """Have the next renewal planned and told, so many days from now."""
    plan_renewals(at=day(days))
    return subscription.renewals.latest("pk")


def due(subscription: Subscription) -> Renewal:
    """The next renewal once its day has come and the job has run."""
    renewal = announce(subscription)
    renew_due(at=day(28))
    renewal.refresh_from_db()
    return renewal


def steps() -> list[str]:
    """What subscribers were told, in order."""
    drain()
    return [
        mail.context["step"]
        for mail in Mail.objects.filter(kind=MailKind.SUBSCRIPTION).order_by("pk")
    ]


def fill_subscriptions(product: Product, customer: Customer) -> Subscription:
    """An offer, somebody who took it, and a renewal that is planned: rows alone, no order."""
    set_offer(product=product, intervals=[Interval.FOUR_WEEKS], basis_points=1_000)
    variant, soon = only_variant(product), clock.business_day() + timedelta(days=3)
    method = make_shipping_method()
    mandate, _made = Mandate.objects.get_or_create(
        customer=customer, provider="test", token=trial_cards.keep("success", "card"),
        defaults={"label": "•••• 4242"},
    )  # fmt: skip
    subscription = Subscription.objects.create(
        customer=customer, state=SubscriptionState.ACTIVE, interval=Interval.FOUR_WEEKS,
        anchor_on=soon, next_on=soon, currency="EUR", provider="test", mandate=mandate,
        shipping_code=method.code, details=kept(make_details(email=customer.email)),
    )  # fmt: skip
    SubscriptionLine.objects.create(
        subscription=subscription, variant=variant, sku=variant.sku, name=str(product), quantity=2
    )
    Renewal.objects.create(
        subscription=subscription, due_on=soon, try_on=soon, told_minor=3_000, currency="EUR"
    )
    return subscription
