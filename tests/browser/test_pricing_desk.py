"""From the staff home to twenty new prices, one taken back, and what one did; open to everybody."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from catalog.tests.factories import make_product
from events.models import DailyDemand
from foundation import clock
from pricing.models import PriceSuggestion, SuggestionState
from pricing.repricing.services import approve, measure_effects
from pricing.tests.busy_repricing import candidates
from pricing.tests.suggestions import age_prices, make_policy, price_of, suggest
from tests.browser.staff import OURS, WCAG, log_in_staff
from tests.browser.test_accessibility import SIZES

pytestmark = [pytest.mark.slow, pytest.mark.any_database]
TWENTY = 20
MOST_CLICKS = 3
DAYS, CHANGED = 140, 28
"""A past of so many days, and how many days ago a price was changed."""
SOLD_BEFORE, SOLD_AFTER, WAVE = 30, 20, 3
"""Units a day before and after, and what the days of the week add on average."""
TRUE_LIFT = (SOLD_AFTER + WAVE) / (SOLD_BEFORE + WAVE) - 1


@pytest.fixture
def desk(shop):
    """A member of staff, logged in, before a desk with twenty suggestions."""
    policy = make_policy("Everything")
    for number in range(TWENTY):
        product = make_product(f"Vase {number}", price="20.00")
        age_prices(product)
        suggest(
            product, 1000, policy=policy, candidates=candidates(), elasticity=-1.4,
            elasticity_sd=0.3, model_version="7", cover_now=20.0, cover_after=22.0,
            reasons=[{"code": "chance", "percent": 5.0}],
        )  # fmt: skip
    log_in_staff(shop)
    return shop


def test_twenty_are_approved_and_one_is_taken_back(desk):
    clicks = []

    def click(locator):
        clicks.append(locator)
        locator.click()

    desk.goto(f"{desk.base}/admin/")
    click(desk.get_by_role("link", name="new prices are proposed"))
    click(desk.get_by_role("link", name="Tick all 20"))
    expect(desk.get_by_role("link", name="Tick none")).to_be_visible()
    click(desk.get_by_role("button", name="Approve what is ticked"))
    expect(desk.get_by_text("20 new prices are in force.")).to_be_visible()
    assert len(clicks) <= MOST_CLICKS
    rows = list(PriceSuggestion.objects.select_related("product"))
    assert {price_of(row.product) for row in rows} == {2200}

    desk.get_by_role("link", name="Applied").click()
    row = desk.get_by_role("row").filter(has=desk.get_by_role("link", name="Vase 7", exact=True))
    row.get_by_role("button", name="Take it back").click()
    expect(desk.get_by_text("Vase 7 costs again what it cost before.")).to_be_visible()
    prices = {str(one.product): price_of(one.product) for one in rows}
    assert prices.pop("Vase 7") == 2000
    assert set(prices.values()) == {2200}


def _sold(product, *, day, units, at):
    variant = product.variants.get()
    DailyDemand.objects.create(
        variant_id=variant.pk, product_id=product.pk, day=day, units=units, orders=units,
        revenue_minor=units * at, average_price_minor=at if units else 0,
    )  # fmt: skip


def test_the_measured_effect_stands_beside_what_was_expected(desk):
    """Applied four weeks ago, it sold a third less from then on; its likes sold as before."""
    now = clock.now()
    changed = now - timedelta(days=CHANGED)
    chosen = PriceSuggestion.objects.earliest("pk")
    others = [make_product(f"Book {n}", price="20.00", category=f"Shelf {n % 3}") for n in range(9)]
    for product in others:
        age_prices(product)
    for back in range(1, DAYS):
        day = clock.business_day(now) - timedelta(days=back)
        after = back < CHANGED
        wave = back % 7
        _sold(chosen.product, day=day, units=(SOLD_AFTER if after else SOLD_BEFORE) + wave, at=2000)
        for place, product in enumerate(others):
            _sold(product, day=day, units=24 + place + wave, at=2000)
    PriceSuggestion.objects.filter(pk=chosen.pk).update(made_at=changed)
    approve(suggestions=[chosen], by=None, at=changed)
    assert measure_effects(at=now) == 1

    desk.goto(f"{desk.base}/admin/pricing/pricesuggestion/desk/?show=applied")
    desk.get_by_role("link", name=str(chosen.product), exact=True).click()
    expect(desk.get_by_role("heading", name="What it did")).to_be_visible()
    measured = desk.get_by_role("region", name="What it did").get_by_role("row", name="Units")
    expect(measured).to_contain_text("−")
    chosen.refresh_from_db()
    assert chosen.state == SuggestionState.APPLIED
    assert chosen.effect["low"] < TRUE_LIFT < chosen.effect["high"] < 0


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_desk_shuts_anyone_out(desk, size, scheme):
    desk.set_viewport_size(SIZES[size])
    desk.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    first, second = PriceSuggestion.objects.select_related("policy").order_by("pk")[:2]
    approve(suggestions=[second], by=None)
    for name, path in {
        "home": "",
        "waiting": "pricesuggestion/desk/?tick=all",
        "applied": "pricesuggestion/desk/?show=applied",
        "suggestion": f"pricesuggestion/{first.pk}/change/",
        "margins": "pricesuggestion/margins/",
        "markdowns": "pricesuggestion/markdowns/",
        "simulation": f"pricepolicy/{first.policy_id}/simulate/",
    }.items():
        desk.goto(f"{desk.base}/admin/{'pricing/' if path else ''}{path}")
        found = Axe().run(desk, context=OURS, options=WCAG)
        assert not found.response["violations"], f"{name}\n{found.generate_report()}"
        overflow = desk.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, f"{name} scrolls sideways by {overflow} px"
