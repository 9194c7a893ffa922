"""What only Elasticsearch does: what it is sent, shapes, changes during a rebuild, its health."""

import os
import socket
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4
from weakref import ReferenceType

import pytest
from django.apps import apps
from django.db.models.signals import post_delete, post_save

from search import engines
from search.engines.base import EngineDown, QueryRefused
from search.engines.elasticsearch import ElasticsearchEngine, indices
from search.engines.elasticsearch.documents import mapping, source_of
from search.query import Selection
from search.tests.contract.engines import ENGINES
from search.tests.contract.products import everything, ids, product, words

URL = os.environ.get("TEST_ELASTICSEARCH_URL", "")


@pytest.fixture
def engine(tmp_path):
    with ENGINES["elasticsearch"](tmp_path) as made:
        yield made


def sources(engine):
    """What the server says it was sent, by id."""
    client, alias = engine._client, engine._indices.alias
    client.indices.refresh(index=alias)
    hits = client.options(request_timeout=20).search(index=alias)["hits"]["hits"]
    return {int(hit["_id"]): hit["_source"] for hit in hits}


def full(product_id=7):
    return product(
        product_id, "Oak lamp", german="Eichenlampe", brand="Nord", category="Lighting",
        attributes="oak", description="Lights.", skus=("L-7",),
        facets={"brand": ("nord",), "option.colour": ("oak", "black")},
        prices={"EUR": 4900, "USD": 5400}, rating=4.5, popularity=3.25, days=2,
    )  # fmt: skip


def test_every_field_arrives(engine):
    """Clients have been known to index empty documents without a word."""
    engine.rebuild([full()])
    sent = sources(engine)[7]
    assert sent["texts"]["en"]["name"] == "Oak lamp"
    assert sent["texts"]["de"]["name"] == "Eichenlampe"
    assert sent["texts"]["en"]["words"] == ["lamp", "lighting", "nord", "oak"]
    assert sent["prices"] == {"EUR": 4900, "USD": 5400}
    assert sent["facets"]["option:colour"] == ["oak", "black"]
    assert (sent["rating"], sent["popularity"], sent["in_stock"]) == (4.5, 3.25, True)
    assert datetime.fromisoformat(sent["published_at"]) == full().published_at
    assert set(sent) == set(mapping()["properties"])


def test_what_is_sent_is_the_whole_mapping():
    sent = source_of(full(), at=datetime(2026, 1, 1, tzinfo=UTC))
    described = mapping()["properties"]
    assert set(sent) == set(described)
    for texts in sent["texts"].values():
        assert set(texts) == set(described["texts"]["properties"]["en"]["properties"])
    assert all(value not in (None, {}, "") for value in sent.values())


def test_changes_during_a_rebuild_outlive_what_was_read_before_them(engine):
    engine.rebuild([product(1, "Lamp"), product(2, "Lamp"), product(3, "Lamp")])

    def read_long_ago():
        engine.write([product(1, "Lantern"), product(4, "Lantern")], gone=[2])
        yield from [product(1, "Lamp"), product(2, "Lamp"), product(3, "Lamp")]

    engine.rebuild(read_long_ago())
    assert ids(engine.find(words("lamp"))) == [3]
    assert sorted(ids(engine.find(words("lantern")))) == [1, 4]
    assert engine.status().documents == engine.find(everything()).total == 3


def test_one_index_is_left_after_rebuilds_that_failed_and_that_did_not(engine):
    def dies():
        yield product(1)
        raise LookupError

    engine.rebuild([product(1)])
    with pytest.raises(LookupError):
        engine.rebuild(dies())
    engine.rebuild([product(1)])
    assert len(engine._indices._names()) == 1


def test_a_release_with_other_fields_finds_no_index_rather_than_a_wrong_one(engine, monkeypatch):
    engine.rebuild([product(1)])
    monkeypatch.setattr(indices, "shape", lambda: "0therw1se")
    later = ElasticsearchEngine(URL, prefix=engine.prefix, patience=20)
    assert not later.status().is_ready
    with pytest.raises(EngineDown, match="no index"):
        later.find(everything())
    later.rebuild([product(1), product(2)])
    assert later.find(everything()).total == 2


def test_a_question_that_the_server_will_not_answer_is_no_outage(engine, monkeypatch):
    engine.rebuild([product(1)])
    nonsense = {"query": {"no such query": {}}}
    monkeypatch.setattr("search.engines.elasticsearch.engine.body_of", lambda asked: nonsense)
    with pytest.raises(QueryRefused):
        engine.find(everything())


def test_a_document_that_is_refused_is_told(engine):
    engine.rebuild([])
    wrong = replace(product(1), prices={"EUR": "a lot"})
    with pytest.raises(QueryRefused, match="product 1 was refused"):
        engine.write([wrong])


def test_health_and_when_it_was_written_are_told(engine):
    engine.rebuild([product(1)])
    status = engine.status()
    assert status.note == "health green"
    assert abs((datetime.now(UTC) - status.written_at).total_seconds()) < 60


def test_many_words_and_deep_pages_are_answered(engine):
    engine.rebuild([product(n, f"Lamp {n}") for n in range(1, 701)])
    assert ids(engine.find(everything(offset=695, limit=24))) == [696, 697, 698, 699, 700]
    assert engine.words("en")["lamp"] == 700
    long = " ".join(f"word{n}" for n in range(200))
    assert engine.find(words(long, required=1)).total == 0
    brands = Selection({"brand": frozenset(f"b{n}" for n in range(2_000))})
    assert engine.find(everything(selection=brands)).total == 0


def test_without_a_server_every_question_says_so_and_writing_gives_up_at_once():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = ElasticsearchEngine(f"http://127.0.0.1:{closed.getsockname()[1]}")
    for question in (
        lambda: nobody.find(everything()),
        lambda: nobody.words("en"),
        lambda: nobody.write([product(1)]),
        nobody.status,
        lambda: nobody.rebuild([]),
    ):
        with pytest.raises(EngineDown):
            question()
    with pytest.raises(EngineDown, match="a moment ago"):
        nobody.write([product(1)])


def test_nothing_is_indexed_by_the_librarys_signals():
    assert not apps.is_installed("django_elasticsearch_dsl")
    heard = [entry[1] for entry in (*post_save.receivers, *post_delete.receivers)]
    receivers = [entry() if isinstance(entry, ReferenceType) else entry for entry in heard]
    assert receivers, "there are some, so that this looks at something"
    assert not [one for one in receivers if "elasticsearch" in getattr(one, "__module__", "")]


def test_the_shop_asks_the_server_where_one_is_named_and_writes_to_both(settings):
    assert [engine.name for engine in engines.configured()] == ["embedded"]
    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:1/{uuid4().hex}"
    assert engines.current().name == "elasticsearch"
    assert [engine.name for engine in engines.configured()] == ["embedded", "elasticsearch"]
    assert engines.current() is engines.current()
