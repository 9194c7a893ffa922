"""The state of a list in its address: what means something is read, anything else passed over."""

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Attribute, Option
from catalog.tests.factories import make_option, make_product
from search.query import Selection, Sort
from shop.storefront.categories import category_tree
from shop.storefront.facet_names import facet_names
from shop.storefront.finding import ListState, address, clean_words, read_state
from shop.storefront.selectors import NoSuchPage

pytestmark = pytest.mark.django_db

IN_EURO = {"language": "en", "currency": "EUR"}
PARAMETERS = [
    "q", "sort", "page", "price", "price-from", "price-to", "rating", "stock", "as-typed",
    "said", "brand", "category", "colour", "material", "option.page", "nothing",
]  # fmt: skip
VALUES = [
    "", "1", "2", "-5", "10-50", "50-10", "-50", "10-", "1e999", "NaN", "--", "0x1", "9" * 30,
    "kiln", "forest", "sand", "oak", "home", "kitchen", "price", "newest", "rating", "\x00", "٣",
    "a\u202eb", "'; DROP TABLE", "%00", "x" * 500, "brand=kiln&price=-50", "&&=",
]  # fmt: skip


@pytest.fixture
def shelves(stocked):
    Attribute.objects.create(code="material", name_en="Material", name_de="Material")
    return category_tree("en")


def read(text, tree, **given):
    return read_state(QueryDict(text), tree=tree, **(IN_EURO | given))


def test_an_address_tells_all_that_was_chosen(shelves):
    state = read(
        "q=field++mug&brand=kiln&colour=sand&colour=forest&material=oak&category=kitchen"
        "&price=10-50.5&rating=4&stock=1&sort=price&page=3&as-typed=1",
        shelves,
    )
    kitchen = str(shelves.find("kitchen").id)
    assert state == ListState(
        language="en",
        currency="EUR",
        words="field mug",
        sort=Sort.CHEAPEST,
        number=3,
        selection=Selection(
            chosen={
                "category": frozenset({kitchen}),
                "brand": frozenset({"kiln"}),
                "option.colour": frozenset({"sand", "forest"}),
                "attribute.material": frozenset({"oak"}),
            },
            price_from=1000,
            price_to=5050,
            rating_from=4,
            in_stock=True,
        ),
        as_typed=True,
    )


def test_the_address_of_a_state_is_one_and_says_no_usual_thing(shelves):
    state = read(
        "sort=relevance&q=mug&colour=sand&brand=kiln&colour=forest&stock=1&page=1", shelves
    )
    own = "/products/?q=mug&brand=kiln&colour=forest&colour=sand&stock=1"
    assert address("/products/", state, tree=shelves) == own
    assert address("/products/", read("", shelves), tree=shelves) == "/products/"


@pytest.mark.parametrize(
    ("typed", "limits"),
    [
        ("price=10-50", (1000, 5000)),
        ("price=10-", (1000, None)),
        ("price=-50", (None, 5000)),
        ("price=50-10", (1000, 5000)),
        ("price=12,5-13.25", (1250, 1325)),
        ("price=cheap", (None, None)),
        ("price=1e5000-", (None, None)),
        ("price=NaN-Infinity", (None, None)),
        ("price=٣-٤", (None, None)),
        ("price-from=10&price-to=", (1000, None)),
        ("price-from=&price-to=&price=1-2", (None, None)),
    ],
)
def test_prices_are_read_as_they_are_typed(shelves, typed, limits):
    selection = read(typed, shelves).selection
    assert (selection.price_from, selection.price_to) == limits


def test_prices_are_of_the_currency_that_is_shown(shelves):
    yen = read("price=1000-2000.4", shelves, currency="JPY").selection
    assert (yen.price_from, yen.price_to) == (1000, 2000)


@pytest.mark.parametrize(
    "typed",
    [
        "brand=nobody", "colour=octarine", "size=xl", "nothing=1", "rating=9", "rating=-1",
        "rating=4.5", "stock=yes", "category=nowhere", "sort=up", "sort=relevance", "as-typed=1",
        "option.=1", "attribute.=x", "utm_source=mail", "colour=", "brand=%00",
    ],
)  # fmt: skip
def test_what_means_nothing_is_passed_over(shelves, typed):
    assert read(typed, shelves) == ListState("en", "EUR")


@pytest.mark.parametrize("number", ["x", "-1", "1.5", "٣", "", " 1", "1e3", "9999999"])
def test_a_page_that_cannot_be_is_none(shelves, number):
    with pytest.raises(NoSuchPage):
        read_state(QueryDict(mutable=False) | {"page": number}, tree=shelves, **IN_EURO)


def test_no_more_values_are_read_than_anybody_ticks(shelves):
    text = "&".join(f"material=m{number}" for number in range(500))
    assert len(read(text, shelves).selection.chosen["attribute.material"]) == 20


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(PARAMETERS) | st.text(max_size=12),
            st.sampled_from(VALUES) | st.text(max_size=20),
        ),
        max_size=10,
    )
)
def test_any_address_is_read_and_says_of_itself_the_same(shelves, given):
    params = QueryDict(mutable=True)
    for name, value in given:
        params.appendlist(name, value)
    try:
        state = read_state(params, tree=shelves, **IN_EURO)
    except NoSuchPage:
        return
    own = address("/products/", state, tree=shelves)
    again = read_state(QueryDict(own.partition("?")[2]), tree=shelves, **IN_EURO)
    assert again == state


@given(st.text(max_size=400))
def test_words_are_short_and_can_be_seen(text):
    words = clean_words(text)
    assert len(words) <= 80
    assert words.isprintable()
    assert words == " ".join(words.split())
    assert clean_words(words) == words


def test_an_option_whose_code_is_taken_keeps_its_long_name(stocked):
    make_option("page", ["a4", "a5"])
    Attribute.objects.create(code="colour", name_en="Colour of the box")
    names = facet_names("en")
    assert names.facets["option.page"].parameter == "option.page"
    assert names.facets["option.colour"].parameter == "colour"
    assert names.facets["attribute.colour"].parameter == "attribute.colour"
    state = read("option.page=a4&page=2&attribute.colour=red", category_tree("en"))
    assert state.number == 2
    assert state.selection.chosen == {
        "option.page": frozenset({"a4"}),
        "attribute.colour": frozenset({"red"}),
    }


def test_names_are_of_the_language_else_of_the_default_one(stocked):
    Option.objects.filter(code="colour").update(name_de="Farbe")
    names = facet_names("de")
    assert names.facets["option.colour"].name == "Farbe"
    assert names.label("option.colour", "sand").text == "Sand"
    assert names.label("option.colour", "sand").swatch == "#cbab7d"
    assert names.label("brand", "kiln").text == "Kiln"


def test_names_are_one_query_and_then_none(stocked, django_assert_num_queries):
    make_product(brand="Alder", sizes=["S", "M"])
    with django_assert_num_queries(1):
        facet_names("en")
    with django_assert_num_queries(0):
        facet_names("en")


def test_without_a_value_the_rest_stays(shelves):
    state = read("colour=sand&colour=forest&brand=kiln&page=4&price=10-", shelves)
    less = state.without_value("option.colour", "sand")
    assert address("/", less, tree=shelves) == "/?brand=kiln&colour=forest&price=10-"
    assert "option.colour" not in less.without_value("option.colour", "forest").selection.chosen


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        # As the words said: nothing of it was chosen by hand.
        ("brand=kiln&price-from=&price-to=50", ""),
        ("brand=kiln&price-from=&price-to=50&stock=1", "stock=1"),
        # Changed: what is sent goes before the words.
        ("brand=kiln&brand=alder&price-from=&price-to=50", "brand=alder&brand=kiln"),
        ("brand=kiln&price-from=10&price-to=50", "price=10-50"),
        # Undone: from then on the words are only words, and the rest is chosen by hand.
        ("price-from=&price-to=50", "price=-50&as-typed=1"),
        ("brand=kiln&price-from=&price-to=", "brand=kiln&as-typed=1"),
        ("price-from=&price-to=&stock=1", "stock=1&as-typed=1"),
    ],
)
def test_what_the_words_said_and_the_form_sends_back_is_told_from_what_was_chosen(
    shelves, sent, expected
):
    make_product("Cup", brand="Alder")
    state = read(f"q=kiln+mug+under+50&{sent}&said=brand%3Dkiln%26price%3D-50", shelves)
    wanted = "/products/?q=kiln+mug+under+50" + (f"&{expected}" if expected else "")
    assert address("/products/", state, tree=shelves) == wanted
