"""What shoppers and search engines find on the pages."""

import json
import re

import pytest
from django.test import override_settings

from catalog.models import Category, Review, ReviewStatus
from catalog.services import retire_product
from catalog.tests.factories import make_product
from shop.storefront.listing import rebuild_listings
from shop.storefront.product_page import find_variant, product_page


def _json_ld(response):
    return [
        json.loads(block)
        for block in re.findall(
            r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>',
            response.content.decode(),
        )
    ]


def test_home_shows_pictures_in_its_first_markup(client, db, settings, tmp_path):
    from catalog.illustrations import Kind

    settings.MEDIA_ROOT = tmp_path
    for _ in range(9):
        make_product(kind=Kind.MUG)
    rebuild_listings()
    html = client.get("/").content.decode()
    assert len(re.findall(r'<img src="/media/products/[^"]+\.svg"', html)) >= 8


def test_home_of_an_empty_shop_says_so(client, db):
    assert "still empty" in client.get("/").content.decode()


def test_a_card_tells_price_reduction_and_stock(client, stocked):
    low = make_product("Rare mug", stock=2)
    gone = make_product("Lost mug", stock=0)
    rebuild_listings()
    html = client.get("/products/").content.decode()
    assert "€18.50" in html
    assert "€24.00" in html
    assert "−22 %" in html
    assert "Only 2 left" in html
    assert html.count("Sold out") == 1
    assert f"/p/{low.slug}/" in html
    assert f"/p/{gone.slug}/" in html


def test_names_are_escaped(client, db):
    product = make_product("<script>alert(1)</script>", description="</script><b>x")
    product.slug_en = "odd"
    product.save()
    rebuild_listings()
    for path in ("/", "/products/", "/products/?q=%3Cscript%3E", "/p/odd/"):
        assert "<script>alert" not in client.get(path).content.decode()
    assert _json_ld(client.get("/p/odd/"))[0]["name"] == "<script>alert(1)</script>"


@override_settings(SHOP_BASE_URL="https://shop.example")
def test_a_product_has_one_address_a_language(client, stocked):
    stocked.name_de, stocked.slug_de = "Feldbecher", "feldbecher"
    stocked.save()
    html = client.get(f"/p/{stocked.slug_en}/").content.decode()
    english = f"https://shop.example/p/{stocked.slug_en}/"
    assert f'<link rel="canonical" href="{english}">' in html
    assert f'hreflang="en" href="{english}"' in html
    assert 'hreflang="de" href="https://shop.example/de/p/feldbecher/"' in html
    assert f'hreflang="x-default" href="{english}"' in html

    german = client.get("/de/p/feldbecher/").content.decode()
    assert "Feldbecher" in german
    assert "18,50" in german
    moved = client.get(f"/de/p/{stocked.slug_en}/")
    assert (moved.status_code, moved["Location"]) == (301, "/de/p/feldbecher/")


@override_settings(SHOP_BASE_URL="https://shop.example")
def test_orders_of_a_list_share_its_address(client, stocked):
    html = client.get("/c/home/?sort=price").content.decode()
    assert '<link rel="canonical" href="https://shop.example/c/home/">' in html
    assert 'hreflang="de" href="https://shop.example/de/c/home/"' in html
    assert 'content="noindex, follow"' in client.get("/products/?q=mug").content.decode()


@override_settings(SHOP_BASE_URL="https://shop.example")
def test_a_product_describes_itself_to_machines(client, stocked):
    for rating in (5, 4):
        Review.objects.create(
            product=stocked, author="Ada", rating=rating, status=ReviewStatus.PUBLISHED
        )
    rebuild_listings()
    product, crumbs = _json_ld(client.get(f"/p/{stocked.slug_en}/"))
    assert product["@type"] == "Product"
    assert product["offers"] == {
        "@type": "Offer",
        "price": "18.50",
        "priceCurrency": "EUR",
        "availability": "https://schema.org/InStock",
        "url": f"https://shop.example/p/{stocked.slug_en}/",
    }
    assert product["aggregateRating"]["ratingValue"] == 4.5
    assert product["brand"]["name"] == "Kiln"
    names = [step["name"] for step in crumbs["itemListElement"]]
    assert names == ["Home", "Kitchen", "Field mug"]


def test_the_page_opens_on_what_was_asked_for(stocked):
    page = product_page(stocked.slug_en, language="en", wanted={"colour": "sand"})
    assert page.chosen.codes == {"colour": "sand"}
    assert page.pictures[0].number == 2

    page = product_page(stocked.slug_en, language="en", wanted={"colour": "nonsense"})
    assert page.chosen.codes == {"colour": "forest"}


def test_the_page_opens_on_what_is_in_stock(db):
    from inventory.services import adjust_stock

    product = make_product(colours=["forest", "sand"])
    first = product.variants.order_by("position").first()
    adjust_stock(variant_id=first.pk, on_hand=0, note="counted")
    page = product_page(product.slug_en, language="en")
    assert page.chosen.codes == {"colour": "sand"}
    assert [choice.is_sold_out for choice in page.groups[0].choices] == [True, False]


def test_a_variant_is_found_by_all_of_its_options(db):
    product = make_product(colours=["forest", "sand"], sizes=["S", "M"])
    found = find_variant(
        product_public_id=product.public_id, codes={"colour": "sand", "size": "m", "other": "x"}
    )
    assert {value.code for value in found.option_values.all()} == {"sand", "m"}
    assert find_variant(product_public_id=product.public_id, codes={"colour": "sand"}) is None
    assert find_variant(product_public_id="nothing", codes={}) is None


def test_what_is_not_sold_has_no_page(client, stocked):
    retire_product(product=stocked)
    assert client.get(f"/p/{stocked.slug_en}/").status_code == 404
    assert client.get("/p/nothing/").status_code == 404
    assert client.get("/c/nothing/").status_code == 404


def test_a_hidden_category_hides_what_is_below(client, stocked):
    parent = Category.objects.get(slug_en="home")
    parent.is_visible = False
    parent.save()
    assert client.get("/c/home/").status_code == 404
    assert client.get("/c/kitchen/").status_code == 404


def test_the_missing_page_is_one_of_the_shop(client, db):
    response = client.get("/de/nirgends/")
    assert response.status_code == 404
    assert 'lang="de"' in response.content.decode()


def test_a_broken_page_stands_alone(client, db, monkeypatch):
    from shop.storefront.views import lists

    def fail(*_args, **_kwargs):
        raise RuntimeError("planted")

    monkeypatch.setattr(lists, "find_list", fail)
    client.raise_request_exception = False
    response = client.get("/products/")
    assert response.status_code == 500
    assert "Something broke" in response.content.decode()


def test_sitemap_and_robots(client, stocked, settings):
    index = client.get("/sitemap.xml").content.decode()
    sections = re.findall(r"<loc>http://localhost(/sitemap-[^<]+)</loc>", index)
    assert len(sections) == 10
    addresses = "".join(client.get(section).content.decode() for section in sections)
    assert f"http://localhost/p/{stocked.slug_en}/" in addresses
    assert f"http://localhost/de/p/{stocked.slug_en}/" in addresses
    assert "http://localhost/c/kitchen/" in addresses
    robots = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {settings.SHOP_BASE_URL}/sitemap.xml" in robots
    assert "Disallow: /order/" in robots


def test_a_large_sitemap_comes_in_parts(client, db, monkeypatch):
    from shop.storefront import sitemaps

    for _ in range(5):
        make_product()
    rebuild_listings()
    monkeypatch.setattr(sitemaps.ProductSitemap, "limit", 2)
    index = client.get("/sitemap.xml").content.decode()
    assert "/sitemap-products-en.xml?p=3" in index
    assert client.get("/sitemap-products-en.xml?p=3").content.decode().count("<loc>") == 1


POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "connect-src": "'self'",
}


@pytest.mark.parametrize("path", ["/", "/products/", "/cart/", "/accounts/login/", "/privacy/"])
def test_the_content_policy_is_strict(client, stocked, path):
    header = client.get(path)["Content-Security-Policy"]
    policy = dict(part.strip().split(" ", 1) for part in header.split(";"))
    assert {name: policy[name] for name in POLICY} == POLICY
    assert "unsafe" not in header
    assert policy["script-src"].startswith("'self'")


@pytest.mark.parametrize("path", ["/", "/products/", "/c/home/", "/cart/", "/checkout/"])
def test_nothing_is_inline_and_nothing_is_from_elsewhere(client, stocked, path):
    html = client.get(path, follow=True).content.decode()
    assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:", html)
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!127\.0\.0\.1|localhost)', html)


def test_pictures_keep_for_a_year_in_a_sandbox(client, stocked):
    name = stocked.images.first().file.name
    response = client.get(f"/media/{name}")
    assert response["Content-Type"] == "image/svg+xml"
    assert "max-age=31536000" in response["Cache-Control"]
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    for path in ("/media/../secret-key", "/media/%2e%2e/secret-key", "/media/.hidden", "/media/x"):
        assert client.get(path).status_code == 404
