"""What leaves the shop comes back as it was, and leaves for those alone who may see it."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import Customer, CustomerGroup, User
from accounts.roles import Role, ensure_roles
from catalog.models import Attribute, AttributeType, ProductAttribute
from catalog.tests.factories import make_category, make_product
from events import jobs
from events.models import AuditEntry
from foundation import clock
from foundation.money import Money
from pricing.models import PriceList
from pricing.services import save_price_list, set_list_price
from shop.exchange.exports.tables import Chosen, as_csv, as_xlsx, exported, exporters
from shop.exchange.models import ImportRun, RunState
from shop.exchange.sheets import read_sheet
from shop.exchange.tests.files import applied, csv_file
from shop.tests.busy_shop import make_order

pytestmark = pytest.mark.django_db
TABLES = ("products", "stock", "prices", "lists", "customers", "orders")


def out(table: str, chosen: Chosen | None = None) -> bytes:
    return b"".join(as_csv(exported(exporters.get(table), chosen or Chosen())))


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture
def a_shop():
    lamp = make_product(
        "Lamp", price="20.00", compare_at="25.00", brand="Lumen", stock=4,
        colours=["forest", "sand"], description="Bright.\n\nVery.", category="Lamps",
    )  # fmt: skip
    make_product("Untracked", stock=None, published=False)
    for code, kind, value in (
        ("material", AttributeType.TEXT, {"text": "Oak"}),
        ("height", AttributeType.NUMBER, {"number": Decimal("12.5")}),
        ("dimmable", AttributeType.BOOLEAN, {"boolean": False}),
    ):
        attribute = Attribute.objects.create(code=code, name_en=code.title(), type=kind)
        ProductAttribute.objects.create(product=lamp, attribute=attribute, **value)
    customer = Customer.objects.create(email="ada@example.com", name="Ada", country="DE")
    make_order(lamp, customer=customer, quantity=2)
    trade = CustomerGroup.objects.create(code="trade", name="Trade")
    prices = PriceList(name="Trade", group=trade, currency="USD", starts_at=clock.now())
    set_list_price(
        price_list=save_price_list(price_list=prices),
        variant=lamp.variants.first(),
        amount=Money(1_250, "USD"),
        minimum_quantity=5,
    )
    return lamp


@pytest.mark.parametrize("table", TABLES)
def test_an_export_that_is_brought_back_changes_nothing(a_shop, table):
    run = applied(out(table), table=table)
    assert run.state == RunState.DONE, run.problems
    assert (run.new, run.changed) == (0, 0)
    assert run.same >= 1


def test_products_leave_with_all_that_they_are(a_shop):
    rows = {row["option:colour"]: row for row in rows_of(out("products"))}
    row = rows["Forest"]
    assert (row["name"], row["category"], row["brand"], row["status"]) == (
        "Lamp", "Lamps", "Lumen", "published",
    )  # fmt: skip
    assert (row["price"], row["compare_at"], row["stock"], row["active"]) == (
        "20.00", "25.00", "4", "yes",
    )  # fmt: skip
    assert (row["attribute:material"], row["attribute:height"], row["attribute:dimmable"]) == (
        "Oak", "12.5", "no",
    )  # fmt: skip
    assert row["description"] == "Bright.\n\nVery."


def test_a_spreadsheet_says_the_same_as_the_csv(a_shop):
    lines = exported(exporters.get("products"), Chosen())
    sheet, plain = read_sheet(as_xlsx(lines)), read_sheet(out("products"))
    assert sheet.columns == plain.columns
    assert [dict(row.cells) for row in sheet.rows] == [dict(row.cells) for row in plain.rows]


def test_only_what_is_chosen_leaves(a_shop):
    assert {r["name"] for r in rows_of(out("products", Chosen(status="draft")))} == {"Untracked"}
    shelf = make_category("Lamps").pk
    assert {r["name"] for r in rows_of(out("products", Chosen(category_id=shelf)))} == {"Lamp"}
    assert "cost" not in rows_of(out("prices", Chosen(with_costs=False)))[0]
    tomorrow = clock.business_day() + timedelta(days=1)
    assert rows_of(out("orders", Chosen(first=tomorrow))) == []
    (line,) = rows_of(out("orders", Chosen(first=date(2020, 1, 1), last=tomorrow)))
    assert (line["quantity"], line["unit_price"], line["line_total"], line["email"]) == (
        "2", "15.00", "30.00", "buyer@example.com",
    )  # fmt: skip


def test_semicolons_come_with_amounts_as_german_spreadsheets_read_them(a_shop, tmp_path):
    path = tmp_path / "goods.csv"
    call_command("exchange", "export", "products", str(path), "--semicolons")
    (lamp, *_rest) = csv.DictReader(
        io.StringIO(path.read_bytes().decode("utf-8-sig")), delimiter=";"
    )
    assert (lamp["price"], lamp["compare_at"], lamp["attribute:height"]) == (
        "20,00", "25,00", "12.5",
    )  # fmt: skip
    run = applied(path.read_bytes(), table="products")
    assert (run.state, run.new, run.changed) == (RunState.DONE, 0, 0)


def test_the_command_writes_a_file(a_shop, tmp_path):
    path = tmp_path / "goods.csv"
    call_command("exchange", "export", "products", str(path))
    assert path.read_bytes() == out("products")
    with pytest.raises(CommandError):
        call_command("exchange", "export", "products", str(tmp_path / "no" / "goods.csv"))


def test_the_command_names_problems_and_changes_nothing(tmp_path, capsys):
    path = tmp_path / "goods.csv"
    path.write_bytes(csv_file(("sku", "name", "category", "price"), ("A", "Mug", "Home", "x")))
    with pytest.raises(CommandError):
        call_command("exchange", "import", "products", str(path), "--quiet")
    assert "line 2, price" in capsys.readouterr().err


def signed_in(client, role: Role) -> User:
    ensure_roles()
    user = User.objects.create_user(f"{role}@example.com", "a good password", is_staff=True)
    user.groups.add(Group.objects.get(name=role.value))
    client.force_login(user)
    return user


def upload(client, content: bytes, kind: str = "products/shelfwise"):
    file = io.BytesIO(content)
    file.name = "goods.csv"
    return client.post(
        reverse("admin:exchange_importrun_bring_file"),
        {"kind": kind, "file": file, "currency": "EUR", "warehouse": ""},
    )


def test_staff_bring_a_file_look_at_it_and_apply_it(client):
    signed_in(client, Role.OWNER)
    head = ("sku", "name", "category", "price")
    answer = upload(client, csv_file(head, ("A", "Mug", "Home", "5.00")))
    run = ImportRun.objects.get()
    page = reverse("admin:exchange_importrun_change", args=[run.pk])
    assert answer.url == page
    assert 'hx-trigger="every 2s"' in client.get(page).content.decode()
    jobs.run_due()
    shown = client.get(page).content.decode()
    assert "Apply it" in shown
    assert 'hx-trigger="every 2s"' not in shown
    client.post(reverse("admin:exchange_importrun_apply", args=[run.pk]))
    jobs.run_due()
    assert "Applied" in client.get(page).content.decode()
    run.refresh_from_db()
    assert (run.state, run.by.email) == (RunState.DONE, "owner@example.com")


def test_a_file_with_problems_shows_them_and_cannot_be_applied(client):
    signed_in(client, Role.OWNER)
    evil = "<script>alert(1)</script>"
    upload(client, csv_file(("sku", "name", "category", "price"), ("A", evil, "Home", evil)))
    jobs.run_due()
    run = ImportRun.objects.get()
    shown = client.get(reverse("admin:exchange_importrun_change", args=[run.pk])).content.decode()
    assert "Apply it" not in shown
    assert evil not in shown
    assert "&lt;script&gt;" in shown
    listed = client.get(reverse("admin:exchange_importrun_problems", args=[run.pk]))
    assert "2,price," in listed.content.decode().replace(" ", "")
    client.post(reverse("admin:exchange_importrun_apply", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == RunState.BROKEN


def test_who_may_not_see_customers_reads_nothing_of_them_in_a_file(client):
    head = ("email", "name", "country")
    signed_in(client, Role.MANAGER)
    upload(client, csv_file(head, ("ann@example.com", "Ann", "DE")), "customers/shelfwise")
    upload(client, csv_file(head, ("ben@example.com", "Ben", "D1")), "customers/shelfwise")
    jobs.run_due()
    good, bad = ImportRun.objects.order_by("pk")
    pages = [reverse("admin:exchange_importrun_change", args=[run.pk]) for run in (good, bad)]
    problems = reverse("admin:exchange_importrun_problems", args=[bad.pk])
    assert "ann@example.com" in client.get(pages[0]).content.decode()
    assert "“D1”" in client.get(pages[1]).content.decode()
    assert client.get(problems).status_code == 200
    signed_in(client, Role.WAREHOUSE)
    assert "ann@example.com" not in client.get(pages[0]).content.decode()
    assert "“D1”" not in client.get(pages[1]).content.decode()
    assert client.get(problems).status_code == 403


def test_who_may_not_see_customers_cannot_ask_who_is_one_by_a_file(client):
    signed_in(client, Role.MERCHANDISER)
    guess = csv_file(("email", "name"), ("ann@example.com", "Ann"))
    answer = upload(client, guess, "customers/shelfwise")
    assert "accounts.view_customer" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_what_somebody_may_not_see_they_may_not_take(client, a_shop):
    signed_in(client, Role.WAREHOUSE)
    page = reverse("admin:exchange_importrun_take_file")
    given = {"form": "csv", "category": "", "status": "", "first": "", "last": ""}
    stock = client.post(page, {**given, "table": "stock"})
    assert stock["Content-Disposition"].startswith("attachment")
    assert len(rows_of(b"".join(stock.streaming_content))) == 2
    for table in ("customers", "orders", "prices"):
        refused = client.post(page, {**given, "table": table})
        assert "Content-Disposition" not in refused
    assert AuditEntry.objects.filter(action="data.exported", model="exchange.stock").count() == 1


def test_whoever_may_not_bring_files_gets_no_page(client):
    signed_in(client, Role.SUPPORT)
    assert client.get(reverse("admin:exchange_importrun_bring_file")).status_code == 403
    assert upload(client, b"sku\nA\n").status_code == 403
    assert not ImportRun.objects.exists()
