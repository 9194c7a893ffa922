"""From the plan to an order, by the staff's pages: what they show, do and refuse."""

from datetime import timedelta

import pytest
from django.urls import clear_url_caches, reverse

from accounts.models import User
from accounts.roles import Role, assign_role
from catalog.tests.factories import make_product
from forecasting.admin.queue import MOST_LINES
from forecasting.models import (
    Advice,
    ComparisonState,
    LineStatus,
    PolicyComparison,
    ReplenishmentPolicy,
    StockState,
)
from forecasting.replenishment.services import make_plan
from forecasting.tests.busy_plans import foresee, plan_line
from foundation import clock
from foundation.money import Money
from inventory.models import PurchaseOrder
from inventory.services import set_offer
from inventory.tests.factories import make_supplier

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
QUEUE = "/admin/forecasting/planline/queue/"


@pytest.fixture
def staff(client):
    user = User.objects.create_superuser("boss@example.com", "a good long password")
    client.force_login(user, backend=BACKEND)
    return client


def _member(client, role):
    user = User.objects.create_user(f"{role}@example.com", "a good long password")
    assign_role(user=user, role=role, actor=None)
    client.force_login(user, backend=BACKEND)
    return client


def _goods(name, *, supplier="Acme", stock=3, pack=1, minimum=1):
    variant = make_product(name, stock=stock).variants.get()
    seller = make_supplier(supplier)
    set_offer(
        supplier=seller, variant=variant, cost=Money(700, "EUR"), pack_size=pack,
        minimum_quantity=minimum,
    )  # fmt: skip
    return variant, seller


def _line(name, **fields):
    supplier = fields.pop("supplier", "Acme")
    variant, seller = _goods(name, supplier=supplier, pack=fields.pop("pack", 1))
    return plan_line(variant, supplier=seller, **fields)


def _text(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def _open(staff, line):
    return _text(staff.get(reverse("admin:forecasting_planline_change", args=[line.pk])))


def test_the_queue_has_a_part_for_each_supplier_with_reasons(staff):
    _line("Lamp", supplier="Acme")
    _line("Chair", supplier="Zeta")
    nothing = {"quantity": 0, "wanted": 0, "cost_minor": 0, "risk": 0.01}
    _line("Enough", supplier="Zeta", advice=Advice.NOTHING, **nothing)
    page = _text(staff.get(QUEUE))
    assert "Draft the order to Acme" in page
    assert "Draft the order to Zeta" in page
    assert "Safety stock 6" in page
    assert "Enough" not in page


def test_what_is_ticked_becomes_one_draft_in_the_quantities_typed(staff):
    lamp, chair = _line("Lamp"), _line("Chair")
    left = _line("Stool")
    answer = staff.post(
        QUEUE, {"do": "order", "line": [lamp.pk, chair.pk], f"quantity_{lamp.pk}": "70"}
    )
    order = PurchaseOrder.objects.get()
    assert answer.url == reverse("admin:inventory_purchaseorder_change", args=[order.pk])
    units = dict(order.lines.values_list("variant_id", "quantity"))
    assert units == {lamp.variant_id: 70, chair.variant_id: 63}
    left.refresh_from_db()
    assert left.status == LineStatus.PROPOSED


def test_nothing_is_ordered_twice_by_a_form_that_is_sent_twice(staff):
    line = _line("Lamp")
    for _time in range(2):
        staff.post(QUEUE, {"do": "order", "line": [line.pk]})
    assert PurchaseOrder.objects.count() == 1


def test_a_page_that_was_opened_before_a_new_plan_does_not_order_by_the_old_one(staff):
    line = _line("Lamp", quantity=63)
    page = _text(staff.get(QUEUE))
    told = {
        name: page.split(f'name="{name}" value="')[1].split('"')[0]
        for name in (f"proposed_{line.pk}", f"quantity_{line.pk}")
    }
    line.quantity = line.wanted = 20  # forty-three are on their way since
    line.save()

    staff.post(QUEUE, {"do": "order", "line": [line.pk], **told})

    assert PurchaseOrder.objects.get().lines.get().quantity == 20


def test_a_supplier_may_have_as_many_lines_as_the_page_shows(staff):
    line = _line("Lamp")
    keys = [line.pk, *range(line.pk + 1, line.pk + MOST_LINES)]
    told = {f"{name}_{pk}": "63" for pk in keys for name in ("quantity", "proposed")}

    answer = staff.post(QUEUE, {"do": "order", "csrfmiddlewaretoken": "x", "line": keys, **told})

    assert answer.status_code == 302
    assert PurchaseOrder.objects.count() == 1


@pytest.mark.parametrize("told", [{}, {"line": ["nothing"]}, {"line": ["99999999999999999"]}])
def test_a_form_without_a_line_orders_nothing(staff, told):
    _line("Lamp")
    assert staff.post(QUEUE, {"do": "order", **told}).url == QUEUE
    assert not PurchaseOrder.objects.exists()


def test_a_quantity_of_nothing_leaves_the_line_out(staff):
    line = _line("Lamp")
    staff.post(QUEUE, {"do": "order", "line": [line.pk], f"quantity_{line.pk}": "0"})
    assert not PurchaseOrder.objects.exists()


def test_what_the_supplier_does_not_sell_is_told_and_orders_nothing(staff):
    line = _line("Lamp", pack=21)
    told = {"do": "order", "line": [line.pk], f"quantity_{line.pk}": "5"}
    page = _text(staff.post(QUEUE, told, follow=True))
    assert "21" in page
    assert not PurchaseOrder.objects.exists()


def test_orders_of_two_suppliers_lead_to_the_list_of_drafts(staff):
    lines = [_line("Lamp", supplier="Acme"), _line("Chair", supplier="Zeta")]
    answer = staff.post(QUEUE, {"do": "order", "line": [line.pk for line in lines]})
    assert answer.url.endswith("?state__exact=draft")
    assert PurchaseOrder.objects.count() == 2


def test_what_a_budget_holds_back_is_not_called_a_good_day(staff):
    line = _line("Lamp", quantity=0, cost_minor=0, wanted=63)
    page = _text(staff.get(QUEUE))
    assert "Nothing needs to be ordered" not in page
    held = page.split("Wanted, but beyond budget or room")[1]
    assert reverse("admin:forecasting_planline_change", args=[line.pk]) in held


def test_what_comes_too_late_is_told_where_the_alert_leads(staff):
    line = _line("Lamp", quantity=0, wanted=0, risk=0.8, advice=Advice.CHASE)
    page = _text(staff.get(QUEUE))
    assert "A good day" not in page
    late = page.split("On its way, but likely too late")[1]
    assert reverse("admin:forecasting_planline_change", args=[line.pk]) in late
    assert "80%" in late


def test_what_comes_in_time_is_not_told_as_late(staff):
    _line("Lamp", quantity=0, wanted=0, risk=0.1, advice=Advice.WAIT)
    assert "On its way, but likely too late" not in _text(staff.get(QUEUE))


def test_the_queue_of_one_supplier_shows_theirs_alone(staff):
    lamp, _chair = _line("Lamp", supplier="Acme"), _line("Chair", supplier="Zeta")
    page = _text(staff.get(QUEUE, {"supplier": lamp.supplier_id}))
    assert "Draft the order to Acme" in page
    assert "Zeta" not in page
    assert staff.get(QUEUE, {"supplier": "²"}).status_code == 200


def test_who_may_only_look_is_offered_no_button_and_refused_the_deed(client):
    line = _line("Lamp")
    analyst = _member(client, Role.ANALYST)
    assert "Draft the order to" not in _text(analyst.get(QUEUE))
    assert analyst.post(QUEUE, {"do": "order", "line": [line.pk]}).status_code == 403
    assert not PurchaseOrder.objects.exists()


def test_the_warehouse_may_order(client):
    line = _line("Lamp")
    _member(client, Role.WAREHOUSE).post(QUEUE, {"do": "order", "line": [line.pk]})
    assert PurchaseOrder.objects.count() == 1


def test_a_line_that_should_not_be_ordered_says_why_and_comes_back(staff):
    line = _line("Lamp")
    url = reverse("admin:forecasting_planline_decide", args=[line.pk])
    staff.post(url, {"do": "dismiss", "reason": "It is going out of the range"})
    assert "It is going out of the range" in _open(staff, line)
    assert "Lamp" not in _text(staff.get(QUEUE))
    staff.post(url, {"do": "reopen"})
    assert "Lamp" in _text(staff.get(QUEUE))


def test_nobody_dismisses_without_a_reason(staff):
    line = _line("Lamp")
    url = reverse("admin:forecasting_planline_decide", args=[line.pk])
    page = _text(staff.post(url, {"do": "dismiss", "reason": " "}, follow=True))
    assert "Say why" in page
    line.refresh_from_db()
    assert line.status == LineStatus.PROPOSED


def _planned(**policy):
    variant, _seller = _goods("Lamp", stock=10)
    foresee(variant, a_day=2.0)
    ReplenishmentPolicy.objects.create(**policy)
    make_plan()
    return variant.plan_lines.get()


def _cells(page, name):
    """The two figures of a row of the what-if's table."""
    row = page.split(f'<th scope="row">{name}</th>')[1].split("</tr>")[0]
    return [
        cell.split("</td>")[0].replace("<strong>", "").replace("</strong>", "")
        for cell in row.split("<td>")[1:]
    ]


def _ask(staff, line, **told):
    url = reverse("admin:forecasting_planline_change", args=[line.pk])
    return _text(staff.get(url, told))


def test_what_if_nothing_changes_gives_what_is_planned(staff):
    page = _ask(staff, _planned(), promotion=0)
    for name in ("Safety stock", "Reorder point", "Order up to", "To order", "Demand a day"):
        now, then = _cells(page, name)
        assert now == then, name


def test_what_if_a_promotion_doubles_demand_and_deliveries_slow_down(staff):
    line = _planned()
    page = _ask(staff, line, promotion=100)
    assert _cells(page, "Demand a day") == ["2", "4"]
    doubled = int(_cells(page, "Reorder point")[1])
    assert doubled > line.reorder_point
    slower = int(_cells(_ask(staff, line, lead_days=line.lead_days + 10), "Reorder point")[1])
    assert slower >= line.reorder_point + 20
    safer = int(_cells(_ask(staff, line, service_level=99.5), "Safety stock")[1])
    assert safer > line.safety_stock
    both = _cells(_ask(staff, line, promotion=100, price=-50), "Demand a day")
    assert both == ["2", "2"]


@pytest.mark.parametrize(
    "told", [{"lead_days": -1}, {"service_level": 100}, {"promotion": "much"}, {"price": "nan"}]
)
def test_what_if_refuses_what_makes_no_sense(staff, told):
    page = _ask(staff, _planned(), **told)
    assert 'role="alert"' in page
    assert "Under what was asked" not in page


def test_the_state_of_stock_tells_what_ties_money_up(staff):
    _line("Lamp", state=StockState.DEAD, stock_value_minor=90_000, markdown_percent=40, quantity=0)
    _line("Chair", state=StockState.HEALTHY, stock_value_minor=10_000)
    page = _text(staff.get("/admin/forecasting/planline/health/"))
    assert "90%" in page
    assert "40%" in page
    assert "Where too much money lies" in page
    assert "Lamp" in page
    assert "Chair" not in page


def test_an_empty_plan_has_its_pages_too(staff):
    assert "Nothing needs to be ordered" in _text(staff.get(QUEUE))
    assert "Nothing is too much" in _text(staff.get("/admin/forecasting/planline/health/"))


POLICY = {
    "scope": "shop", "kind": "order_up_to", "service_level": "", "review_days": "1",
    "cover_days": "21", "minimum": "", "maximum": "", "holding_rate": "0.2",
    "overstock_days": "120", "dead_days": "120", "capacity_units": "", "is_active": "on",
    "order_cost": "12.50", "alone_limit": "", "budget": "",
}  # fmt: skip


def test_a_policy_is_written_in_major_units(staff):
    answer = staff.post(reverse("admin:forecasting_replenishmentpolicy_add"), POLICY)
    assert answer.status_code == 302
    policy = ReplenishmentPolicy.objects.get()
    assert (policy.order_cost_minor, policy.alone_limit_minor, policy.budget_minor) == (
        1250, 0, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"scope": "supplier"},
        {"kind": "min_max", "minimum": "9", "maximum": "3"},
        {"service_level": "1.5"},
        {"order_cost": "-1"},
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(staff, wrong):
    page = staff.post(reverse("admin:forecasting_replenishmentpolicy_add"), POLICY | wrong)
    assert page.status_code == 200
    assert not ReplenishmentPolicy.objects.exists()


def _comparison(**told):
    last = clock.business_day() - timedelta(days=1)
    form = {"name": "Fixed or not", "first_day": last - timedelta(days=60), "last_day": last,
            "most_variants": 50}  # fmt: skip
    for side, kind in (("left", "fixed"), ("right", "order_up_to")):
        rule = {"kind": kind, "service_level": "", "review_days": 1, "cover_days": 21,
                "safety_days": 14}  # fmt: skip
        form |= {f"{side}-{name}": value for name, value in rule.items()}
    return form | told


def test_two_policies_are_compared_by_a_job(staff):
    url = reverse("admin:forecasting_policycomparison_add")
    assert "Policy A" in _text(staff.get(url))
    answer = staff.post(url, _comparison(**{"right-service_level": "97.5"}))
    row = PolicyComparison.objects.get()
    assert answer.url == reverse("admin:forecasting_policycomparison_change", args=[row.pk])
    assert row.right["service_level"] == 0.975
    assert "being replayed" in _text(staff.get(answer.url))


def test_days_to_come_cannot_be_replayed(staff):
    url = reverse("admin:forecasting_policycomparison_add")
    page = _text(staff.post(url, _comparison(last_day=clock.business_day())))
    assert "lies in the past" in page
    assert not PolicyComparison.objects.exists()


def test_what_came_of_a_comparison_is_drawn(staff):
    result = {
        "fill_rate": 0.9, "stock_out_share": 0.1, "stock_value_minor": 100_000,
        "holding_cost_minor": 5_000, "lost_revenue_minor": 40_000, "revenue_minor": 900_000,
        "orders": 30,
    }  # fmt: skip
    better = result | {"stock_value_minor": 80_000, "lost_revenue_minor": 20_000}
    today = clock.business_day()
    row = PolicyComparison.objects.create(
        name="Fixed or not", state=ComparisonState.DONE, first_day=today - timedelta(days=60),
        last_day=today, left={"kind": "fixed"}, right={"kind": "order_up_to"},
        left_result=result, right_result=better,
        frontier={"left": [result, better], "right": [better]},
    )  # fmt: skip
    page = _text(staff.get(reverse("admin:forecasting_policycomparison_change", args=[row.pk])))
    assert "−20% stock, −50% lost revenue" in page
    assert page.count("chart-mark") == 6  # three marks, in two sizes
    assert "style=" not in page.split('class="plot-wide"')[1].split("</figure>")[0]


@pytest.fixture
def german_shop(settings):
    """Addresses are kept by language, with the prefix that the shop's own does not have."""
    settings.LANGUAGE_CODE = "de"
    clear_url_caches()
    yield
    clear_url_caches()


@pytest.mark.usefixtures("german_shop")
def test_the_plan_speaks_german_where_the_shop_does(staff):
    line = _line("Lamp")
    assert "Bestellung bei Acme entwerfen" in _text(staff.get(QUEUE))
    url = reverse("admin:forecasting_planline_change", args=[line.pk])
    assert "Woher jede Zahl kommt" in _text(staff.get(url, {"promotion": 0}))
    row = foresee(line.variant)
    url = reverse("admin:forecasting_demandforecast_change", args=[row.pk])
    assert "80-%-Intervall" in _text(staff.get(url))
    assert "Zustand des Bestands" in _text(staff.get("/admin/forecasting/planline/health/"))


def test_fields_are_described_by_what_stands_beside_them(staff):
    page = _text(
        staff.post(reverse("admin:forecasting_policycomparison_add"), _comparison(name=""))
    ) + _ask(staff, _planned(), promotion="much")
    named = [one.split('"')[0] for one in page.split('aria-describedby="')[1:]]
    assert {"id_name_error", "id_promotion_helptext id_promotion_error"} <= set(named)
    assert [one for names in named for one in names.split() if f'id="{one}"' not in page] == []
