"""The optional network: what means the words of a search stands below its list, told apart."""

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from catalog.services import retire_product
from catalog.tests.factories import make_category, make_product
from events.models import Job, OutboxMessage
from events.outbox import drain
from search import indexing as engines
from search import selectors
from search.models import SearchRule
from search.query import SearchQuery, Selection
from search.semantic import finding, indexing, network
from search.semantic.index import sentences
from search.services import save_rule

pytestmark = pytest.mark.django_db

needs_network = pytest.mark.skipif(
    not network.is_installed(), reason=f"{network.EXTRA} is not installed"
)


@pytest.fixture
def goods(settings, tmp_path):
    """Seats and cups on their shelves, in the engine and in the table."""
    settings.ARTIFACTS_DIR = tmp_path / "artifacts"
    sentences.forget()
    furniture, cups = make_category("Furniture"), make_category("Cups")
    made = {
        "sofa": make_product("Slow Sunday sofa", price="900.00", category=furniture),
        "chair": make_product("Reading room armchair", price="300.00", category=furniture),
        "mug": make_product("Cobble mug", price="12.00", category=cups),
        "teacup": make_product("Visitor teacup", price="9.00", category=cups),
    }
    engines.rebuild()
    if network.is_installed():
        indexing.refresh()
    yield {name: product.pk for name, product in made.items()}
    sentences.forget()


def _search(words, **rest):
    return selectors.search(SearchQuery(words, **({"language": "en", "currency": "EUR"} | rest)))


@needs_network
def test_where_nothing_has_the_words_what_means_them_is_related(goods):
    found = _search("somewhere to sit down")
    assert (found.total, found.instead) == (0, "popular")
    assert set(found.related[:2]) == {goods["sofa"], goods["chair"]}


@needs_network
def test_a_short_list_goes_on_with_what_means_alike_and_counts_it_nowhere(goods):
    found = _search("mug")
    assert list(found.product_ids) == [goods["mug"]]
    assert found.total == 1
    assert list(found.related) == [goods["teacup"]]


@needs_network
def test_filters_prices_that_were_named_and_rules_hold_for_what_is_related(goods):
    cheap = Selection(price_to=1_000)
    assert goods["mug"] not in _search("drinking vessels", selection=cheap).related
    assert list(_search("drinking vessels under 10").related) == [goods["teacup"]]
    rule = SearchRule(
        kind="exclude", match="exact", words="drinking vessels", product_id=goods["mug"]
    )
    save_rule(rule=rule, actor=None)
    assert goods["mug"] not in _search("drinking vessels").related


@needs_network
def test_other_languages_and_ample_lists_are_left_alone(goods):
    assert list(_search("somewhere to sit down", language="de").related) == []
    assert list(_search("").related) == []


def test_without_the_network_searches_do_as_they_did(goods, monkeypatch):
    monkeypatch.setattr(finding, "network", lambda: None)
    found = _search("drinking vessels")
    assert (list(found.related), found.shelf, found.instead) == ([], "", "popular")
    assert len(found.product_ids) == 4


def test_without_the_network_the_job_says_so_and_does_nothing(monkeypatch, settings, tmp_path):
    from search.semantic.jobs import keep_sentences

    settings.ARTIFACTS_DIR = tmp_path
    monkeypatch.setattr(indexing, "network", lambda: None)
    said = keep_sentences({}, lambda text: None)
    assert said["products"] is None
    assert network.EXTRA in said["note"]
    assert list(tmp_path.iterdir()) == []


def test_a_broken_table_costs_the_related_and_nothing_else(goods, monkeypatch):
    def broken(*_args, **_rest):
        raise ValueError("rows of another width")

    monkeypatch.setattr("search.backstop.alike", broken)
    assert list(_search("mug").product_ids) == [goods["mug"]]
    assert _search("drinking vessels").instead == "popular"


@needs_network
def test_only_texts_that_changed_are_read_again(goods, monkeypatch):
    before = sentences.newest()
    assert indexing.refresh() == (4, 0)
    from catalog.models import Product

    Product.objects.filter(pk=goods["mug"]).update(name_en="Glazed beaker")
    retire_product(product=Product.objects.get(pk=goods["teacup"]))
    new = make_product("Garden lantern").pk
    assert indexing.refresh() == (4, 2)
    after = sentences.newest()
    assert after.products.tolist() == sorted([goods["sofa"], goods["chair"], goods["mug"], new])
    rows = {pk: after.vectors[row] for row, pk in enumerate(after.products.tolist())}
    was = {pk: before.vectors[row] for row, pk in enumerate(before.products.tolist())}
    assert np.array_equal(rows[goods["sofa"]], was[goods["sofa"]])
    assert not np.allclose(rows[goods["mug"]], was[goods["mug"]])


@needs_network
def test_a_change_of_a_text_asks_for_one_refresh_and_any_other_change_for_none(goods):
    from catalog.models import Product
    from catalog.services import announce_change

    def jobs() -> int:
        return Job.objects.filter(name=indexing.JOB).count()

    announce_change(product_id=goods["mug"])
    drain()
    assert jobs() == 0
    Product.objects.filter(pk=goods["mug"]).update(summary_en="For soup, too")
    for _again in range(2):
        announce_change(product_id=goods["mug"])
        drain()
    assert jobs() == 1
    assert not OutboxMessage.objects.filter(
        consumer="sentences", delivered_at__isnull=True
    ).exists()


@needs_network
def test_a_shop_without_a_table_gets_one_from_its_worker(goods):
    indexing.ask_where_missing()
    assert not Job.objects.filter(name=indexing.JOB).exists()
    sentences.write({**sentences.newest().arrays(), "network": np.frombuffer(b"another", np.uint8)})
    sentences.forget()
    assert list(_search("drinking vessels").related) == []
    assert indexing.refresh() == (4, 4)
    assert list(_search("drinking vessels").related)


@needs_network
def test_the_command_reads_what_changed_and_tells(goods, capsys):
    make_product("Garden lantern")
    call_command("search", "sentences")
    assert "5 products can be found by meaning; 1 were read." in capsys.readouterr().out
    call_command("search", "status")
    assert "By meaning: 5 products." in capsys.readouterr().out


def test_the_command_says_what_is_missing(monkeypatch):
    monkeypatch.setattr(indexing, "network", lambda: None)
    with pytest.raises(CommandError, match=network.EXTRA):
        call_command("search", "sentences", verbosity=0)
