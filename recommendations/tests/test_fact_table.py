"""The facts of all products that the worker writes and every process reads."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.tests.factories import make_product
from events import jobs
from foundation import clock
from foundation.money import Money
from inventory.services import adjust_stock
from mlops.shared_tables import NEWEST
from pricing.services import set_price
from recommendations.models import RecommendationRule
from recommendations.rules import fact_table
from recommendations.rules.book import Candidate, RuleKind
from recommendations.rules.fact_table import FOLDER, FactTable, newest_table
from recommendations.rules.facts import candidates_of, forget_facts, write_facts
from recommendations.rules.services import save_rule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """The artifacts of this test alone; staff have said something, so that facts are wanted."""
    settings.ARTIFACTS_DIR = tmp_path
    forget_facts()
    yield tmp_path / FOLDER
    forget_facts()


@pytest.fixture
def lamp():
    product = make_product("Lamp", brand="Oak", category="Lights", stock=7)
    set_price(variant=product.variants.get(), amount=Money(2000, "EUR"), cost=Money(500, "EUR"))
    save_rule(
        rule=RecommendationRule(kind=RuleKind.EXCLUDE, product=make_product("Out")), actor=None
    )
    return product


def told_anew(*products):
    forget_facts()
    return candidates_of([product.pk for product in products])


def test_the_table_tells_what_the_database_tells(lamp, django_assert_num_queries):
    read = told_anew(lamp)
    assert write_facts() == 2
    assert told_anew(lamp) == read
    candidates_of([lamp.pk])  # the shelves are known now
    fact_table.forget_table()
    with django_assert_num_queries(0):
        assert candidates_of([lamp.pk]) == read


def test_the_job_writes_it(lamp):
    jobs.enqueue("recommendations.facts", key="recommendations.facts@now")
    jobs.run_due()
    assert newest_table() is not None


def test_what_came_after_the_writing_is_read_from_the_database(lamp):
    write_facts()
    new = make_product("Newcomer", stock=3)
    assert [one.stock for one in told_anew(lamp, new)] == [7, 3]


def test_facts_of_long_ago_are_not_believed(lamp):
    write_facts()
    adjust_stock(variant_id=lamp.variants.get().pk, on_hand=5, note="count")
    assert told_anew(lamp)[0].stock == 7, "within ten minutes the written facts hold"
    with clock.standing_at(clock.now() + timedelta(minutes=30)):
        assert told_anew(lamp)[0].stock == 5


@pytest.mark.parametrize("damage", ["{", "[]", '{"at": 1e12}', "table"])
def test_a_damaged_table_is_told_and_the_database_asked(lamp, folder, caplog, damage):
    write_facts()
    if damage == "table":
        (path,) = folder.glob("*/stock.npy")
        path.write_bytes(b"nothing")
    else:
        (folder / NEWEST).write_text(damage)
    assert told_anew(lamp)[0].stock == 7
    assert "the facts of products cannot be read" in caplog.text


def test_nothing_is_written_where_staff_said_nothing(folder):
    make_product("Lamp")
    assert write_facts() == 0
    assert not folder.exists()


def test_the_disk_does_not_fill_and_who_reads_the_old_goes_on(lamp, folder):
    write_facts()
    held = newest_table()
    for _time in range(5):
        write_facts()
    assert sum(path.is_dir() for path in folder.iterdir()) == 3
    assert held.candidates([lamp.pk], {})[lamp.pk].stock == 7


numbers = st.none() | st.integers(0, 10**12)
candidates = st.builds(
    Candidate,
    product=st.integers(1, 2**40),
    categories=st.just(()) | st.integers(1, 99).map(lambda key: (key, 100)),
    brand=st.none() | st.integers(1, 2**40),
    options=st.frozensets(st.integers(1, 2**40), max_size=4),
    price=numbers,
    margin=st.none() | st.floats(-5, 1),
    stock=numbers,
)


@given(st.lists(candidates, unique_by=lambda one: one.product), st.lists(st.integers(1, 2**40)))
def test_whatever_is_packed_comes_out_again(packed, others):
    above = {key: (key, 100) for key in range(1, 100)}
    wanted = [one.product for one in packed]
    unknown = [key for key in others if key not in wanted]
    table = FactTable.of(packed)
    assert table.candidates([*unknown, *wanted], above) == {one.product: one for one in packed}
