"""What speaks for products beside their text, from reading the catalogue to ordering a list."""

from datetime import UTC, datetime

import numpy as np
import pytest

from search.algorithms.ranking import NAMES
from search.documents import ProductDocument, Texts
from search.query import Candidate
from search.ranking import ranked
from search.signals import collecting, forget_table, newest_table, write_signals

pytestmark = pytest.mark.django_db
POPULARITY, STOCK, RATING = (NAMES.index(name) for name in ("popularity", "stock", "rating"))


@pytest.fixture(autouse=True)
def _anew(settings, tmp_path):
    settings.ARTIFACTS_DIR = tmp_path
    forget_table()
    yield
    forget_table()


def _document(key, **fields):
    told = {"popularity": 0.0, "rating": 0.0, "in_stock": True, **fields}
    return ProductDocument(
        product_id=key, texts={"en": Texts("Lamp")}, skus=(), facets={}, prices={"EUR": 100},
        published_at=datetime(2026, 1, 1, tzinfo=UTC),
        attractiveness={"conversion": 0.5, "margin": 0.2, "stock": 0.9, "freshness": 0.1}, **told,
    )  # fmt: skip


def _order(*keys):
    rows = [Candidate(key, 1.0) for key in keys]
    return [one.product_id for one in ranked(rows, words="lamp", language="en")]


def test_without_signals_a_list_stays_as_the_engine_gave_it():
    assert newest_table() is None
    assert _order(3, 1, 2) == [3, 1, 2]


def test_of_equals_what_sells_comes_first_and_what_is_sold_out_last():
    documents = [_document(1, in_stock=False), _document(2), _document(3, popularity=9.0)]
    assert write_signals(documents) == 3
    forget_table()
    assert _order(1, 2, 3) == [3, 2, 1]


def test_a_product_that_came_since_counts_as_usual():
    write_signals([_document(1, popularity=9.0), _document(2)])
    forget_table()
    assert _order(2, 8, 1) == [1, 8, 2]


def test_signals_are_between_nought_and_one_and_found_by_product():
    write_signals([_document(9, popularity=50.0, rating=5.0), _document(4, popularity=3.0)])
    forget_table()
    rows = newest_table().rows([4, 9])
    assert ((rows >= 0) & (rows <= 1)).all()
    assert rows[1, POPULARITY] == 1.0
    assert rows[0, POPULARITY] == pytest.approx(np.log1p(3) / np.log1p(50))
    assert rows[1, RATING] == 1.0
    assert rows[0, RATING] == pytest.approx(0.7)


def test_they_are_written_while_the_catalogue_is_read_for_the_index():
    passed = list(collecting([_document(1), _document(2)]))
    forget_table()
    assert [one.product_id for one in passed] == newest_table().product.tolist()


def test_an_empty_catalogue_is_no_fault():
    write_signals([])
    forget_table()
    assert _order(2, 1) == [2, 1]


def test_a_damaged_table_leaves_the_order_of_the_text(tmp_path):
    write_signals([_document(1), _document(2, popularity=9.0)])
    forget_table()
    (tmp_path / "search-signals" / "newest.json").write_text("{")
    assert _order(1, 2) == [1, 2]
