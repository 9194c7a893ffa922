"""Tell me when it is back: asked, confirmed, cancelled, told."""

import pytest
from django.core import mail

from inventory.models import AlertState, StockAlert
from inventory.services import adjust_stock
from notifications.sending import send_due
from shop.storefront.tests.people import client_of, make_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold_out(stocked):
    variant = stocked.variants.get(option_values__code="sand")
    adjust_stock(variant_id=variant.pk, on_hand=0, note="counted")
    return variant


def test_the_page_of_what_is_sold_out_offers_it(sold_out, stocked):
    path = f"/p/{stocked.slug_en}/"
    html = client_of(None).get(f"{path}?colour=sand").content.decode()
    assert f'/alerts/?variant={sold_out.public_id}">' in html
    html = client_of(None).get(f"{path}?colour=forest").content.decode()
    assert "data-alert" in html
    assert html.partition("data-alert")[2].partition(">")[0].endswith("hidden")


def test_a_guest_confirms_by_mail_first(sold_out):
    client = client_of(None)
    posted = {"variant": sold_out.public_id, "email": "bea@example.com"}
    response = client.post("/alerts/", posted)
    assert "click the link" in response.content.decode()
    alert = StockAlert.objects.get()
    assert alert.state == AlertState.UNCONFIRMED
    send_due()
    assert f"/alerts/{alert.token}/confirm/" in mail.outbox[0].body

    path = f"/alerts/{alert.token}/confirm/"
    client.get(path)
    alert.refresh_from_db()
    assert alert.state == AlertState.UNCONFIRMED, "programs follow links by themselves"
    client.post(path)
    alert.refresh_from_db()
    assert alert.state == AlertState.WAITING
    client.post(f"/alerts/{alert.token}/cancel/")
    alert.refresh_from_db()
    assert alert.state == AlertState.CANCELLED


def test_a_customer_is_believed_about_the_own_address(sold_out):
    ada = make_customer()
    client = client_of(ada)
    page = client.get("/alerts/", {"variant": sold_out.public_id})
    assert 'value="ada@example.com"' in page.content.decode()
    client.post("/alerts/", {"variant": sold_out.public_id, "email": ada.email})
    assert StockAlert.objects.get().state == AlertState.WAITING


def test_a_wrong_address_is_told_at_its_field(sold_out):
    posted = {"variant": sold_out.public_id, "email": "bea@"}
    html = client_of(None).post("/alerts/", posted).content.decode()
    assert 'id="id_email_error"' in html
    assert 'value="bea@"' in html
    assert not StockAlert.objects.exists()


@pytest.mark.parametrize("path", ["/alerts/", "/alerts/?variant=nonsense", "/alerts/x/confirm/"])
def test_what_is_not_there_is_not_found(sold_out, path):
    assert client_of(None).get(path).status_code == 404
