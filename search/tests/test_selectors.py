"""The flow of a list: understood, found, relaxed, ranked, merchandised, and never empty."""

import pytest

from catalog.models import Attribute, Category, ProductAttribute
from catalog.tests.factories import make_category, make_product
from events.models import DailyDemand
from foundation import clock
from search import backstop, indexing, selectors
from search.engines.base import EngineDown
from search.models import SearchRule
from search.query import SearchQuery, Selection, Sort

pytestmark = pytest.mark.django_db


def _search(words="", **rest):
    defaults = {"language": "en", "currency": "EUR"}
    return selectors.search(SearchQuery(words, **(defaults | rest)))


@pytest.fixture
def shop():
    """Dresses and a lamp, indexed."""
    dresses, lamps = make_category("Dresses"), make_category("Lamps")
    made = {
        "red": make_product("Summer dress", price="40.00", colours=["berry"], category=dresses),
        "green": make_product("Evening dress", price="90.00", colours=["forest"], category=dresses),
        "lamp": make_product("Reading lamp", price="60.00", category=lamps, brand="Lumen"),
    }
    indexing.rebuild()
    return {name: product.pk for name, product in made.items()}


def test_words_find_products_and_say_which_engine_did(shop):
    found = _search("lamp")
    assert list(found.product_ids) == [shop["lamp"]]
    assert (found.total, found.relaxed, found.instead) == (1, False, "")
    assert found.engine == "embedded"


def test_a_list_without_words_is_everything_by_popularity(shop):
    DailyDemand.objects.create(
        variant_id=1, product_id=shop["green"], day=clock.business_day(), orders=5
    )
    indexing.rebuild()
    found = _search()
    assert found.total == 3
    assert found.product_ids[0] == shop["green"]
    assert found.prices is not None
    assert (found.prices.lowest, found.prices.highest) == (4000, 9000)


def test_the_facets_are_those_that_fit_and_never_the_list_of_keys(shop):
    watts = Attribute.objects.create(code="watts", name_en="Watts")
    ProductAttribute.objects.create(product_id=shop["lamp"], attribute=watts, text="40")
    indexing.rebuild()
    assert set(_search("lamp").facets) == {
        "category",
        "brand",
        "attribute.watts",
        "rating",
        "stock",
    }
    assert set(_search("dress").facets) == {"category", "option.colour", "rating", "stock"}
    assert list(_search("lamp", facets=("brand",)).facets) == ["brand"]


def test_a_chosen_key_is_counted_though_hardly_anything_has_it(shop):
    chosen = Selection({"option.colour": frozenset({"berry"})})
    found = _search(selection=chosen)
    assert found.product_ids == [shop["red"]]
    assert {entry.value: entry.count for entry in found.facets["option.colour"]} == {
        "berry": 1, "forest": 1,
    }  # fmt: skip


def test_prices_are_understood_and_said(shop):
    found = _search("dress under 50")
    assert list(found.product_ids) == [shop["red"]]
    assert found.understood.price_to == 5000
    assert _search("dress under 50", as_typed=True).understood.is_empty


def test_what_is_misspelt_is_read_as_it_was_meant(shop):
    found = _search("reeding lamp")
    assert list(found.product_ids) == [shop["lamp"]]
    assert found.corrected == "reading lamp"


def test_too_many_words_are_relaxed(shop):
    found = _search("reading lamp unobtainium quux")
    assert shop["lamp"] in found.product_ids
    assert found.relaxed


def test_nothing_found_shows_what_is_popular_and_says_so(shop):
    found = _search("xyzzyqwv")
    assert found.instead == backstop.POPULAR
    assert found.total == 0
    assert len(found.product_ids) == 3


def test_where_nothing_has_the_words_what_staff_pinned_for_them_is_found(shop):
    SearchRule.objects.create(
        kind="pin", match="exact", words="xyzzyqwv", position=1, product_id=shop["lamp"]
    )
    found = _search("xyzzyqwv")
    assert (list(found.product_ids), found.total, found.instead) == ([shop["lamp"]], 1, "")
    assert found.facets["brand"][0].value == "lumen"
    assert _search("xyzzyqwv", sort=Sort.CHEAPEST).product_ids == [shop["lamp"]]
    # Under filters nobody knows whether it holds them.
    dear = Selection(price_from=8_000)
    assert _search("xyzzyqwv", selection=dear).instead == backstop.POPULAR


def test_what_staff_exclude_does_not_stand_in_either(shop):
    SearchRule.objects.create(
        kind="exclude", match="exact", words="xyzzyqwv", product_id=shop["lamp"]
    )
    assert set(_search("xyzzyqwv").product_ids) == {shop["red"], shop["green"]}


@pytest.fixture
def kitchen(shop):
    """Five things on a shelf below another."""
    shelf = make_category("Kitchen", parent=make_category("Home"))
    return [shelf.pk, *(make_product(f"Pot {number}", category=shelf).pk for number in range(5))]


def test_the_likely_shelf_is_the_lowest_that_most_stand_on(shop, kitchen, monkeypatch):
    shelf, pot, *others = kitchen
    indexing.rebuild()
    monkeypatch.setattr(backstop, "alike", lambda *_args, **_rest: [pot, shop["lamp"]])
    found = _search("xyzzyqwv")
    assert (found.shelf, list(found.related)) == (str(shelf), [pot, shop["lamp"]])
    assert set(found.product_ids) == set(others)


def test_a_shelf_that_has_little_besides_gives_way_to_the_one_above_it(shop, kitchen, monkeypatch):
    _shelf, *pots = kitchen
    rug = make_product("Rug", category=Category.objects.get(name_en="Home")).pk
    mat = make_product("Mat", category=Category.objects.get(name_en="Home")).pk
    indexing.rebuild()
    monkeypatch.setattr(backstop, "alike", lambda *_args, **_rest: pots[:3])
    found = _search("xyzzyqwv")
    assert found.shelf == str(Category.objects.get(name_en="Home").pk)
    assert set(found.product_ids) == {rug, mat, *pots[3:]}
    monkeypatch.setattr(backstop, "alike", lambda *_args, **_rest: pots)
    assert (_search("xyzzyqwv").shelf, len(_search("xyzzyqwv").product_ids)) == ("", 5)


def test_what_means_alike_follows_a_short_list_and_the_last_page_of_a_long_one(shop, monkeypatch):
    for number in range(6):
        make_product(f"Lantern {number}")
    indexing.rebuild()
    monkeypatch.setattr(backstop, "alike", lambda *_args, **_rest: [shop["lamp"], shop["red"]])
    assert list(_search("evening").related) == [shop["lamp"], shop["red"]]
    assert list(_search("lantern").related) == []
    assert list(_search("lantern", offset=4, limit=4).related) == [shop["lamp"], shop["red"]]
    assert list(_search("").related) == []


def test_nothing_under_the_filters_is_an_empty_list_to_widen(shop):
    found = _search(selection=Selection(price_from=10**9))
    assert (list(found.product_ids), found.total, found.instead) == ([], 0, "")


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_of_many_follow_each_other(monkeypatch, sort):
    monkeypatch.setattr(selectors, "HEAD", 6)
    made = {make_product(f"Lamp {number}").pk for number in range(15)}
    indexing.rebuild()
    for words in ("", "lamp"):
        pages = [_search(words, sort=sort, offset=o, limit=4).product_ids for o in range(0, 20, 4)]
        assert [len(page) for page in pages] == [4, 4, 4, 3, 0]
        assert {pk for page in pages for pk in page} == made


def test_staff_pin_a_product_to_the_top_and_redirect(shop):
    SearchRule.objects.create(
        kind="pin", words="dress", match="contains", product_id=shop["lamp"], position=1,
        starts_at=clock.now(),
    )  # fmt: skip
    SearchRule.objects.create(
        kind="redirect", words="returns", match="exact", link="/returns/", starts_at=clock.now()
    )
    found = _search("dress")
    assert found.product_ids[0] == shop["lamp"]
    assert found.total == 3
    assert _search("returns").redirect == "/returns/"


@pytest.mark.parametrize("part", ["understand", "vocabulary", "ranked"])
def test_whatever_is_clever_may_fail(shop, monkeypatch, part):
    def broken(*args, **kwargs):
        raise RuntimeError("no model")

    monkeypatch.setattr(selectors, part, broken)
    assert list(_search("lamp").product_ids) == [shop["lamp"]]


def test_the_rules_may_fail(shop, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("no table")

    monkeypatch.setattr(selectors.merchandising, "rules_for", broken)
    monkeypatch.setattr(selectors.merchandising, "apply", broken)
    assert list(_search("lamp").product_ids) == [shop["lamp"]]


def test_without_an_index_the_page_is_told():
    make_product("Lamp")
    with pytest.raises(EngineDown):
        _search("lamp")


@pytest.mark.parametrize("words", ["!!!", "\x00", "a" * 10_000, "' OR 1=1 --", "under", "%", "😀"])
def test_odd_words_are_a_list_like_any_other(shop, words):
    found = _search(words)
    assert found.product_ids
    assert found.engine == "embedded"


def test_a_list_reads_no_table_for_its_engine(shop, django_assert_max_num_queries):
    _search("dress")
    with django_assert_max_num_queries(4):
        _search("lamp")
    with django_assert_max_num_queries(0):
        _search()
