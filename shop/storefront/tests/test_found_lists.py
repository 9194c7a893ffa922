"""Lists on the index: facets, chips, notes; and what the database says where there is none."""

import re
from html import unescape

import pytest

from catalog.illustrations import Kind
from catalog.models import Attribute, Option, Product, ProductAttribute, Review, ReviewStatus
from catalog.tests.factories import make_category, make_product
from orders.tests.factories import make_shipping_method
from search import backstop
from search.engines.base import EngineDown
from search.indexing import rebuild
from shop.storefront import found_lists
from shop.storefront.listing import rebuild_listings

pytestmark = pytest.mark.django_db


@pytest.fixture
def indexed(db, settings, tmp_path):
    """Mugs of two brands and a lamp, in the index."""
    settings.MEDIA_ROOT = tmp_path
    make_shipping_method()
    kitchen = make_category("Kitchen", parent=make_category("Home"))
    mug = make_product(
        "Field mug", price="18.50", colours=["forest", "sand"], category=kitchen,
        kind=Kind.MUG, brand="Kiln",
    )  # fmt: skip
    make_product("Camp mug", price="12.00", colours=["sand"], category=kitchen, brand="Alder")
    make_product("Tall mug", price="30.00", colours=["forest"], category=kitchen, brand="Kiln",
                 stock=0)  # fmt: skip
    make_product("Desk lamp", price="80.00", category=make_category("Light"), brand="Alder")
    material = Attribute.objects.create(code="material", name_en="Material", name_de="Werkstoff")
    ProductAttribute.objects.create(product=mug, attribute=material, text="Clay")
    for rating in (5, 4):
        Review.objects.create(
            product=mug, author="Ada", rating=rating, status=ReviewStatus.PUBLISHED
        )
    Option.objects.filter(code="colour").update(name_de="Farbe")
    rebuild_listings()
    rebuild()
    return mug


def page(client, path, **headers):
    response = client.get(path, headers=headers)
    assert response.status_code == 200, path
    return unescape(response.content.decode())


def names(html):
    return re.findall(r'class="card-name"[^>]*>([^<]+)<', html)


def counts(html, parameter):
    """Value -> count of the boxes of a facet."""
    found = re.findall(
        rf'name="{parameter}" value="([^"]+)".*?class="facet-count">(\d*)<', html, re.DOTALL
    )
    return dict(found)


def chips(html):
    block = re.search(r'<nav class="chips chips-chosen".*?</nav>', html, re.DOTALL)
    if not block:
        return {}
    links = re.findall(
        r'<a href="([^"]+)" rel="nofollow"><span[^>]*>[^<]*</span>([^<]+)<', block[0]
    )
    return {label.strip(): url for url, label in links}


def test_facets_are_named_and_counted(client, indexed):
    html = page(client, "/products/")
    assert counts(html, "brand") == {"alder": "2", "kiln": "2"}
    assert counts(html, "colour") == {"forest": "2", "sand": "2"}
    assert counts(html, "category") == {"home": "3", "light": "1"}
    assert 'fill="#cbab7d"' in html
    assert "<h3>Colour</h3>" in html
    assert "<h3>Farbe</h3>" in page(client, "/de/products/")


def test_a_facet_is_counted_under_all_others(client, indexed):
    html = page(client, "/products/?brand=kiln&colour=sand")
    assert names(html) == ["Field mug"]
    assert counts(html, "brand") == {"alder": "1", "kiln": "1"}
    assert counts(html, "colour") == {"forest": "2", "sand": "1"}
    both = page(client, "/products/?brand=kiln&brand=alder&colour=sand")
    assert sorted(names(both)) == ["Camp mug", "Field mug"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("price=15-40", ["Field mug", "Tall mug"]),
        ("price=-12", ["Camp mug"]),
        ("rating=4", ["Field mug"]),
        ("stock=1", ["Camp mug", "Desk lamp", "Field mug"]),
        ("material=Clay", ["Field mug"]),
        ("category=light", ["Desk lamp"]),
        ("q=mug&stock=1", ["Camp mug", "Field mug"]),
    ],
)
def test_lists_are_narrowed(client, indexed, query, found):
    assert sorted(names(page(client, f"/products/?{query}"))) == found


def test_each_chip_leads_to_the_list_without_it(client, indexed):
    html = page(client, "/products/?brand=kiln&colour=sand&price=10-50&rating=4&stock=1&sort=price")
    assert chips(html) == {
        "Kiln": "/products/?colour=sand&price=10-50&rating=4&stock=1&sort=price",
        "Colour: Sand": "/products/?brand=kiln&price=10-50&rating=4&stock=1&sort=price",
        "€10.00 to €50.00": "/products/?brand=kiln&colour=sand&rating=4&stock=1&sort=price",
        "4 stars and more": "/products/?brand=kiln&colour=sand&price=10-50&stock=1&sort=price",
        "In stock": "/products/?brand=kiln&colour=sand&price=10-50&rating=4&sort=price",
    }
    assert 'href="/products/?sort=price" rel="nofollow">Clear all' in html
    assert not chips(page(client, "/products/"))


def test_a_category_is_narrowed_on_its_own_page(client, indexed):
    html = page(client, "/c/kitchen/?brand=kiln")
    assert sorted(names(html)) == ["Field mug", "Tall mug"]
    assert counts(html, "brand") == {"alder": "1", "kiln": "2"}
    assert chips(html) == {"Kiln": "/c/kitchen/"}
    assert not counts(html, "category")


def test_ratings_and_stock_are_counted_under_all_others(client, indexed):
    html = page(client, "/products/?brand=kiln&stock=1")
    assert counts(html, "rating") == {"4": "1", "3": "1", "2": "1"}
    assert counts(html, "stock") == {"1": "1"}
    assert counts(page(client, "/products/?rating=4&brand=alder"), "rating")["4"] == "0"
    assert counts(page(client, "/products/"), "stock") == {"1": "3"}


def ticked(html):
    return set(re.findall(r'type="checkbox" name="(\w+)" value="([^"]+)"[^>]* checked', html))


def test_what_the_words_said_is_ticked_and_can_be_unticked(client, indexed):
    html = page(client, "/products/?q=kiln+mug+under+20")
    assert ticked(html) == {("brand", "kiln")}
    assert 'name="price-to" inputmode="decimal" min="0" step="any" value="20"' in html
    assert 'name="said" value="brand=kiln&price=-20"' in html
    assert names(html) == ["Field mug"]
    said = "q=kiln+mug+under+20&said=brand%3Dkiln%26price%3D-20&price-from=&price-to=20"
    other = client.get(f"/products/?{said}&brand=kiln&brand=alder")
    assert other.url == "/products/?q=kiln+mug+under+20&brand=alder&brand=kiln"
    both = page(client, other.url)
    assert sorted(names(both)) == ["Camp mug", "Field mug"]
    assert set(chips(both)) == {"Alder", "Kiln", "Up to €20.00"}
    undone = client.get(f"/products/?{said}")
    assert undone.url == "/products/?q=kiln+mug+under+20&price=-20&as-typed=1"
    assert ticked(page(client, undone.url)) == set()


def test_what_is_narrowed_is_not_indexed(client, indexed):
    assert 'rel="canonical"' in page(client, "/products/?sort=price")
    for path in ("/products/?brand=kiln", "/c/kitchen/?stock=1", "/products/?q=mug"):
        html = page(client, path)
        assert 'content="noindex, follow"' in html
        assert 'rel="canonical"' not in html


def test_the_form_works_without_script(client, indexed):
    html = page(client, "/products/?q=mug&sort=price&brand=kiln")
    form = re.search(r'<form class="filter-form".*?</form>', html, re.DOTALL)[0]
    assert 'action="/products/" method="get"' in form
    assert '<input type="hidden" name="q" value="mug">' in form
    assert '<input type="hidden" name="sort" value="price">' in form
    assert re.search(r'name="brand" value="kiln"[^>]* checked', form)
    assert "Apply filters" in form
    sent = "/products/?q=mug&sort=price&price-from=15&price-to=&rating=&brand=kiln"
    answer = client.get(sent)
    assert answer.status_code == 302
    assert answer["Location"] == "/products/?q=mug&brand=kiln&price=15-&sort=price"


def test_a_script_gets_the_list_alone_and_the_address_to_show(client, indexed):
    answer = client.get(
        "/products/?price-from=15&price-to=&rating=&brand=kiln", headers={"HX-Request": "true"}
    )
    html = answer.content.decode()
    assert answer["HX-Push-Url"] == "/products/?brand=kiln&price=15-"
    assert "HX-Request" in answer["Vary"]
    assert "<html" not in html
    assert sorted(names(html)) == ["Field mug", "Tall mug"]
    back = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in client.get("/products/?brand=kiln", headers=back).content.decode()


def test_the_histogram_says_what_is_within(client, indexed):
    html = page(client, "/products/?price=10-20")
    assert 'name="price-from" inputmode="decimal" min="0" step="any" value="10"' in html
    assert 'placeholder="80"' in html
    assert html.count('class="is-out"') == 2
    assert "style=" not in re.search(r'<svg class="price-bars".*?</svg>', html, re.DOTALL)[0]


def test_a_typing_error_is_told_and_can_be_insisted_on(client, indexed):
    html = page(client, "/products/?q=feild+mug")
    assert "Showing results for <strong>field mug</strong>" in html
    assert '<a href="/products/?q=feild+mug&as-typed=1" rel="nofollow">' in html
    assert "Field mug" in names(html)


def test_filters_taken_from_the_words_are_chips(client, indexed):
    html = page(client, "/products/?q=mug+under+20")
    assert sorted(names(html)) == ["Camp mug", "Field mug"]
    assert chips(html) == {"Up to €20.00": "/products/?q=mug+under+20&as-typed=1"}
    assert 'href="/products/?q=mug+under+20&as-typed=1" rel="nofollow">Clear all' in html
    narrowed = chips(page(client, "/products/?q=mug+under+20&brand=kiln"))
    assert narrowed == {
        "Kiln": "/products/?q=mug+under+20",
        "Up to €20.00": "/products/?q=mug+under+20&brand=kiln&as-typed=1",
    }


def test_no_page_is_empty(client, indexed):
    for path in ("/products/?q=xylophonium", "/c/light/?brand=kiln", "/products/?price=-1"):
        html = page(client, path)
        assert "data-count>0 products" in html
        assert names(html), path
    nothing = page(client, "/products/?q=xylophonium")
    assert "Nothing found" in nothing
    assert "filter-form" not in nothing
    assert "Wanted right now" in nothing


def test_what_means_alike_is_told_apart_from_what_was_found(client, indexed, monkeypatch):
    lamp = Product.objects.get(name_en="Desk lamp")
    monkeypatch.setattr(backstop, "alike", lambda *_args, **_rest: [indexed.pk, lamp.pk])
    above, below = page(client, "/products/?q=camp").split("Related to your search")
    assert (names(above), names(below)) == (["Camp mug"], ["Field mug", "Desk lamp"])
    assert "1 product" in above
    monkeypatch.setattr(backstop, "FEWEST_POPULAR", 1)
    above, below = page(client, "/products/?q=xylophonium").split("Related to your search")
    assert "Nothing found" in above
    related, popular = below.split("Popular in Kitchen")
    assert set(names(related)) == {"Field mug", "Desk lamp"}
    assert "Field mug" not in names(popular)
    assert "Related to your search" not in page(client, "/products/")
    assert "filter-form" in page(client, "/products/?q=xylophonium&stock=1")
    assert "Take a filter away" in page(client, "/c/light/?brand=kiln")
    assert names(page(client, "/c/light/?brand=kiln")) == ["Desk lamp"]


def test_a_list_ends_where_it_does(client, indexed):
    for path in ("/products/?page=2", "/products/?q=mug&page=2", "/products/?page=101",
                 "/products/?q=xylophonium&page=2", "/products/?page=0"):  # fmt: skip
        assert client.get(path).status_code == 404, path


def test_a_search_tells_the_log_what_it_showed(client, indexed):
    found = re.search(r'data-search="(\{.*?\})"', page(client, "/products/?q=mug"))[1]
    assert '"words": "mug"' in found
    assert '"found": 3' in found
    assert '"offset": 0' in found
    for path in ("/products/", "/products/?q=mug&brand=kiln", "/products/?q=mug&sort=price"):
        assert "data-search=" not in page(client, path)


def test_without_an_index_the_database_lists_what_there_is(client, stocked):
    for path in ("/products/?brand=kiln&colour=sand", "/c/home/?price=1-2", "/products/?q=mug"):
        html = page(client, path)
        assert "Field mug" in names(html)
        assert "filter-form" not in html
        assert not chips(html)


def test_an_engine_that_is_down_stops_no_page(client, indexed, monkeypatch):
    def down(*_args, **_kwargs):
        raise EngineDown("planted")

    monkeypatch.setattr(found_lists, "search", down)
    for sort in ("relevance", "rating", "price", "nonsense"):
        html = page(client, f"/products/?q=mug&sort={sort}&rating=4")
        assert len(names(html)) == 3
        assert "Best rated" not in html


@pytest.mark.parametrize(
    "query",
    ["", "?q=mug", "?brand=kiln&colour=sand", "?q=feild+mug&price=10-50", "?price=-1",
     "?sort=rating&stock=1", "?category=home"],
)  # fmt: skip
def test_narrowed_lists_keep_to_the_budget(client, indexed, query, django_assert_max_num_queries):
    path = f"/products/{query}"
    client.get(path)
    with django_assert_max_num_queries(6):
        client.get(path)


HOSTILE = [
    "brand=%00", "colour=%F0%9F%92%A5&colour=../../etc", "price=1e400-", "rating=99999999999",
    "q=%00%01", "q=" + "%22" * 300, "q=*", "q=AND+OR+NOT", "q=%28%28%28", "q=name:mug~2^9",
    "q=%C3%A4%CC%88%E2%80%AE", "page=1&page=x", "sort[]=1", "brand[]=kiln", "option.=x",
    "category=0&category=-1", "price=-", "price=%2B5-%2B9", "as-typed=1", "&&&=&=",
    "q=mug&" + "&".join(f"x{n}=1" for n in range(300)), "material=" + "x" * 3000,
    "material=%22%29%20OR%201%3D1", "material=*", "price=99999999999999999999-1",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_no_address_breaks_a_list(client, indexed, query):
    for path in ("/products/", "/c/kitchen/", "/de/products/"):
        assert client.get(f"{path}?{query}").status_code in {200, 302, 404}, path
