"""Who asked hears once, and nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Customer
from catalog.services import retire_product
from catalog.tests.factories import make_product
from events.outbox import drain
from foundation.registries import privacy
from inventory.alerts import (
    MOST_AN_HOUR,
    TooManyAlerts,
    ask_for_alert,
    cancel_alert,
    confirm_alert,
    open_alerts,
    tell_waiting,
)
from inventory.models import AlertState, StockAlert
from inventory.services import receive_stock, reserve_stock
from notifications.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def variant():
    return make_product("Lamp", stock=0).variants.get()


@pytest.fixture
def ada():
    return Customer.objects.create(email="ada@example.com", name="Ada")


def _told():
    return sorted(Mail.objects.filter(kind="back_in_stock").values_list("to", flat=True))


def _drain():
    while drain():
        pass


def test_who_waits_is_told_once(variant, ada):
    alert = ask_for_alert(variant=variant, email="Ada@example.com", customer=ada, language="de")
    assert alert.state == AlertState.WAITING
    receive_stock(variant_id=variant.pk, quantity=3)
    _drain()
    tell_waiting([{"variant": variant.pk}])

    assert _told() == ["Ada@example.com"]
    mail = Mail.objects.get(kind="back_in_stock")
    assert (mail.language, mail.context["product_name"]) == ("de", "Lamp")
    assert StockAlert.objects.get().state == AlertState.SENT
    assert StockAlert.objects.get().sent_at is not None


def test_nobody_is_told_of_what_is_gone_again_or_not_sold(variant, ada):
    ask_for_alert(variant=variant, email=ada.email, customer=ada)
    receive_stock(variant_id=variant.pk, quantity=1)
    reserve_stock(key="quick", quantities={variant.pk: 1})
    _drain()
    assert _told() == []
    receive_stock(variant_id=variant.pk, quantity=1)
    retire_product(product=variant.product)
    _drain()
    assert _told() == []
    assert StockAlert.objects.get().state == AlertState.WAITING


def test_an_address_of_somebody_else_is_asked_first(variant, ada):
    alert = ask_for_alert(variant=variant, email="bob@example.com", customer=ada)
    receive_stock(variant_id=variant.pk, quantity=1)
    _drain()
    assert _told() == []
    asked = Mail.objects.get(kind="alert_confirmation")
    assert asked.to == "bob@example.com"
    assert alert.token in asked.context["confirm_url"]
    assert confirm_alert(token=alert.token)
    assert not confirm_alert(token=alert.token)
    tell_waiting([{"variant": variant.pk}])
    assert _told() == ["bob@example.com"]


def test_asking_twice_is_asking_once(variant, ada):
    first = ask_for_alert(variant=variant, email=ada.email, customer=ada)
    assert ask_for_alert(variant=variant, email=ada.email.upper(), customer=ada) == first
    assert list(open_alerts(ada.pk)) == [first]
    assert cancel_alert(token=first.token)
    assert not cancel_alert(token=first.token)
    assert ask_for_alert(variant=variant, email=ada.email, customer=ada) != first


def test_an_address_cannot_be_flooded(ada):
    variants = [make_product(stock=0).variants.get() for _ in range(MOST_AN_HOUR + 1)]
    for variant in variants[:-1]:
        ask_for_alert(variant=variant, email=ada.email, customer=ada)
    with pytest.raises(TooManyAlerts):
        ask_for_alert(variant=variants[-1], email=ada.email, customer=ada)
    later = timezone.now() + timedelta(hours=2)
    ask_for_alert(variant=variants[-1], email=ada.email, customer=ada, at=later)


def test_a_person_gets_and_forgets_their_alerts(variant, ada):
    ask_for_alert(variant=variant, email=ada.email, customer=ada)
    ask_for_alert(variant=make_product(stock=0).variants.get(), email=ada.email)
    other = ask_for_alert(variant=variant, email="bob@example.com")
    held = privacy.get("stock alerts")
    assert [row["sku"] for row in held.export(ada.pk)] == [variant.sku]
    assert held.erase(ada.pk) == 2
    assert list(StockAlert.objects.all()) == [other]
