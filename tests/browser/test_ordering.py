"""From the staff home's alert to a sent purchase order, in four clicks; open to everybody."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

from catalog.models import Variant
from forecasting.models import DemandForecast, Level, PlanLine
from forecasting.replenishment.services import make_plan
from forecasting.tests.busy_plans import foresee, foresee_total
from foundation.money import Money
from inventory.models import PurchaseOrder, PurchaseOrderState
from inventory.services import set_offer
from inventory.tests.factories import make_supplier
from tests.browser.staff import OURS, WCAG, log_in_staff
from tests.browser.test_accessibility import SIZES

pytestmark = [pytest.mark.slow, pytest.mark.any_database]
MOST_CLICKS = 4


@pytest.fixture
def desk(shop):
    """A member of staff, logged in, before a plan in which everything runs out."""
    supplier = make_supplier("Potters")
    for variant in Variant.objects.filter(product__slug_en__startswith="boot"):
        set_offer(supplier=supplier, variant=variant, cost=Money(900, settings.SHOP_BASE_CURRENCY))
        foresee(variant, a_day=3.0)
    foresee_total(level=Level.SHOP)
    make_plan()
    log_in_staff(shop)
    return shop


def test_from_the_alert_to_a_sent_order_in_four_clicks(desk):
    clicks = []

    def click(locator):
        clicks.append(locator)
        locator.click()

    desk.goto(f"{desk.base}/admin/")
    click(desk.get_by_role("link", name="about to run out"))
    expect(desk.get_by_role("heading", name="Potters")).to_be_visible()
    click(desk.get_by_role("button", name="Draft the order to Potters"))
    expect(desk.get_by_text("1 order is drafted.")).to_be_visible()
    desk.wait_for_load_state()  # before its scripts are there the link leads to a page
    click(desk.locator("a[hx-get*=send]"))
    click(desk.locator("#dialog").get_by_role("button", name="Send"))
    expect(desk.get_by_text("Sent.", exact=True)).to_be_visible()
    order = PurchaseOrder.objects.get()
    assert order.state == PurchaseOrderState.SENT
    assert order.supplier.name == "Potters"
    assert order.lines.count() == DemandForecast.objects.count()
    assert len(clicks) <= MOST_CLICKS


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_plan_shuts_anyone_out(desk, size, scheme):
    desk.set_viewport_size(SIZES[size])
    desk.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    line = PlanLine.objects.order_by("-risk", "pk").first()
    forecast = DemandForecast.objects.get(variant_id=line.variant_id)
    for name, path in {
        "home": "",
        "queue": "forecasting/planline/queue/",
        "state of stock": "forecasting/planline/health/",
        "line": f"forecasting/planline/{line.pk}/change/?promotion=50",
        "forecast": f"forecasting/demandforecast/{forecast.pk}/change/",
        "product": f"forecasting/demandforecast/product/{forecast.product_id}/",
        "comparison": "forecasting/policycomparison/add/",
    }.items():
        desk.goto(f"{desk.base}/admin/{path}")
        found = Axe().run(desk, context=OURS, options=WCAG)
        assert not found.response["violations"], f"{name}\n{found.generate_report()}"
        overflow = desk.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, f"{name} scrolls sideways by {overflow} px"
