"""Export tells everything of one person and nothing of another; erasure leaves nobody to find."""

import io
import json
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.core.serializers.json import DjangoJSONEncoder

from accounts.models import Customer, User
from accounts.privacy import (
    FILE_NAME,
    CannotErase,
    erase_customer,
    export_archive,
    export_customer,
    objections_to_erasing,
)
from accounts.services import link_visitor
from accounts.tests.factories import make_customer
from catalog.reviews import moderate_review, write_review
from catalog.tests.factories import make_product
from events.context import EventContext
from events.models import AuditEntry, Event
from events.names import Consent, EventName
from events.services import Fact, record
from foundation import clock
from foundation.registries import privacy
from orders.models import FulfilmentState, Order, OrderPaymentState, OrderState
from orders.privacy import forget_buyers
from shop.tests.busy_shop import fill_shop

pytestmark = pytest.mark.django_db
ADA = "a0@example.com"


@pytest.fixture
def ada():
    """A customer with a row in every table that the busy shop fills, and nothing open."""
    fill_shop(2)
    _settle(Order.objects.filter(customer__email=ADA))
    return Customer.objects.get(email=ADA)


def _settle(orders):
    orders.filter(state=OrderState.PENDING).update(state=OrderState.CANCELLED)
    for order in orders:
        order.payments.filter(refunds__state="due").update(state="paid")
        for payment in order.payments.all():
            payment.refunds.update(state="done")
        order.returns.update(state="completed")
    orders.filter(state=OrderState.PLACED).update(
        fulfilment_state=FulfilmentState.FULFILLED, payment_state=OrderPaymentState.PAID
    )


def _everything():
    """Every row of every table but the log of what was sent long ago, as one text."""
    rows = []
    for model in apps.get_models():
        if model._meta.app_label in {"sessions", "contenttypes"}:
            continue
        rows += [json.dumps(row, cls=DjangoJSONEncoder, default=str) for row in _values(model)]
    return "\n".join(rows)


def _values(model):
    return model._default_manager.values() if model._meta.managed else []


def test_every_app_that_holds_people_takes_part():
    assert {"account", "behaviour", "orders", "notifications", "reviews and wishlists"} <= set(
        privacy.names()
    )


def test_the_export_tells_all_of_one_and_nothing_of_another(ada):
    other = Customer.objects.get(email="a1@example.com")
    text = json.dumps(export_customer(ada), cls=DjangoJSONEncoder)
    for expected in (ADA, "1 Road", "brand-a0", "Token a0", "Wishlist", ada.orders.first().number):
        assert expected in text, expected
    assert other.email not in text
    assert other.public_id not in text
    assert "sw_" in text
    entry = AuditEntry.objects.get(action="data.exported")
    assert entry.object_id == str(ada.pk)
    assert ADA not in json.dumps(entry.changes)


def test_the_export_leaves_out_what_another_did_in_the_same_browser():
    ada, ben = make_customer(email="ada@shop.example"), make_customer(email="ben@shop.example")
    shared = uuid4()
    for product, who in ((71, ada.pseudonym), (72, None), (73, ben.pseudonym)):
        context = EventContext(
            visitor=shared, session=uuid4(), customer=who, consent=Consent.PERSONALISATION
        )
        record(Fact(EventName.PRODUCT_VIEWED, product_id=product), context=context)
    link_visitor(visitor=shared, customer=ada)

    told = export_customer(ada)["data"]["behaviour"]

    assert {row["product_id"] for row in told if row["what"] == "event"} == {71, 72}


def test_the_archive_holds_the_same_as_json(ada):
    archive = zipfile.ZipFile(io.BytesIO(export_archive(ada)))
    assert archive.namelist() == [FILE_NAME]
    assert json.loads(archive.read(FILE_NAME))["customer"] == ada.public_id


def test_after_erasure_no_table_knows_the_address_or_the_name(ada):
    pseudonym, name = ada.pseudonym, ada.name
    context = EventContext(customer=pseudonym, consent=Consent.PERSONALISATION)
    seen = record(Fact(EventName.PRODUCT_VIEWED, product_id=1), context=context)
    user_id = ada.user_id
    erase_customer(customer=ada)
    kept = _everything()
    assert f'"{ADA}"' not in kept
    assert name not in kept
    assert not User.objects.filter(pk=user_id).exists()
    ada.refresh_from_db()
    assert ada.erased_at is not None
    assert ada.pseudonym != pseudonym
    seen.refresh_from_db()
    assert (seen.customer, seen.product_id) == (None, 1), "what happened is kept, by nobody"
    assert not Event.objects.filter(customer__in=[pseudonym, ada.pseudonym]).exists()
    assert AuditEntry.objects.filter(action="data.erased", object_id=str(ada.pk)).exists()


def test_erasing_twice_changes_nothing_more(ada):
    erase_customer(customer=ada)
    first = Customer.objects.get(pk=ada.pk).erased_at
    erase_customer(customer=ada)
    assert Customer.objects.get(pk=ada.pk).erased_at == first


def test_an_open_order_is_told_and_nothing_is_erased(ada):
    order = ada.orders.filter(state=OrderState.PLACED).first()
    Order.objects.filter(pk=order.pk).update(fulfilment_state=FulfilmentState.UNFULFILLED)
    assert order.number in objections_to_erasing(ada)[0]
    with pytest.raises(CannotErase) as problem:
        erase_customer(customer=ada)
    assert order.number in problem.value.message
    ada.refresh_from_db()
    assert ada.email == ADA
    assert ada.addresses.exists()


def test_books_keep_the_buyer_until_the_law_lets_go(ada, settings):
    settings.SHOP_KEEP_BUYERS_YEARS = 10
    order = ada.orders.filter(state=OrderState.PLACED).first()
    Order.objects.filter(pk=order.pk).update(
        ship_name="Somebody Else", ship_line1="9 Old Street", email=ADA, phone="0123"
    )
    token, total = order.token, order.total_minor
    erase_customer(customer=ada)
    order.refresh_from_db()
    assert (order.ship_name, order.ship_line1) == ("Somebody Else", "9 Old Street")
    assert (order.email, order.phone) == ("", "")
    assert order.token != token
    assert forget_buyers() == 0
    assert forget_buyers(at=clock.now() + timedelta(days=3700)) >= 1
    order.refresh_from_db()
    assert (order.ship_name, order.ship_line1, order.total_minor) == ("", "", total)


def test_reviews_stay_without_their_author():
    ada, mug = make_customer(), make_product("Mug")
    review = write_review(
        product=mug, customer=ada, rating=5, title="", text="A mug like no other.", verified=True
    )
    moderate_review(review=review, status="published")
    erase_customer(customer=ada)
    review.refresh_from_db()
    assert review.customer is None
    assert review.author == "Former customer"
    assert review.text == "A mug like no other."


def test_the_login_of_a_member_of_staff_stays():
    ada = make_customer()
    User.objects.filter(pk=ada.user_id).update(is_staff=True)
    erase_customer(customer=Customer.objects.get(pk=ada.pk))
    assert User.objects.filter(pk=ada.user_id).exists()


def test_the_command_exports_and_erases(ada, capsys):
    call_command("customer", "export", ADA.upper())
    assert json.loads(capsys.readouterr().out)["customer"] == ada.public_id
    call_command("customer", "erase", ada.public_id, yes=True)
    with pytest.raises(CommandError, match="no customer"):
        call_command("customer", "export", ADA)


def test_the_command_tells_what_is_open(ada):
    ada.orders.filter(state=OrderState.PLACED).update(fulfilment_state=FulfilmentState.UNFULFILLED)
    with pytest.raises(CommandError, match="not settled"):
        call_command("customer", "erase", ADA, yes=True)
