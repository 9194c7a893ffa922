"""The way through the staff's pages: tick, say, look, apply, undo; and lists kept under a name."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import CustomerGroup
from accounts.roles import Role
from accounts.tests.factories import make_customer
from catalog.models import Product
from catalog.tests.factories import make_category, make_product
from events import jobs
from foundation.money import Money
from foundation.refusals import Refusal
from pricing.services import set_price
from shop.bulk.list_views import MOST_VIEWS, clean_query, keep_view, pinned_for, views_of
from shop.bulk.models import BulkChange, ChangeState, ListView
from shop.bulk.tests.factories import applied, planned, price_terms

pytestmark = pytest.mark.django_db
PRODUCTS = "admin:catalog_product_changelist"


@pytest.fixture
def desk(client, staff):
    """The browser of somebody of a role."""

    def enter(role: Role):
        user = staff(role)
        client.force_login(user)
        client.user = user
        return client

    return enter


def tick(client, rows, **more):
    """Choose rows of a list and ask to change many."""
    url = reverse(f"admin:{rows[0]._meta.label_lower.replace('.', '_')}_changelist")
    told = {"action": "change_many", "_selected_action": [row.pk for row in rows], **more}
    return client.post(url + more.pop("query", ""), told)


def test_the_whole_way_from_ticked_rows_to_an_undo(desk):
    client, garden = desk(Role.MERCHANDISER), make_category("Garden")
    mugs = [make_product("Mug"), make_product("Pot")]
    say = tick(client, mugs)["Location"]
    assert "2 rows are chosen." in client.get(say).content.decode()
    shown = client.post(f"{say}?edit=category", {"value": garden.pk}, follow=True)
    page = shown.content.decode()
    assert re.search(r"Mug.*Home.*Garden", page, re.S)
    assert "Change 2 rows" in page
    change = BulkChange.objects.get()
    client.post(reverse("admin:bulk_bulkchange_apply", args=[change.pk]))
    jobs.run_due()
    assert Product.objects.filter(category=garden).count() == 2
    undo = client.post(reverse("admin:bulk_bulkchange_undo", args=[change.pk]))["Location"]
    assert "Undo: Category: Garden" in client.get(undo).content.decode()
    client.post(f"{undo.removesuffix('change/')}apply/")
    jobs.run_due()
    assert not Product.objects.filter(category=garden).exists()
    listed = client.get(reverse("admin:bulk_bulkchange_changelist")).content.decode()
    assert "Undo: Category" in listed


def test_rows_that_were_chosen_and_left_can_be_gone_on_with(desk):
    client = desk(Role.MERCHANDISER)
    say = tick(client, [make_product("Mug")])["Location"]
    found = reverse("admin:bulk_bulkchange_change", args=[BulkChange.objects.get().pk])
    assert say in client.get(found).content.decode()
    assert say not in desk(Role.ANALYST).get(found).content.decode()


def test_all_that_match_a_filter_are_chosen_not_only_the_page(desk):
    client = desk(Role.MERCHANDISER)
    mugs = [make_product("Mug") for _number in range(3)]
    make_product("Pot")
    tick(client, mugs[:1], query="?q=Mug", select_across="1")
    assert BulkChange.objects.get().chosen == sorted(mug.pk for mug in mugs)


def test_a_form_that_makes_no_sense_is_shown_again_and_plans_nothing(desk):
    client = desk(Role.MERCHANDISER)
    say = tick(client, [make_product()])["Location"]
    answer = client.post(f"{say}?edit=price", {"currency": "EUR", "way": "per_cent", "figure": "x"})
    assert answer.status_code == 200
    assert BulkChange.objects.get().state == ChangeState.CHOSEN


def test_it_is_offered_only_to_who_may_change_something_of_the_list(desk):
    client = desk(Role.SUPPORT)
    make_product()
    customer = make_customer("Ada")
    assert "change_many" not in client.get(reverse(PRODUCTS)).content.decode()
    tick(client, [Product.objects.get()])
    assert not BulkChange.objects.exists()
    say = tick(client, [customer])["Location"]
    assert client.get(say).status_code == 200


def test_a_role_sees_only_its_own_edits(desk):
    client = desk(Role.WAREHOUSE)
    page = client.get(tick(client, [make_product()])["Location"]).content.decode()
    assert "edit=reorder_point" in page
    assert "edit=price" not in page


def test_names_of_customers_are_for_those_who_may_see_customers(desk):
    trade = CustomerGroup.objects.create(code="trade", name="Trade")
    change = planned("group", [make_customer("Ada Lovelace")], {"value": trade.pk})
    client = desk(Role.MERCHANDISER)
    page = reverse("admin:bulk_bulkchange_change", args=[change.pk])
    assert "Ada Lovelace" not in client.get(page).content.decode()
    rows = reverse("admin:bulk_bulkchange_rows", args=[change.pk])
    assert client.get(rows).status_code == 403
    client = desk(Role.SUPPORT)
    assert "Ada Lovelace" in client.get(page).content.decode()
    assert b"Ada Lovelace" in b"".join(client.get(rows).streaming_content)


def test_what_a_unit_costs_is_for_those_who_may_see_prices(desk):
    mug = make_product("Mug", price="20.00")
    set_price(variant=mug.variants.get(), amount=Money(2000, "EUR"), cost=Money(1931, "EUR"))
    change = planned("price", [mug], price_terms())
    page = reverse("admin:bulk_bulkchange_change", args=[change.pk])
    rows = reverse("admin:bulk_bulkchange_rows", args=[change.pk])
    client = desk(Role.WAREHOUSE)
    assert "19.31" not in client.get(page).content.decode()
    assert client.get(rows).status_code == 403
    client = desk(Role.MERCHANDISER)
    assert "19.31" in client.get(page).content.decode()
    assert b"19.31" in b"".join(client.get(rows).streaming_content)


def test_somebody_without_the_right_applies_and_undoes_nothing(desk):
    mug = make_product()
    change = planned("category", [mug], {"value": make_category("Garden").pk})
    client = desk(Role.WAREHOUSE)
    client.post(reverse("admin:bulk_bulkchange_apply", args=[change.pk]))
    change.refresh_from_db()
    assert change.state == ChangeState.READY
    applied(change)
    client.post(reverse("admin:bulk_bulkchange_undo", args=[change.pk]))
    assert BulkChange.objects.count() == 1


def test_the_list_of_changes_reads_no_chosen_rows_and_counts_only_what_it_shows(desk):
    """Fifty thousand keys a change are not for a list, nor are the rows of all changes."""
    applied(planned("category", [make_product()], {"value": make_category("Garden").pk}))
    tick(client := desk(Role.OWNER), [make_product()])
    with CaptureQueriesContext(connection) as asked:
        page = client.get(reverse("admin:bulk_bulkchange_changelist"))
    assert page.status_code == 200
    lists = [query["sql"] for query in asked if "bulk_bulkchange" in query["sql"]]
    assert lists
    assert not [sql for sql in lists if '"chosen"' in sql or "GROUP BY" in sql.split("FROM")[-1]]
    assert [row.applied_rows for row in page.context["cl"].result_list] == [0, 1]


def test_the_rows_of_the_newest_change_stand_first(desk):
    old, new = (
        planned("category", [make_product()], {"value": make_category(name).pk})
        for name in ("Garden", "Attic")
    )
    page = desk(Role.OWNER).get(reverse("admin:bulk_bulkrow_changelist"))
    assert [row.change_id for row in page.context["cl"].result_list] == [new.pk, old.pk]


def test_rows_as_csv_hold_no_formula(desk):
    mug = make_product("=SUM(A1)")
    change = planned("category", [mug], {"value": make_category("Garden").pk})
    client = desk(Role.OWNER)
    rows = client.get(reverse("admin:bulk_bulkchange_rows", args=[change.pk]))
    assert b"'=SUM(A1),Home,Garden,Planned," in b"".join(rows.streaming_content)


@pytest.mark.parametrize("deed", ["apply", "undo", "stop", "go_on", "discard"])
def test_a_page_that_is_only_opened_does_nothing(desk, deed):
    change = planned("category", [make_product()], {"value": make_category("Garden").pk})
    desk(Role.OWNER).get(reverse(f"admin:bulk_bulkchange_{deed}", args=[change.pk]))
    change.refresh_from_db()
    assert change.state == ChangeState.READY


# --- columns ----------------------------------------------------------------------------------


def headings(page: str) -> list[str]:
    return re.findall(r'class="[^"]*column-([a-z_]+)', page)


def test_a_list_shows_the_columns_that_its_address_names(desk):
    client = desk(Role.MERCHANDISER)
    make_product("Mug", brand="Acme")
    every = client.get(reverse(PRODUCTS)).content.decode()
    few = client.get(reverse(PRODUCTS), {"_columns": "brand,state"}).content.decode()
    assert {"category", "brand", "left"} <= set(headings(every))
    assert {"name", "brand", "state"} <= set(headings(few)), "what leads to a row always stays"
    assert not {"category", "left"} & set(headings(few))


def test_columns_stay_while_the_list_is_searched_filtered_and_turned(desk):
    client = desk(Role.MERCHANDISER)
    make_product("Mug", brand="Acme")
    address = {"_columns": "brand", "q": "Mug", "status__exact": "published"}
    page = client.get(reverse(PRODUCTS), address)
    assert page.status_code == 200, "columns are no filter"
    assert 'name="_columns" value="brand"' in page.content.decode()
    assert page.context["cl"].result_count == 1
    assert "_columns=brand" in page.context["cl"].get_query_string({"p": 2})


def test_ticked_columns_become_one_part_of_the_address(desk):
    client = desk(Role.MERCHANDISER)
    ticked = client.get(reverse(PRODUCTS), {"_columns": ["", "brand", "state"], "o": "1", "q": "x"})
    assert ticked["Location"] == f"{reverse(PRODUCTS)}?_columns=brand%2Cstate&q=x"


@pytest.mark.parametrize("columns", ["", "nothing", "password,__class__", ",,,"])
def test_columns_that_there_are_not_show_no_more_than_there_is(desk, columns):
    client = desk(Role.OWNER)
    page = client.get(reverse("admin:accounts_user_changelist"), {"_columns": columns})
    assert page.status_code == 200
    assert "password" not in headings(page.content.decode())


# --- views ------------------------------------------------------------------------------------


def keep(client, **more):
    told = {"source": "catalog.product", "name": "Cheap", "query": "q=mug&p=3"} | more
    return client.post(reverse("admin:bulk_listview_keep"), told)


def test_a_view_is_kept_shown_above_its_list_and_on_the_home_page(desk):
    client = desk(Role.MERCHANDISER)
    assert keep(client, pinned="on")["Location"] == f"{reverse(PRODUCTS)}?q=mug"
    assert ListView.objects.get().query == "q=mug", "a page is no part of a view"
    page = client.get(reverse(PRODUCTS), {"q": "mug"}).content.decode()
    assert re.search(r'href="\?q=mug" aria-current="page">Cheap', page)
    assert f"{reverse(PRODUCTS)}?q=mug" in client.get(reverse("admin:index")).content.decode()


def test_ones_own_views_are_ones_own_and_shared_ones_everybodys(staff):
    ada, bob = staff(Role.MERCHANDISER), staff(Role.OWNER)
    keep_view(owner=ada, source="catalog.product", name="Mine", query="q=a", is_pinned=True)
    keep_view(
        owner=ada, source="catalog.product", name="Ours", query="q=b", is_pinned=True,
        is_shared=True,
    )  # fmt: skip
    assert [view.name for view in views_of(bob, "catalog.product")] == ["Ours"]
    assert [view.name for view in views_of(ada, "catalog.product")] == ["Mine", "Ours"]
    assert [view.name for view in pinned_for(bob)] == ["Ours"]


def test_a_shared_view_of_a_list_that_somebody_may_not_see_is_not_pinned_for_them(staff):
    keep_view(
        owner=staff(Role.OWNER), source="accounts.customer", name="VIP", query="q=x",
        is_pinned=True, is_shared=True,
    )  # fmt: skip
    assert not pinned_for(staff(Role.MERCHANDISER))
    assert pinned_for(staff(Role.SUPPORT))


def test_a_view_is_removed_by_its_owner_alone(desk, staff):
    view = keep_view(owner=staff(Role.OWNER), source="catalog.product", name="Mine", query="")
    forget = reverse("admin:bulk_listview_forget", args=[view.pk])
    client = desk(Role.MANAGER)
    client.post(forget)
    assert ListView.objects.exists()
    client.force_login(view.owner)
    client.get(forget)
    assert ListView.objects.exists(), "a link removes nothing"
    client.post(forget)
    assert not ListView.objects.exists()


@pytest.mark.parametrize(
    "told",
    [
        {"name": " "},
        {"name": "x" * 61},
        {"query": "q=" + "x" * 1000},
        {"source": "accounts.apitoken"},
        {"source": "https://evil.example"},
        {"source": "no.such"},
        {"source": ""},
    ],
)
def test_what_is_no_view_is_not_kept_and_leads_nowhere_else(desk, told):
    answer = keep(desk(Role.MERCHANDISER), **told)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/")
    assert not ListView.objects.exists()


def test_a_view_of_that_name_is_replaced_and_there_are_not_too_many(staff):
    owner = staff(Role.OWNER)
    for number in range(MOST_VIEWS):
        keep_view(owner=owner, source="catalog.product", name=f"View {number}", query="")
    keep_view(owner=owner, source="catalog.product", name="View 0", query="q=new")
    assert ListView.objects.get(name="View 0").query == "q=new"
    with pytest.raises(Refusal):
        keep_view(owner=owner, source="catalog.product", name="One more", query="")


def test_an_address_has_one_form():
    assert clean_query("q=b&o=1&p=2&e=1&_popup=1&x=") == "o=1&q=b"
    assert clean_query("a=2&a=1") == "a=2&a=1"
    assert clean_query("q=%00%3Cscript%3E") == "q=%00%3Cscript%3E"
