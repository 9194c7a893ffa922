"""The staff page of price tests: planned by a form, started and concluded by dialogs."""

from datetime import timedelta

import pytest
from django.urls import reverse

from pricing.models import PriceTest, PriceTestState
from pricing.price_tests.jobs import switch_all
from pricing.price_tests.services import start
from pricing.tests.price_test_shop import TestShop, midday
from shop.tests.busy_shop import make_staff

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SENT = {"_form_submitted": "on"}


@pytest.fixture
def staff(client):
    client.force_login(make_staff(), backend=BACKEND)
    return client


@pytest.fixture
def shop():
    return TestShop(past_days=60)


def _page(test, name="change"):
    return reverse(f"admin:pricing_pricetest_{name}", args=[test.pk])


def _text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_plan_is_made_reckoned_and_started(staff, shop):
    fields = {
        "name": "Dearer lamps", "question": "Do people mind?", "category": "",
        "products": [product.pk for product in shop.products], "grouping": "category",
        "step_basis_points": 500, "pairs": 3, "period_days": 7, "washout_days": 1,
    }  # fmt: skip
    answer = staff.post(reverse("admin:pricing_pricetest_add"), fields)
    test = PriceTest.objects.get()
    assert answer.status_code == 302
    assert test.items.count() == 8
    page = _text(staff.get(_page(test)))
    assert "would be found four times of five" in page
    assert "Shelf 3" in page
    started = staff.post(_page(test, "begin"), SENT)
    assert started.headers["HX-Refresh"] == "true"
    test.refresh_from_db()
    assert test.state == PriceTestState.RUNNING
    assert "It begins tomorrow" in _text(staff.get(_page(test)))


def test_what_cannot_be_planned_is_told_on_the_form(staff, shop):
    fields = {
        "name": "Odd", "question": "", "category": "", "products": [], "grouping": "category",
        "step_basis_points": 0, "pairs": 3, "period_days": 2, "washout_days": 2,
    }  # fmt: skip
    page = _text(staff.post(reverse("admin:pricing_pricetest_add"), fields))
    assert "A test price is another than the usual one." in page
    assert not PriceTest.objects.exists()


def test_a_test_without_products_tells_so_and_is_not_started(staff, shop):
    test = shop.draft(products=[])
    assert "No product takes part" in _text(staff.get(_page(test)))
    assert "No product takes part" in _text(staff.post(_page(test, "begin"), SENT))
    test.refresh_from_db()
    assert test.state == PriceTestState.DRAFT


def test_the_result_is_shown_and_concluded_with_its_price(staff):
    shop = TestShop(elasticity=-0.3, pace=80, past_days=60)
    test = start(test=shop.draft(step_basis_points=1_500, pairs=4, period_days=3), actor=None)
    shop.play(test, test.days)
    assert "Effects" not in _text(staff.get(_page(test)))
    switch_all(at=midday(test.starts_on + timedelta(days=test.days)))
    page = _text(staff.get(_page(test)))
    assert "The test price earns more" in page
    assert "Margin changed by" in page
    assert "<svg" in page
    refused = _text(staff.post(_page(test, "write_down"), {**SENT, "takes_test_price": "on"}))
    assert "This field is required" in refused
    staff.post(
        _page(test, "write_down"), {**SENT, "takes_test_price": "on", "conclusion": "Dearer."}
    )
    assert set(shop.asked().values()) == {2_300}
    assert "Dearer." in _text(staff.get(_page(test)))


def test_a_running_test_cannot_be_edited_or_deleted(staff, shop):
    test = start(test=shop.draft(), actor=None)
    staff.post(_page(test), {"name": "Other", "step_basis_points": 900})
    assert staff.post(_page(test, "delete"), {"post": "yes"}).status_code == 403
    test.refresh_from_db()
    assert (test.name, test.step_basis_points) == ("Dearer", 500)
