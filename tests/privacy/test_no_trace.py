"""An erasure leaves no trace: in no table, in no file, in nothing that is learned afterwards."""

import json
import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pyarrow.parquet as pq
import pytest
from django.core.management import call_command
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from accounts.models import Customer, VisitorLink
from accounts.privacy import erase_customer, forget_late_events
from analytics.customers.dataset import load_behaviour, load_purchases
from analytics.customers.profiles import write_profiles
from analytics.models import CustomerProfile
from analytics.tests.buyers import bought
from events.archive import export_day
from events.context import EventContext
from events.models import Event
from events.names import Consent, EventName
from events.services import Fact, record
from events.sink.ingest import Ingest
from events.sink.sending import queues, send
from events.tests.factories import make_parcel
from foundation import clock
from marketing.campaigns.enrolling import Entry, enrol
from marketing.campaigns.steps import advance
from marketing.kinds import Reason
from marketing.models import Message, PushSubscription, UpliftScore
from marketing.tests.factories import make_enrolment, make_flow, make_message, make_step
from marketing.tests.push_rows import make_note
from marketing.uplift.dataset import load_people
from mlops.artifacts import artifact_path, read_arrays
from mlops.models import Feature
from mlops.selectors import champion
from notifications.sending import send_due
from notifications.tests.factories import queue_mail
from orders.models import FulfilmentState, Order, OrderPaymentState, OrderState
from orders.privacy import forget_buyers
from recommendations import training
from recommendations.algorithms.pipeline import PipelineConfig
from recommendations.dataset import load_training_set
from recommendations.people import PEOPLE, digest_of
from recommendations.tests.market import Market
from search import indexing
from shop.tests.busy_shop import fill_shop

pytestmark = pytest.mark.django_db
ADA, NAME = "a0@example.com", "Customer a0"
THE_LAW_KEEPS = {"orders_order", "orders_invoice"}
"""Names and addresses on invoices, until ``SHOP_KEEP_BUYERS_YEARS`` are over."""


@pytest.fixture
def house(settings, tmp_path) -> Path:
    """A data folder of its own, with mail in files and events over the spool."""
    settings.DATA_DIR = tmp_path
    for name in ("ARTIFACTS", "SEARCH", "WAREHOUSE", "SPOOL", "BROKER"):
        setattr(settings, f"{name}_DIR", tmp_path / name.lower())
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.REDIS_URL = ""  # what travels lies in files, where it can be searched for
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    return tmp_path


@pytest.fixture
def ada(house, settings):
    """A customer with a row in every table that the busy shop fills, and a trace in every file."""
    fill_shop(2)
    ada = Customer.objects.get(email=ADA)
    Customer.objects.filter(pk=ada.pk).update(consent=Consent.ALL, birth_year=1990)
    ada.refresh_from_db()
    orders = Order.objects.filter(customer=ada)
    orders.update(ship_name=NAME, email=ADA)
    _settle(orders)
    typed = {"words": f"a lamp for {NAME}", "found": 3}
    _note(ada, EventName.SEARCH_PERFORMED, payload=typed, at=clock.now() - timedelta(days=1))
    _note(ada, EventName.PRODUCT_VIEWED, product_id=1)
    queue_mail(to=ADA, customer_id=ada.pk)
    send_due()
    export_day(clock.business_day() - timedelta(days=1))
    write_profiles()
    indexing.rebuild()
    settings.EVENT_SINK = "queue"
    return ada


def _settle(orders):
    orders.filter(state=OrderState.PENDING).update(state=OrderState.CANCELLED)
    for order in orders:
        for payment in order.payments.all():
            payment.refunds.update(state="done")
        order.returns.update(state="completed")
    orders.filter(state=OrderState.PLACED).update(
        fulfilment_state=FulfilmentState.FULFILLED, payment_state=OrderPaymentState.PAID
    )


def _note(customer, name, **fact):
    return record(Fact(name, **fact), context=_context(customer.pseudonym))


def _context(person):
    return EventContext(
        visitor=uuid4(), session=uuid4(), customer=person, consent=Consent.PERSONALISATION
    )


def _tables_that_hold(*needles):
    """Every table of the database, also those without a model, by what its rows say."""
    held = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = json.dumps(cursor.fetchall(), cls=DjangoJSONEncoder, default=_plain)
            if _is_in(rows.encode(), needles):
                held.add(table)
    return held


def _plain(value):
    is_binary = isinstance(value, memoryview | bytes)
    return bytes(value).decode(errors="replace") if is_binary else str(value)


def _is_in(content, needles):
    """Whether any stands there as a whole: other people's addresses may end alike."""
    sought = (needle if isinstance(needle, bytes) else needle.encode() for needle in needles)
    return any(
        re.search(rb"(?<![A-Za-z0-9.+-])" + re.escape(needle), content, re.IGNORECASE)
        for needle in sought
    )


def _files_that_hold(folder, *needles):
    """Every file below a folder; what is packed in columns is read as its rows, too."""
    held = set()
    for path in filter(Path.is_file, folder.rglob("*")):
        content = path.read_bytes()
        if path.suffix == ".parquet":
            content += str(pq.read_table(path).to_pylist()).encode()
        if _is_in(content, needles):
            held.add(str(path.relative_to(folder)))
    return held


def _forms(pseudonym):
    """How a number may stand in a file."""
    return (str(pseudonym), pseudonym.hex, pseudonym.bytes)


def test_neither_address_nor_name_are_left_but_where_the_law_says_so(ada, house):
    pseudonym = ada.pseudonym
    assert len(_tables_that_hold(ADA, NAME)) >= 6, "there is something to forget"
    assert any(name.startswith("mail/") for name in _files_that_hold(house, ADA))
    assert any(name.endswith(".parquet") for name in _files_that_hold(house, NAME))
    assert Feature.objects.filter(subject=f"customer:{pseudonym}").exists()

    erase_customer(customer=ada)

    assert _tables_that_hold(ADA) == set()
    assert _tables_that_hold(NAME) <= THE_LAW_KEEPS
    assert _tables_that_hold(str(pseudonym), pseudonym.hex) == set()
    assert _files_that_hold(house, ADA, NAME, *_forms(pseudonym)) == set()

    forget_buyers(at=clock.now() + timedelta(days=365.25 * 11))
    assert _tables_that_hold(ADA, NAME) == set()


def test_what_was_on_its_way_names_nobody_by_the_next_morning(ada, house):
    pseudonym = ada.pseudonym
    send(make_parcel(customer=pseudonym, visitor=uuid4(), session=uuid4()))
    assert _files_that_hold(house / "spool", str(pseudonym), pseudonym.hex)

    erase_customer(customer=ada)
    Ingest(queues()).drain()
    assert Event.objects.filter(customer=pseudonym).exists(), "it came in after the erasure"
    forget_late_events()

    assert not Event.objects.filter(customer=pseudonym).exists()
    assert _files_that_hold(house, *_forms(pseudonym)) == set()


def test_the_next_night_knows_nothing_of_them(ada):
    today = clock.business_day() + timedelta(days=1)
    bought(ada, days_ago=3)
    _settle(Order.objects.filter(customer=ada))
    assert ada.pk in load_purchases(until=today).customers
    assert ada.pk in load_behaviour(until=today).customers
    erase_customer(customer=ada)

    write_profiles()

    assert ada.pk not in load_purchases(until=today).customers
    assert ada.pk not in load_behaviour(until=today).customers
    assert not CustomerProfile.objects.filter(customer=ada).exists()
    assert not Feature.objects.filter(subject__contains=str(ada.pseudonym)).exists()


def test_campaigns_forget_whom_they_spoke_to_and_never_speak_to_them_again(ada, house):
    code, browser, cart = "ADA-ONLY-7X2", "https://push.example.com/send/ada-only", "cart:ada-only"
    flow = make_flow()
    make_step(flow)
    entry = make_enrolment(flow, ada, key=cart, about={"note": f"{NAME} left a lamp"})
    said = make_message(make_enrolment(flow, ada), coupon_code=code, opened_at=clock.now())
    make_note(ada, message=said, title=f"{NAME}, your cart")
    PushSubscription.objects.filter(customer=ada).update(endpoint=browser)
    traces = (code, browser, cart, NAME)
    assert len(_tables_that_hold(code, browser, cart)) >= 3, "there is something to forget"
    assert ada.pk in load_people().numbers

    erase_customer(customer=ada)
    pseudonym = Customer.objects.get(pk=ada.pk).pseudonym
    advance(at=clock.now() + timedelta(days=2))

    assert _tables_that_hold(*traces) <= THE_LAW_KEEPS
    assert _files_that_hold(house, *traces) == set()
    entry.refresh_from_db()
    assert (entry.state, entry.reason, entry.about) == ("left", Reason.ERASED, {})
    assert not Message.objects.filter(enrolment=entry).exists()
    assert not UpliftScore.objects.filter(customer=ada).exists()
    assert ada.pk not in load_people().numbers
    assert pseudonym != ada.pseudonym, "no hash draws them into their old arm"
    assert enrol(campaign=flow, entries=[Entry(ada.pk, "again")]).entered == 0


@pytest.mark.slow
def test_the_next_training_does_not_bring_them_back(house, monkeypatch):
    quick = PipelineConfig(lightfm=None, als=None, ranker=None)
    monkeypatch.setattr(training, "PipelineConfig", lambda: quick)
    market = Market.opened(people=200)
    person = market.people[0]
    ada = Customer.objects.create(email=ADA, name=NAME, pseudonym=person, consent=Consent.ALL)
    VisitorLink.objects.create(visitor=person, customer=ada)
    market.trade(baskets=900)
    assert person.hex in load_training_set().people
    before = _train()
    assert _knows(before, person)
    assert _files_that_hold(house, *_forms(person)) == set(), "not even while they are a customer"

    erase_customer(customer=ada)
    after = _train()

    assert after.pk != before.pk
    assert not _knows(after, person)
    assert len(_people(after)) == len(_people(before)) - 1
    assert person.hex not in load_training_set().people
    assert _files_that_hold(artifact_path(after.artifact), digest_of(person)) == set()
    assert _files_that_hold(house, ADA, NAME, *_forms(person)) == set()


def _train():
    call_command("train", training.NAME, verbosity=0, trust_data=True)
    version = champion(training.NAME)
    assert version is not None
    return version


def _people(version):
    return read_arrays(folder=version.artifact, checksums=version.checksums)[PEOPLE]


def _knows(version, person):
    return digest_of(person) in {row.tobytes() for row in _people(version)}
