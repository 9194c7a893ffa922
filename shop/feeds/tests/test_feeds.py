"""Feeds of the catalogue: what is listed at which price, what is left out, and who may read it."""

import os
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import Product, ProductImage, ProductKind, ProductStatus, Variant
from catalog.tests.factories import make_product
from events import jobs
from events.models import Job
from pricing.models import Currency, ExchangeRate
from pricing.services import load_tax_rates, set_exchange_rate
from shop.feeds import services
from shop.feeds.models import FeedProblem, ProductFeed
from shop.feeds.runs import FEEDS_JOB
from shop.feeds.services import feed_file, renew_address, write_feed
from shop.feeds.specification import FeedFormat, Problem
from shop.feeds.tests.factories import make_feed
from shop.storefront.listing import rebuild_listings
from shop.tests.busy_shop import make_staff

pytestmark = pytest.mark.django_db
G = "{http://base.google.com/ns/1.0}"


def goods(name: str = "Ember mug", **fields: object) -> Product:
    product = make_product(name, **fields)
    product.description = "A <b>warm</b> mug."
    product.save()
    picture = ProductImage(product=product)
    picture.file.save("mug.png", ContentFile(b"png"), save=True)
    return product


def listed(feed: ProductFeed) -> list[dict[str, str]]:
    tree = ElementTree.parse(feed_file(feed))  # noqa: S314  (we wrote it)
    items = tree.getroot().findall("channel/item")
    return [{part.tag.removeprefix(G): part.text or "" for part in item} for item in items]


def test_a_product_is_listed_with_its_price_page_and_picture(settings):
    settings.SHOP_BASE_URL = "https://shop.example"
    product = goods(price="19.90", stock=3, brand="Ember")
    feed = make_feed()
    assert write_feed(feed=feed).listed == 1
    [item] = listed(feed)
    assert item["id"] == product.variants.get().sku
    assert item["price"] == "19.90 EUR"
    assert item["description"] == "A warm mug."
    assert item["link"].startswith(f"https://shop.example/p/{product.slug}")
    assert item["image_link"].startswith("https://shop.example/media/")
    feed.refresh_from_db()
    assert (feed.listed, feed.left_out, feed.warned) == (1, 0, 1)


def test_two_workers_that_write_a_feed_at_once_write_no_file_together(monkeypatch):
    goods(price="19.90", stock=3)
    feed = make_feed()
    items_of = services.items_of

    def interrupted(feed):
        for item in items_of(feed):
            monkeypatch.setattr(services, "items_of", items_of)
            assert write_feed(feed=feed).listed == 1
            assert len(listed(feed)) == 1
            yield item

    monkeypatch.setattr(services, "items_of", interrupted)
    assert write_feed(feed=feed).listed == 1
    assert len(listed(feed)) == 1
    folder = feed_file(feed).parent
    assert not list(folder.glob("*.part"))


def test_what_a_killed_worker_left_is_taken_away_after_a_day():
    feed = make_feed()
    write_feed(feed=feed)
    path = feed_file(feed)
    old, new = (path.with_name(f"{path.name}.{name}.part") for name in ("old", "new"))
    for left in (old, new):
        left.write_text("<rss>")
    os.utime(old, (0, 0))
    write_feed(feed=feed)
    assert (old.exists(), new.exists()) == (False, True)


def test_characters_that_xml_does_not_know_do_not_break_the_file():
    goods("Em\x0bber\ufffe mug\uffff", price="19.90", stock=3)
    feed = make_feed()
    write_feed(feed=feed)
    assert [item["title"] for item in listed(feed)] == ["Ember mug"]


def test_what_lacks_a_picture_is_left_out_and_named():
    product = make_product(price="5.00")
    product.description = "Text"
    product.save()
    feed = make_feed()
    write_feed(feed=feed)
    assert listed(feed) == []
    lacks = FeedProblem.objects.filter(feed=feed, is_left_out=True)
    assert [(row.attribute, row.problem) for row in lacks] == [("image", Problem.MISSING)]
    assert lacks.get().product == product
    picture = ProductImage(product=product)
    picture.file.save("mug.png", ContentFile(b"png"), save=True)
    write_feed(feed=feed)
    assert not FeedProblem.objects.filter(feed=feed, is_left_out=True).exists()


@pytest.mark.parametrize(
    "changes", [{"kind": ProductKind.GIFT_CARD}, {"status": ProductStatus.DRAFT}]
)
def test_gift_cards_and_what_is_not_published_are_no_goods(changes):
    product = goods()
    Product.objects.filter(pk=product.pk).update(**changes)
    feed = make_feed()
    write_feed(feed=feed)
    assert listed(feed) == []
    assert not FeedProblem.objects.exists()


@pytest.mark.parametrize(("with_sold_out", "expected"), [(True, ["out_of_stock"]), (False, [])])
def test_what_is_sold_out_is_listed_where_staff_want_it(with_sold_out, expected):
    goods(stock=0)
    feed = make_feed(with_sold_out=with_sold_out)
    write_feed(feed=feed)
    assert [item["availability"] for item in listed(feed)] == expected


def test_variants_are_of_one_group_and_their_links_choose_them():
    goods(colours=["forest", "rust"])
    feed = make_feed()
    write_feed(feed=feed)
    items = listed(feed)
    assert len({item["item_group_id"] for item in items}) == 1
    assert len({item["link"] for item in items}) == len(items) == 2


@pytest.mark.parametrize(
    ("country", "included", "expected"),
    [("DE", True, "11.90"), ("FR", True, "11.90"), ("US", True, "10.00"),
     ("DE", False, "14.16"), ("US", False, "11.90")],
)  # fmt: skip
def test_prices_are_those_of_the_country(settings, country, included, expected):
    settings.SHOP_COUNTRY, settings.SHOP_PRICES_INCLUDE_TAX = "DE", included
    load_tax_rates()
    goods(price="11.90")
    feed = make_feed(country=country)
    write_feed(feed=feed)
    assert [item["price"] for item in listed(feed)] == [f"{expected} EUR"]


def test_another_currency_is_in_the_price_and_in_the_link():
    set_exchange_rate(currency="CHF", rate=Decimal("0.5"))
    goods(price="20.00")
    feed = make_feed(currency="CHF")
    write_feed(feed=feed)
    [item] = listed(feed)
    assert item["price"] == "10.00 CHF"
    assert "currency=CHF" in item["link"]


def test_without_a_rate_the_old_file_stays_and_the_feed_says_why():
    goods(price="20.00")
    feed = make_feed(currency="CHF")
    set_exchange_rate(currency="CHF", rate=Decimal("0.5"))
    write_feed(feed=feed)
    before = feed_file(feed).read_bytes()
    ExchangeRate.objects.all().delete()
    write_feed(feed=feed)
    feed.refresh_from_db()
    assert "CHF" in feed.problem
    assert feed_file(feed).read_bytes() == before
    assert not list(feed_file(feed).parent.glob("*.part"))


def test_a_file_is_whole_or_the_old_one(monkeypatch):
    goods(price="20.00")
    feed = make_feed()
    write_feed(feed=feed)
    before = feed_file(feed).read_bytes()

    def breaks(*_args, **_named):
        yield "<rss>"
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("shop.feeds.services.pieces", breaks)
    with pytest.raises(RuntimeError):
        write_feed(feed=feed)
    assert feed_file(feed).read_bytes() == before
    assert not list(feed_file(feed).parent.glob("*.part"))


def test_an_address_with_a_sign_that_no_secret_has_asks_the_database_nothing(client):
    """PostgreSQL refuses to look for a NUL."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/feeds/a%00b/").status_code == 404
    assert not [query["sql"] for query in asked if "feeds_productfeed" in query["sql"]]


def test_whoever_knows_the_address_gets_the_file_and_nobody_else(client):
    goods(price="20.00")
    feed = make_feed()
    address = reverse("feed", args=[feed.token])
    assert client.get(address).status_code == 404, "it was not written yet"
    write_feed(feed=feed)
    answer = client.get(address)
    assert answer["Content-Type"].startswith("application/xml")
    assert answer["X-Robots-Tag"] == "noindex"
    assert b"".join(answer.streaming_content) == feed_file(feed).read_bytes()
    assert client.get(reverse("feed", args=["made-up"])).status_code == 404
    renew_address(feed=feed)
    assert client.get(address).status_code == 404
    ProductFeed.objects.update(is_active=False)
    assert client.get(reverse("feed", args=[feed.token])).status_code == 404


def test_every_active_feed_is_written_by_a_job_of_its_own():
    goods(price="20.00")
    on, off = make_feed(), make_feed(name="Off", is_active=False)
    jobs.enqueue(FEEDS_JOB, key="now")
    while jobs.run_due():
        pass
    assert feed_file(on).exists()
    assert not feed_file(off).exists()


def test_a_broken_barcode_is_not_passed_on():
    product = goods(price="20.00")
    Variant.objects.filter(product=product).update(barcode="4006381333932")
    feed = make_feed()
    write_feed(feed=feed)
    [item] = listed(feed)
    assert "gtin" not in item
    assert item["identifier_exists"] == "no"


def test_staff_set_a_feed_up_and_see_what_is_wanting(client):
    client.force_login(make_staff())
    form = {
        "name": "Google DE", "format": FeedFormat.GOOGLE_XML, "country": "de", "language": "de",
        "currency": "EUR", "is_active": "on", "with_sold_out": "on",
    }  # fmt: skip
    client.post(reverse("admin:feeds_productfeed_add"), form)
    feed = ProductFeed.objects.get()
    assert feed.country == "DE"
    make_product(price="5.00")
    write_feed(feed=feed)
    page = client.get(reverse("admin:feeds_productfeed_change", args=[feed.pk])).content.decode()
    assert feed.token in page
    assert "1 left out" in page
    problems = client.get(reverse("admin:feeds_feedproblem_changelist")).content.decode()
    assert "Missing" in problems
    assert "image" in problems


def test_an_address_chooses_the_currency_for_later_pages_too(client, settings):
    settings.SHOP_CURRENCIES = ["EUR", "CHF"]
    set_exchange_rate(currency="CHF", rate=Decimal("0.5"))
    Currency.objects.get_or_create(code="CHF")
    product = goods(price="20.00", stock=2)
    rebuild_listings()
    page = client.get(f"/p/{product.slug}/", {"currency": "CHF"})
    assert "CHF" in page.content.decode()
    assert client.cookies["currency"].value == "CHF"
    assert client.get("/", {"currency": "XXX"}).cookies.get("currency") is None


def test_staff_have_a_feed_written_and_give_it_a_new_address(client):
    client.force_login(make_staff())
    feed = make_feed()
    before = feed.token
    for name in ("write_now", "renew"):
        url = reverse(f"admin:feeds_productfeed_{name}", args=[feed.pk])
        assert client.post(url, {"_form_submitted": "on"}).status_code == 200
    feed.refresh_from_db()
    assert feed.token != before
    assert Job.objects.filter(name="feeds.write", payload={"feed": feed.pk}).exists()
