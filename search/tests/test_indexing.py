import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from catalog.models import ProductStatus
from catalog.tests.factories import make_product
from events import outbox
from events.jobs import run_due
from events.models import DailyDemand, Job, OutboxMessage
from foundation.money import Money
from pricing.services import set_price
from search import engines, indexing
from search.engines.base import EngineDown, EngineStatus
from search.tests.contract.products import everything, ids, words

pytestmark = pytest.mark.django_db


def _found(text):
    return ids(engines.current().find(words(text)))


class Broken:
    """An engine whose server does not answer."""

    name = "broken"

    def status(self):
        return EngineStatus(self.name, is_ready=True)

    def write(self, documents, *, gone=()):
        raise EngineDown("no answer")


def test_what_changes_is_found_by_the_outbox():
    lamp = make_product("Lamp")
    indexing.rebuild()
    assert _found("lamp") == [lamp.pk]
    OutboxMessage.objects.all().delete()
    set_price(variant=lamp.variants.get(), amount=Money.of("5.00", "EUR"))
    chair = make_product("Chair")
    lamp.status = ProductStatus.RETIRED
    lamp.save()
    outbox.drain()
    assert _found("lamp") == []
    assert _found("chair") == [chair.pk]


def test_the_first_product_of_an_empty_shop_is_found_by_a_job():
    lamp = make_product("Lamp")
    outbox.drain()
    assert Job.objects.filter(name=indexing.REBUILD).count() == 1
    run_due()
    assert _found("lamp") == [lamp.pk]


def test_what_changed_while_an_index_was_built_is_in_it(monkeypatch):
    make_product("Lamp")
    read = indexing.all_documents

    def while_reading():
        yield from read()
        make_product("Chair")

    monkeypatch.setattr(indexing, "all_documents", while_reading)
    indexing.rebuild()
    assert len(_found("chair")) == 1
    assert len(_found("lamp")) == 1


def test_an_engine_that_is_down_holds_no_other_up_and_hears_again(monkeypatch):
    indexing.rebuild()
    working = engines.current()
    monkeypatch.setattr(indexing, "configured", lambda: (Broken(), working))
    product = make_product("Lamp")
    outbox.drain()
    assert _found("lamp") == [product.pk]
    waiting = OutboxMessage.objects.filter(consumer="search", delivered_at=None)
    assert waiting.exists()
    assert "no answer" in waiting.first().error
    monkeypatch.setattr(indexing, "configured", lambda: (working,))
    waiting.update(due_at=timezone.now())
    outbox.drain()
    assert not waiting.exists()


def test_what_sells_is_ranked_by_it_within_minutes():
    slow, hit = make_product("Lamp one"), make_product("Lamp two")
    indexing.rebuild()
    DailyDemand.objects.create(
        variant_id=hit.variants.get().pk, product_id=hit.pk, day=timezone.now().date(), orders=9
    )
    assert indexing.refresh_sold() == 1
    assert ids(engines.current().find(everything())) == [hit.pk, slow.pk]


def test_the_periodic_refresh_builds_a_missing_index():
    product = make_product("Lamp")
    indexing.refresh_sold()
    assert _found("lamp") == [product.pk]


def test_another_rate_asks_for_all_anew_once():
    outbox.publish_many("currency.changed", [{"currency": "USD"}, {"currency": "SEK"}])
    outbox.drain()
    assert Job.objects.filter(name=indexing.REBUILD).count() == 1


def test_the_command_builds_and_tells(capsys):
    make_product("Lamp")
    call_command("search", "status")
    assert "none" in capsys.readouterr().out
    call_command("search", "rebuild")
    assert "embedded: 1 products can be found." in capsys.readouterr().out
    call_command("search", "status")
    told = capsys.readouterr().out
    assert "ready" in told
    assert "embedded" in told


def test_the_command_builds_only_what_is_missing_and_knows_its_engines(capsys):
    call_command("search", "rebuild", verbosity=0)
    written = engines.current().status().written_at
    call_command("search", "rebuild", if_missing=True)
    assert engines.current().status().written_at == written
    with pytest.raises(CommandError, match="embedded"):
        call_command("search", "rebuild", engine="solr")
