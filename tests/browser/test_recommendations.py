"""Rows of recommendations in a browser: nothing stands twice on a page, and no is an answer."""

import pytest
from playwright.sync_api import expect

from catalog.models import Product
from events.models import Event
from events.names import EventName
from recommendations import serving
from recommendations.serving import ReasonKind, Recommendation

pytestmark = [pytest.mark.slow, pytest.mark.any_database]


@pytest.fixture
def trending(shelves, monkeypatch):
    """Everything trends; what the page shows already is left out, as the models do."""

    def found(*, n, context, besides):
        return [
            Recommendation(key, 1.0, ReasonKind.TRENDING, None, "recommendations:1")
            for key in Product.objects.order_by("pk").values_list("pk", flat=True)
            if key not in set(besides)
        ][:n]

    monkeypatch.setattr(serving, "trending", found)


def _open_home(shop):
    shop.goto(f"{shop.base}/")
    shop.get_by_role("button", name="Personal picks").click()
    expect(shop.locator(".consent")).to_have_count(0)
    shop.goto(f"{shop.base}/")
    row = shop.locator("section", has=shop.get_by_role("heading", name="Trending now"))
    shop.locator("[hx-get*=trending]").scroll_into_view_if_needed()
    expect(row).to_be_visible()
    return row


def test_a_row_does_not_repeat_what_stands_above_it(shop, trending):
    row = _open_home(shop)
    names = row.locator(".card-name").all_inner_texts()
    above = shop.locator("#popular-title").locator("xpath=ancestor::section")
    assert names
    assert not set(names) & set(above.locator(".card-name").all_inner_texts())


def test_not_for_me_takes_the_card_off_and_is_remembered(shop, trending):
    row = _open_home(shop)
    name = row.locator(".card-name").first.inner_text()
    row.locator(".card").first.get_by_role("button", name="Not for me").click()
    expect(shop.locator("#toast")).to_contain_text("You will not see this recommended any more.")
    expect(row.get_by_role("link", name=name, exact=True)).to_have_count(0)
    told = Event.objects.get(name=EventName.RECOMMENDATION_DISMISSED)
    assert (told.slot, Product.objects.get(pk=told.product_id).name_en) == ("home.trending", name)
