"""Every staff page opens, and lists cost the same queries however long they are."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shop.tests.busy_shop import fill_shop, make_staff

pytestmark = pytest.mark.django_db
OURS = {
    "accounts", "catalog", "inventory", "pricing", "orders", "mlops", "events", "notifications",
    "recommendations", "experiments", "forecasting", "analytics", "dashboards", "marketing",
}  # fmt: skip
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
MOST_QUERIES = 14
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def staff(client):
    client.force_login(make_staff(), backend=BACKEND)
    return client


def _url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def _queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(url)
    assert response.status_code == 200, url
    return len(queries)


def test_every_model_of_ours_has_a_page():
    from django.apps import apps

    ours = {model for model in apps.get_models() if model._meta.app_label in OURS}
    parts_of_another_page = {
        "catalog.ProductAttribute", "catalog.ReviewVote", "catalog.VariantOption",
        "catalog.WishlistItem", "experiments.Arm", "experiments.BanditArm",
        "inventory.PurchaseOrderLine",
        "inventory.PurchaseReceipt",
        "inventory.SupplierOffer", "inventory.TransferLine", "marketing.BudgetLine",
        "marketing.Step", "marketing.Variant",
        "orders.CartGiftCard", "orders.CartLine", "orders.GiftNote",
        "orders.NumberSequence", "orders.OrderDiscount",
        "orders.OrderLine", "orders.OrderNote", "orders.QuoteLine", "orders.QuoteVersion",
        "orders.Refund", "orders.ReturnLine",
        "orders.ShipmentLine", "orders.ShippingRate", "orders.SubscriptionLine",
        "pricing.PriceListEntry",
            "pricing.PriceTestItem", "pricing.PriceTestPeriod",
        "pricing.PriceFamilyMember", "pricing.PriceLadderStep", "pricing.PriceSuggestionLine",
            "pricing.PromotionTarget", "recommendations.SegmentPrices",
    }  # fmt: skip
    missing = {m._meta.label for m in ours - set(MODELS)} - parts_of_another_page
    assert not missing


def test_lists_cost_the_same_queries_with_more_rows(staff):
    fill_shop(2)
    few = {model: _queries(staff, _url(model, "changelist")) for model in MODELS}
    fill_shop(6, seed="b")
    many = {model: _queries(staff, _url(model, "changelist")) for model in MODELS}
    grown = {
        model._meta.label: (few[model], many[model]) for model in MODELS if many[model] > few[model]
    }
    assert not grown
    assert not {m._meta.label: n for m, n in many.items() if n > MOST_QUERIES}


@pytest.mark.usefixtures("sidebar_made_once")
def test_every_row_opens(staff):
    fill_shop(1)
    for model in MODELS:
        row = model._default_manager.first()
        assert row is not None, model
        response = staff.get(_url(model, "change", row.pk))
        assert response.status_code == 200, model


@pytest.mark.usefixtures("sidebar_made_once")
def test_every_list_can_be_searched(staff):
    fill_shop(1)
    for model in MODELS:
        if admin.site._registry[model].search_fields:
            assert staff.get(_url(model, "changelist"), {"q": "thing"}).status_code == 200, model


@pytest.mark.usefixtures("sidebar_made_once")
def test_every_add_page_that_is_offered_opens(staff):
    offered = 0
    for model in MODELS:
        page = staff.get(_url(model, "add"))
        assert page.status_code in {200, 403}, model
        offered += page.status_code == 200
    assert offered > 5


def test_guests_and_customers_see_no_staff_page(client):
    from accounts.models import User

    customer = User.objects.create_user("c@example.com", "another good password")
    for model in MODELS:
        assert client.get(_url(model, "changelist")).status_code == 302
    client.force_login(customer, backend=BACKEND)
    for model in MODELS:
        assert client.get(_url(model, "changelist")).status_code == 302


def test_a_page_that_a_role_does_not_open_says_so_among_the_staff_pages(client):
    from accounts.models import User
    from accounts.roles import Role, assign_role

    user = User.objects.create_user("w@example.com", "another good password")
    assign_role(user=user, role=Role.WAREHOUSE, actor=None)
    client.force_login(user, backend=BACKEND)
    page = client.get(reverse("admin:pricing_price_changelist"))
    assert page.status_code == 403
    assert "Your role does not open this page" in page.content.decode()
    assert reverse("admin:index") in page.content.decode()
