"""A way of delivery is called as its reader says it; an order keeps what its buyer read."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import translation

from catalog.tests.factories import make_product
from orders.drafts import create_draft, set_shipping
from orders.models import QuoteVersion, ShippingMethod
from orders.sending import WAY_BY_EMAIL, offer_way_by_email
from orders.tests.factories import check_out, make_cart
from orders.tests.quote_rows import answer, ask

pytestmark = pytest.mark.django_db
MIGRATION = import_module("orders.migrations.0020_shipping_languages")


def make_express(**names: str) -> ShippingMethod:
    return ShippingMethod.objects.create(
        code="express",
        price_minor=1290,
        **{"name_en": "Express delivery", "name_de": "Expressversand", **names},
    )


def test_each_reader_sees_their_language_and_else_the_default():
    method = make_express(description_en="On the next working day")
    with translation.override("de"):
        assert (method.name, str(method)) == ("Expressversand", "Expressversand")
        assert method.description == "On the next working day"
    with translation.override("en"):
        assert method.name == "Express delivery"


def test_an_order_keeps_the_name_in_its_buyers_language():
    method = make_express()
    cart = make_cart(make_product(stock=5))
    order = check_out(cart, shipping_method=method, language="de")
    ShippingMethod.objects.update(name_de="Eilbote")
    order.refresh_from_db()
    assert order.shipping_method == "Expressversand"
    other = check_out(make_cart(make_product(stock=5)), shipping_method=method, language="en")
    assert other.shipping_method == "Express delivery"


def test_what_staff_write_for_a_buyer_is_in_the_buyers_language():
    method = make_express()
    with translation.override("en"):
        draft = set_shipping(
            order=create_draft(email="ada@example.com", language="de"), method=method
        )
        answer(ask(language="de"), method=method)
    assert draft.shipping_method == "Expressversand"
    assert QuoteVersion.objects.get().shipping_method == "Expressversand"


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_way_by_email_has_a_name_in_every_language_whoever_asks_first(language):
    with translation.override(language):
        offer_way_by_email()
    way = ShippingMethod.objects.get(code=WAY_BY_EMAIL)
    assert (way.name_en, way.name_de) == ("By e-mail", "Per E-Mail")
    assert {code for code, _name in settings.LANGUAGES} == {"en", "de"}


@pytest.mark.slow
def test_names_of_before_go_to_the_default_language_and_back():
    """With the models of then: those of today would write to the reader's language."""
    loader = MigrationLoader(connection)
    then = loader.project_state(("orders", "0020_shipping_languages")).apps
    methods = then.get_model("orders", "ShippingMethod").objects
    methods.create(code="express", name="Express delivery", description="Fast", price_minor=1290)
    methods.create(code=WAY_BY_EMAIL, name="By e-mail", kind="email", price_minor=0)
    editor = SimpleNamespace(connection=connection)

    MIGRATION.copy_to_default_language(then, editor)
    rows = {row.code: row for row in methods.all()}
    express, by_email = rows["express"], rows[WAY_BY_EMAIL]
    assert (express.name_en, express.description_en) == ("Express delivery", "Fast")
    assert express.name_de is None
    assert (by_email.name_en, by_email.name_de) == ("By e-mail", "Per E-Mail")

    methods.filter(code="express").update(name_en="Courier")
    MIGRATION.copy_from_default_language(then, editor)
    assert methods.get(code="express").name == "Courier"
    assert methods.get(code=WAY_BY_EMAIL).name == "By e-mail"
