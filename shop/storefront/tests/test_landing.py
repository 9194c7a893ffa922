"""Landing pages and the hero: alike for everybody, by segment only in holes and with consent."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from accounts.roles import Role, assign_role
from analytics.models import CustomerProfile
from events.names import Consent
from experiments.models import Exposure
from experiments.services import set_arms, start
from experiments.serving import forget_running
from experiments.tests.factories import make_draft
from foundation import clock
from marketing.models import LandingSection
from marketing.tests.page_rows import make_hero, make_page
from shop.storefront.tests.people import client_of, make_customer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered():
    cache.clear()
    forget_running()
    yield
    forget_running()


@pytest.fixture
def ada():
    """A champion who agreed to be known."""
    customer = make_customer()
    customer.consent = Consent.ALL
    customer.save(update_fields=["consent"])
    CustomerProfile.objects.create(
        customer=customer,
        segment="champions",
        as_of=clock.business_day(),
        written_at=clock.now(),
    )
    return customer


def browser_of(customer, consent: int = Consent.ALL):
    client = client_of(customer)
    client.cookies["consent"] = str(int(consent))
    return client


def text_of(client, path: str) -> str:
    return client.get(path).content.decode()


def for_champions(page, words: str = "For champions.") -> LandingSection:
    return LandingSection.objects.create(
        page=page,
        position=1,
        segment="champions",
        blocks=[{"kind": "text", "text": {"en": words}}],
    )


# --- landing pages -----------------------------------------------------------------------------
def test_a_page_shows_its_words_in_each_language_and_may_be_found(client):
    make_page()

    english, german = text_of(client, "/l/spring/"), text_of(client, "/de/l/spring/")
    assert "<h1>Spring is here</h1>" in english
    assert "All for the garden." in english
    assert '<meta name="description" content="What grows.">' in english
    assert 'rel="canonical"' in english
    assert "Alles für den Garten." in german


def test_a_page_that_is_not_for_search_engines_tells_them(client):
    make_page(may_be_found=False)

    assert '<meta name="robots" content="noindex, follow">' in text_of(client, "/l/spring/")
    assert "/l/spring/" not in text_of(client, "/sitemap-landing-en.xml")


def test_an_open_page_stands_in_the_sitemap(client):
    make_page()
    make_page("draft", is_live=False)

    sitemap = text_of(client, "/sitemap-landing-de.xml")
    assert "/de/l/spring/" in sitemap
    assert "/l/draft/" not in sitemap


def test_a_draft_is_no_page(client):
    page = make_page(is_live=False)

    assert client.get("/l/spring/").status_code == 404
    assert client.get("/l/nothing/").status_code == 404
    for_champions(page)
    assert client.get("/holes/landing/spring/1/").status_code == 204


def test_what_staff_write_is_words_and_never_markup(client):
    make_page(
        title={"en": "<script>alert(1)</script>"},
        blocks=[{"kind": "text", "text": {"en": "<b>bold</b>"}}],
    )

    page = text_of(client, "/l/spring/")
    assert "<script>alert(1)" not in page
    assert "&lt;b&gt;bold" in page


def test_a_product_is_a_card_with_its_price_and_drops_out_when_it_is_gone(client, stocked):
    blocks = [
        {"kind": "product", "product": stocked.public_id},
        {"kind": "product", "product": "gone-for-good"},
        {"kind": "recommendations", "picks": "new", "count": 2, "title": {"en": "Just in"}},
        {"kind": "recommendations", "picks": "trending"},
        {"kind": "button", "text": {"en": "All of it"}, "url": "/products/"},
        {"kind": "divider"},
    ]
    make_page(blocks=blocks)

    page = text_of(client, "/l/spring/")
    assert page.count("Field mug") >= 2
    assert "18.50" in page
    assert 'hx-get="/holes/trending/"' in page
    assert "gone-for-good" not in page


def test_products_that_follow_each_other_stand_in_one_row(client, stocked):
    one = {"kind": "product", "product": stocked.public_id}
    make_page(blocks=[one, one, {"kind": "divider"}, one])

    assert text_of(client, "/l/spring/").count('<ul class="cards"') == 2


def test_the_page_is_alike_for_everybody_and_asks_no_session(ada):
    for_champions(make_page())
    known = browser_of(ada).get("/l/spring/")

    assert known.status_code == 200
    assert "Cookie" not in known.headers.get("Vary", "")
    assert "For champions." not in known.content.decode()


def test_a_segment_sees_its_section_in_the_hole(ada):
    for_champions(make_page())

    page = text_of(browser_of(ada), "/l/spring/")
    assert 'hx-get="/holes/landing/spring/1/"' in page
    assert "For champions." in text_of(browser_of(ada), "/holes/landing/spring/1/")


@pytest.mark.parametrize("consent", [Consent.NECESSARY, Consent.MARKETING])
def test_without_consent_nobody_is_of_a_segment(ada, consent):
    for_champions(make_page())

    assert browser_of(ada, consent).get("/holes/landing/spring/1/").status_code == 204
    ada.consent = consent
    ada.save(update_fields=["consent"])
    assert browser_of(ada).get("/holes/landing/spring/1/").status_code == 204
    assert client_of(None).get("/holes/landing/spring/1/").status_code == 204


def test_another_segment_keeps_what_everybody_sees(ada):
    for_champions(make_page())
    CustomerProfile.objects.update(segment="lost")

    assert browser_of(ada).get("/holes/landing/spring/1/").status_code == 204


def test_staff_see_a_draft_as_each_segment_does():
    for_champions(make_page(is_live=False))
    member = make_customer("mia@example.com", "Mia")
    assert client_of(member).get("/l/spring/preview/").status_code == 403

    assign_role(user=member.user, role=Role.OWNER, actor=None)
    client = client_of(member)
    assert "All for the garden." in text_of(client, "/l/spring/preview/")
    assert "For champions." in text_of(client, "/l/spring/preview/?as=champions")
    assert client.get("/l/spring/preview/?as=nobody").status_code == 404
    assert "noindex" in text_of(client, "/l/spring/preview/")


# --- the hero ----------------------------------------------------------------------------------
def test_without_a_hero_the_shops_own_words_stand(client):
    page = text_of(client, "/")

    assert "Good things, well chosen." in page
    assert "See what is new" in page
    assert "/holes/hero/" not in page


def test_a_hero_of_staff_stands_for_everybody(client):
    make_hero()

    assert "Summer, well chosen." in text_of(client, "/")
    assert "Sommer, gut gewählt." in text_of(client, "/de/")


def test_a_hero_shows_products_of_its_category(client, stocked):
    make_hero(category=stocked.category)

    assert "mosaic" in text_of(client, "/")
    assert "Field mug" in text_of(client, "/")


def test_a_segment_sees_its_hero_in_the_hole_and_only_with_consent(ada, client):
    make_hero()
    make_hero("Champions", segment="champions", title={"en": "For you"})

    assert 'hx-get="/holes/hero/"' in text_of(client, "/")
    assert "For you" not in text_of(browser_of(ada), "/")
    assert "For you" in text_of(browser_of(ada), "/holes/hero/")
    assert browser_of(ada, Consent.MARKETING).get("/holes/hero/").status_code == 204
    assert client_of(None).get("/holes/hero/").status_code == 204


def test_an_experiment_tells_whether_heroes_by_segment_bring_anything(ada):
    make_hero("Champions", segment="champions", title={"en": "For you"})
    draft = make_draft("heroes", slot="home.hero")
    nearly_all = {"control": 9_999, "treatment": 1}
    set_arms(
        experiment=draft,
        shares=nearly_all,
        strategies={"control": "everybody", "treatment": "segment"},
    )
    experiment = start(experiment=draft, actor=None)
    forget_running()

    client = browser_of(ada)
    client.get("/holes/hero/")  # the first answer brings the visit's cookie
    assert client.get("/holes/hero/").status_code == 204
    assert Exposure.objects.filter(experiment=experiment).exists()
