"""Staff pages of subscriptions: named by their buyer, in words of the shop."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from orders.models import Subscription
from orders.tests.subscription_rows import make_offered, subscribe

pytestmark = pytest.mark.django_db


@pytest.fixture
def subscription() -> Subscription:
    return subscribe(make_offered())


def test_a_subscription_is_called_after_its_buyer(
    admin_client: Client, subscription: Subscription
) -> None:
    page = admin_client.get(
        reverse("admin:orders_subscription_change", args=[subscription.pk])
    ).content.decode()
    assert f"{subscription.customer} · {subscription.get_interval_display()}" in page
    assert "Where something is out of stock" in page
    words = {word.strip() for word in re.split(r"<[^>]+>", page)}
    assert "SKU" in words
    assert words.isdisjoint({"If out", "Pause reason", "Shipping code", "Sku"})


def test_its_means_of_payment_is_led_to_or_it_is_paid_on_invoice(
    admin_client: Client, subscription: Subscription
) -> None:
    address = reverse("admin:orders_subscription_change", args=[subscription.pk])
    mandate = subscription.mandate
    assert mandate is not None
    kept = reverse("admin:orders_mandate_change", args=[mandate.pk])
    assert kept in admin_client.get(address).content.decode()
    assert str(mandate) in admin_client.get(kept).content.decode()
    Subscription.objects.filter(pk=subscription.pk).update(mandate=None)
    assert "On invoice" in admin_client.get(address).content.decode()
