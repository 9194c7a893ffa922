"""Staff pages of marketplaces: a file from its arrival to its end, what waits, what is left."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.tests.factories import make_product
from events import jobs
from orders.cancellation import cancel_order
from orders.models import Order
from orders.refunds import carry_out_refunds
from pricing.models import Currency
from shop.marketplaces.figures import months_of, whole
from shop.marketplaces.models import FileState, Marketplace, OrderFile
from shop.marketplaces.tests.factories import brought, generic, make_marketplace, sku_of, taken
from shop.tests.busy_shop import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make_staff())
    return client


@pytest.fixture
def product():
    return make_product("Ember mug", stock=2)


def _bring(desk, marketplace, content):
    file = SimpleUploadedFile("orders.csv", content)
    url = reverse("admin:marketplaces_orderfile_bring_file")
    return desk.post(url, {"marketplace": marketplace.pk, "file": file}, follow=True)


def test_a_file_is_brought_looked_at_and_taken_in(desk, product):
    there = make_marketplace()
    page = _bring(desk, there, generic({"sku": sku_of(product), "quantity": "3"}))
    assert f"3 × {sku_of(product)}" in page.content.decode()
    file = OrderFile.objects.get()
    assert not Order.objects.exists()
    desk.post(reverse("admin:marketplaces_orderfile_take", args=[file.pk]))
    assert jobs.run_due() == 1
    page = desk.get(reverse("admin:marketplaces_orderfile_change", args=[file.pk]))
    assert "wait for goods" in page.content.decode()
    late = desk.get(reverse("admin:marketplaces_marketplaceorder_changelist"), {"todo": "short"})
    assert "M-1" in late.content.decode()


def test_a_wrong_file_names_its_rows_and_cannot_be_taken(desk, product):
    page = _bring(desk, make_marketplace(), generic({"sku": "NOT-OURS"}))
    text = page.content.decode()
    assert "No article here has this SKU." in text
    file = OrderFile.objects.get()
    take = reverse("admin:marketplaces_orderfile_take", args=[file.pk])
    assert take not in text
    desk.post(take)
    file.refresh_from_db()
    assert file.state == FileState.BROKEN


def test_looking_at_an_address_that_changes_something_changes_nothing(desk, product):
    file = brought(make_marketplace(), generic({"sku": sku_of(product)}))
    desk.get(reverse("admin:marketplaces_orderfile_take", args=[file.pk]))
    file.refresh_from_db()
    assert file.state == FileState.CHECKED


def test_an_empty_file_is_told_beside_its_field(desk):
    page = _bring(desk, make_marketplace(), b"")
    assert page.status_code == 200
    assert page.context["form"].errors["file"]


def test_the_list_of_files_does_not_read_what_is_in_them(desk, product):
    there = make_marketplace()
    for number in range(3):
        brought(there, generic({"sku": sku_of(product), "order": f"M-{number}"}))
    url = reverse("admin:marketplaces_orderfile_changelist")
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(url).status_code == 200
    rows = [query["sql"] for query in asked if "marketplaces_orderfile" in query["sql"]]
    assert rows
    assert not [sql for sql in rows if '"content"' in sql]


def test_a_month_is_revenue_less_refunds_and_commission(desk, product):
    there = make_marketplace(commission_basis_points=1000)
    taken(there, generic({"sku": sku_of(product)}, {"sku": sku_of(product), "order": "M-2",
                                                    "commission": ""}))  # fmt: skip
    cancel_order(order=Order.objects.earliest("pk"), reason="Broken")
    carry_out_refunds()
    (month,) = months_of(there)
    amounts = (month.revenue, month.refunded, month.commission, month.left)
    assert [money.minor for money in amounts] == [4000, 2000, 400, 1600]
    assert whole([month, month]).left.minor == 3200
    page = desk.get(reverse("admin:marketplaces_marketplace_figures", args=[there.pk]))
    assert "Broken" in page.content.decode()


def test_a_code_stays_as_it_is_and_what_is_typed_wrong_is_told(desk):
    add = reverse("admin:marketplaces_marketplace_add")
    typed = {
        "name": "Bazaar", "code": "bazaar", "layout": "generic", "country": "de",
        "currency": "EUR", "is_active": "on", "prices_include_tax": "on",
        "commission": "12.5", "price_change": "-5",
        "stock_share": "100", "buffer_units": "0",
    }  # fmt: skip
    faults = {"country": "D1", "stock_share": "0", "commission": "100.01",
              "currency": "XXX"}  # fmt: skip
    for name, wrong in faults.items():
        page = desk.post(add, {**typed, name: wrong})
        assert name in page.context["adminform"].form.errors
    desk.post(add, typed)
    there = Marketplace.objects.get()
    assert there.country == "DE"
    assert (there.commission_basis_points, there.price_change_basis_points) == (1250, -500)
    change = reverse("admin:marketplaces_marketplace_change", args=[there.pk])
    desk.post(change, {**typed, "code": "other", "name": "Souk"})
    there.refresh_from_db()
    assert (there.name, there.code) == ("Souk", "bazaar")
    assert there.token in desk.get(change).content.decode()


def test_the_currency_stays_once_a_file_came(desk, product):
    """Sums of its months would be of another currency, files that wait would be read in it."""
    Currency.objects.create(code="USD", converts=False)
    there = make_marketplace()
    brought(there, generic({"sku": sku_of(product)}))
    typed = {
        "name": "Souk", "layout": "generic", "country": "DE", "currency": "USD",
        "is_active": "on", "prices_include_tax": "on", "commission": "0", "price_change": "0",
        "stock_share": "100", "buffer_units": "0",
    }  # fmt: skip
    change = reverse("admin:marketplaces_marketplace_change", args=[there.pk])
    assert desk.post(change, typed).status_code == 302
    there.refresh_from_db()
    assert (there.name, there.currency) == ("Souk", "EUR")
    free = make_marketplace("free")
    desk.post(reverse("admin:marketplaces_marketplace_change", args=[free.pk]), typed)
    free.refresh_from_db()
    assert free.currency == "USD"


def test_the_staff_home_tells_what_waits_for_goods(desk, product):
    taken(make_marketplace(), generic({"sku": sku_of(product), "quantity": "3"}))
    page = desk.get(reverse("admin:index")).content.decode()
    assert "marketplace order waits for goods" in page
