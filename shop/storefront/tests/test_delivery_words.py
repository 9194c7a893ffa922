"""Delivery as its reader says it, and addresses that another shop knew."""

from django.urls import reverse
from django.utils import translation

from accounts.models import Address
from accounts.tests.factories import make_customer
from orders.models import Order, ShippingMethod
from shop.storefront.tests.test_cart_and_checkout import add, checkout_form

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def test_cart_and_checkout_call_delivery_as_their_reader_does(client, stocked):
    ShippingMethod.objects.update(
        name_en="Standard delivery", name_de="Standardversand", description_de="In zwei Tagen"
    )
    add(client, stocked, colour="sand", quantity="1")
    for page in ("cart", "checkout"):
        with translation.override("de"):
            address = reverse(f"storefront:{page}")
        words = client.get(address).content.decode()
        assert "Standardversand" in words
        assert "Standard delivery" not in words
    assert "In zwei Tagen" in words


def test_a_saved_address_is_taken_as_another_shop_knew_it(client, stocked):
    ada = make_customer()
    kept = Address.objects.create(
        customer=ada, name="Ada", line1="1 Lane", postcode="N1", city="London", country="GB"
    )
    client.force_login(ada.user, backend=BACKEND)
    add(client, stocked, colour="sand", quantity="1")
    typed = checkout_form(client, saved="other", postcode="N1")
    assert "such as SW1A 1AA" in client.post("/checkout/", typed).content.decode()
    assert not Order.objects.exists()
    answer = client.post("/checkout/", checkout_form(client, saved=str(kept.pk)))
    assert answer.status_code == 302
    assert Order.objects.get().ship_postcode == "N1"
