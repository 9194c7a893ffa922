"""What the search box proposes: of the catalogue, of the log, of one's own searches if agreed."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.conf import settings as django_settings

from catalog.models import Category
from catalog.tests.factories import make_category, make_product
from events.context import EventContext
from events.names import Consent, EventName
from events.services import Fact, record
from foundation import clock
from foundation.remembered import forget_all
from search.indexing import rebuild
from search.models import QueryDay
from search.suggesting import Suggestions, folded, suggest
from shop.storefront.listing import rebuild_listings

pytestmark = pytest.mark.django_db
EURO = {"language": "en", "currency": "EUR"}


@pytest.fixture
def shelves(db):
    forget_all()
    kitchen = make_category("Kitchen", parent=make_category("Home"))
    make_product("Field mug", price="18.50", category=kitchen, brand="Kiln")
    make_product("Café au lait bowl", category=kitchen, brand="Müller")
    make_product("Kilim rug", category="Home")
    rebuild_listings()
    rebuild()
    today = clock.business_day()
    for words, times, missed in (("field mug", 9, 0), ("kitchen scales", 20, 20), ("mugs", 3, 0)):
        QueryDay.objects.create(
            day=today, language="en", words=words, searches=times, visitors=times,
            without_result=missed,
        )  # fmt: skip
    yield kitchen
    forget_all()


def names(found):
    return [one.name for one in found]


def fragment(client, typed, path="/suggest/"):
    answer = client.get(path, {"q": typed})
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def options(html):
    found = re.findall(r'<a role="option".*?href="([^"]+)".*?<span>([^<]+)</span>', html, re.DOTALL)
    return {text: url for url, text in found}


def test_products_shelves_brands_and_searches_are_proposed(shelves):
    found = suggest("ki", **EURO)
    assert names(found.categories) == ["Kitchen"]
    assert names(found.brands) == ["Kiln"]
    assert len(found.product_ids) >= 2
    assert suggest("mu", **EURO).queries == ("field mug", "mugs") or suggest(
        "mu", **EURO
    ).queries == ("mugs", "field mug")


def test_what_was_searched_in_vain_is_not_proposed(shelves):
    assert suggest("kitchen s", **EURO).queries == ()


def test_accents_and_capitals_keep_nobody_from_finding(shelves):
    assert names(suggest("MULLER", **EURO).brands) == ["Müller"]
    assert names(suggest("müll", **EURO).brands) == ["Müller"]
    assert folded("  Café  AU ") == "cafe au"


def test_nothing_typed_proposes_what_is_asked_for_most(shelves):
    found = suggest("", **EURO)
    assert found == Suggestions(queries=("field mug", "mugs"))


def test_the_last_word_is_open_until_a_space_ends_it(shelves):
    assert suggest("field mu", **EURO).product_ids
    assert not suggest("field mu ", **EURO).product_ids


def test_without_an_index_the_rest_is_proposed(shelves, settings, tmp_path):
    settings.SEARCH_DIR = tmp_path / "none"
    found = suggest("ki", **EURO)
    assert names(found.categories) == ["Kitchen"]
    assert found.product_ids == ()


def searched(visitor, words, *, found=3, consent=Consent.PERSONALISATION):
    context = EventContext(visitor=visitor, session=uuid4(), consent=consent)
    payload = {"words": words, "language": "en", "found": found, "shown": []}
    record(Fact(EventName.SEARCH_PERFORMED, payload=payload), context=context)
    return context


def test_own_searches_come_first_with_consent_alone(shelves):
    visitor = uuid4()
    searched(uuid4(), "kilts of others")
    searched(visitor, "kites in vain", found=0)
    searched(visitor, "king size")
    context = searched(visitor, "kimono")
    assert suggest("ki", **EURO, context=context).recent == ("kimono", "king size")
    assert suggest("kim", **EURO, context=context).recent == ("kimono",)
    refused = EventContext(visitor=visitor, consent=Consent.NECESSARY)
    assert suggest("ki", **EURO, context=refused).recent == ()


def test_the_fragment_is_a_list_of_links(client, shelves):
    html = fragment(client, "ki")
    assert 'role="listbox"' in html
    found = options(html)
    assert found["Kitchen"] == "/c/kitchen/"
    assert found["Kiln"] == "/products/?brand=kiln"
    assert any(url.startswith("/p/field-mug") for url in found.values())
    assert "suggestions, arrow keys to choose" in html
    assert options(fragment(client, "field"))["field mug"] == "/products/?q=field+mug"
    assert "No suggestions" in fragment(client, "xylophonium")


def test_a_category_that_has_no_page_is_not_proposed(client, shelves):
    Category.objects.filter(slug_en="home").update(is_visible=False)
    forget_all()
    assert "Kitchen" not in options(fragment(client, "kit"))


def test_german_pages_are_proposed_in_german(client, shelves):
    Category.objects.filter(pk=shelves.pk).update(name_de="Küche", slug_de="kueche")
    forget_all()
    assert options(fragment(client, "kuc", "/de/suggest/"))["Küche"] == "/de/c/kueche/"


@pytest.mark.parametrize(
    "typed",
    ["\x00", "<script>alert(1)</script>", '"' * 300, "a" * 5000, "* OR name:x", "(((", "٣", " ",
     "\u202e", "mug~2^9", ".*", "[a-z"],
)  # fmt: skip
def test_nothing_that_is_typed_breaks_it(client, shelves, typed):
    assert "<script>alert" not in fragment(client, typed)


def test_it_is_asked_only_so_often(client, shelves, settings):
    settings.PAGE_RATES = {**django_settings.PAGE_RATES, "suggest": "2/hour"}
    assert [client.get("/suggest/?q=ki").status_code for _ in range(4)] == [200, 200, 204, 204]


def test_a_proposal_costs_one_query(client, shelves, django_assert_max_num_queries):
    fragment(client, "ki")
    with django_assert_max_num_queries(1):
        fragment(client, "kil")


def test_names_are_escaped(client, shelves):
    make_product("<script>alert(1)</script>", brand="<b>bold</b>")
    rebuild_listings()
    rebuild()
    forget_all()
    for typed in ("script", "bold", "b"):
        assert "<script>alert" not in client.get("/suggest/", {"q": typed}).content.decode()
        assert "<b>bold" not in client.get("/suggest/", {"q": typed}).content.decode()
