"""Staff say where the shop sends to, and for how much."""

import pytest
from django.urls import reverse

from accounts.models import User
from orders.models import ShippingMethod, ShippingRate, ShippingZone

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
METHOD = {
    "name_en": "Post", "name_de": "Mit der Post", "code": "post", "kind": "delivery",
    "price": "4.90", "free_from": "60", "days_min": "2", "days_max": "4",
    "handling_days": "0", "cutoff_hour": "14", "position": "0",
    "is_active": "on", "rates-INITIAL_FORMS": "0",
}  # fmt: skip
RATE = {
    "rates-TOTAL_FORMS": "1", "rates-0-price": "7.5", "rates-0-weight_from_grams": "0",
    "rates-0-weight_to_grams": "2000", "rates-0-value_from": "0", "rates-0-value_to": "99.99",
    "rates-0-extra_days": "1",
}  # fmt: skip


@pytest.fixture
def staff(client):
    user = User.objects.create_superuser("staff@example.com", "a good long password")
    client.force_login(user, backend=BACKEND)
    return client


def _save(staff, **changes):
    zone = ShippingZone.objects.get_or_create(code="near", name="Near", countries=["GB"])[0]
    typed = METHOD | RATE | {"rates-0-zone": zone.pk} | changes
    return staff.post(reverse("admin:orders_shippingmethod_add"), typed)


def test_a_method_has_rates_typed_as_people_write_money(staff):
    assert _save(staff).status_code == 302
    method, rate = ShippingMethod.objects.get(), ShippingRate.objects.get()
    assert (method.price_minor, method.free_from_minor) == (490, 6000)
    assert (method.name_en, method.name_de) == ("Post", "Mit der Post")
    assert (rate.price_minor, rate.value_from_minor, rate.value_to_minor) == (750, 0, 9999)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rates-0-weight_to_grams", "-1"),
        ("rates-0-value_to", "0"),
        ("rates-0-price", "1e400"),
        ("price", "-1"),
        ("days_max", "1"),
        ("cutoff_hour", "25"),
        ("kind", "pickup"),
        ("name_en", ""),
        ("tracking_url", "post.example/{number}"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_lost(staff, field, value):
    answer = _save(staff, **{field: value, "description_en": "By the post"})
    assert answer.status_code == 200
    assert "By the post" in answer.content.decode()
    assert "errors" in answer.content.decode()
    assert not ShippingMethod.objects.exists()


def test_a_zone_lists_countries_and_postcodes(staff):
    typed = {"name": "Isles", "code": "isles", "position": "0"}
    address = reverse("admin:orders_shippingzone_add")
    refused = staff.post(address, typed | {"countries": "GB, XQ"})
    assert "XQ" in refused.content.decode()
    assert not ShippingZone.objects.exists()
    staff.post(address, typed | {"countries": "gb ie gb", "postcode_prefixes": "bt, im"})
    zone = ShippingZone.objects.get()
    assert (zone.countries, zone.postcode_prefixes) == (["GB", "IE"], ["BT", "IM"])


def test_a_zone_with_rates_stays(staff):
    _save(staff)
    zone = ShippingZone.objects.get()
    assert (
        staff.post(reverse("admin:orders_shippingzone_delete", args=[zone.pk])).status_code == 403
    )
