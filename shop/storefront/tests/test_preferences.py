"""What we think somebody likes: counted with consent, corrected by them, heeded by the rows."""

import pytest

from accounts.models import Preference, PreferenceKind, Stance
from accounts.preferences import preferences_of
from catalog.models import Brand
from events.context import EventContext
from events.names import Consent, EventName
from events.services import Fact, record
from notifications.kinds import MailKind
from notifications.opt_outs import declined_kinds
from recommendations.serving import ReasonKind, Recommendation
from shop.storefront.tastes import by_preference, tastes
from shop.storefront.tests.people import client_of, make_customer

pytestmark = pytest.mark.django_db
SAY = "/account/likes/say/"


@pytest.fixture
def ada():
    return make_customer()


def _context(customer, consent=Consent.PERSONALISATION):
    return EventContext(customer=customer.pseudonym, consent=consent)


def _look(customer, product):
    record(Fact(name=EventName.PRODUCT_VIEWED, product_id=product.pk), context=_context(customer))


def test_tastes_are_counted_only_with_consent(ada, stocked):
    _look(ada, stocked)
    likes = preferences_of(ada)
    found = tastes(context=_context(ada), preferences=likes, language="en")
    assert [taste.label for taste in found[PreferenceKind.CATEGORY]] == ["Kitchen"]
    assert [taste.label for taste in found[PreferenceKind.BRAND]] == ["Kiln"]
    without = _context(ada, Consent.NECESSARY)
    assert not tastes(context=without, preferences=likes, language="en")[PreferenceKind.BRAND]


def test_what_somebody_says_is_kept_shown_and_taken_back(ada, stocked):
    client, brand = client_of(ada), Brand.objects.get(name="Kiln")
    client.post(SAY, {"kind": "brand", "name": brand.slug, "stance": "muted"})
    assert Preference.objects.get().stance == Stance.MUTED
    assert "Kiln" in client.get("/account/likes/").content.decode()
    client.post(SAY, {"kind": "brand", "name": brand.slug, "stance": ""})
    assert not Preference.objects.exists()
    client.post(SAY, {"kind": "brand", "name": brand.slug, "stance": "boosted"})
    client.post("/account/likes/forget/")
    assert not Preference.objects.exists()


@pytest.mark.parametrize(
    "posted", [{"kind": "planet"}, {"stance": "hated"}, {"kind": ""}, {"name": "x" * 500}]
)
def test_nonsense_is_refused(ada, posted):
    fields = {"kind": "brand", "name": "kiln", "stance": "muted", **posted}
    assert client_of(ada).post(SAY, fields).status_code in {302, 400}
    assert not Preference.objects.exists()


def test_what_is_muted_is_not_recommended_and_what_is_boosted_comes_first(ada, stocked):
    from catalog.tests.factories import make_product

    oak, elm = make_product("Oak", brand="Oak & Co"), make_product("Elm", brand="Elm & Co")
    found = [
        Recommendation(product.pk, 1.0, ReasonKind.TRENDING, None, "m1")
        for product in (stocked, oak, elm)
    ]
    client = client_of(ada)
    client.post(SAY, {"kind": "brand", "name": stocked.brand.slug, "stance": "muted"})
    client.post(SAY, {"kind": "brand", "name": elm.brand.slug, "stance": "boosted"})
    kept = by_preference(found, preferences_of(ada))
    assert [one.product_id for one in kept] == [elm.pk, oak.pk]


def test_mails_that_can_be_declined_are_chosen(ada):
    client = client_of(ada)
    client.post("/account/likes/mail/", {"mail": ["back_in_stock"], "language": "de"})
    declined = {MailKind.REVIEW_REQUEST, MailKind.CAMPAIGN, MailKind.LOYALTY}
    assert declined_kinds(ada.email) == declined
    ada.refresh_from_db()
    assert ada.language == "de"
    wanted = {"mail": ["back_in_stock", "review_request", "campaign", "loyalty"], "language": "de"}
    client.post("/account/likes/mail/", wanted)
    assert not declined_kinds(ada.email)


def test_the_year_of_birth_is_told_and_taken_back(ada):
    client = client_of(ada)
    client.post("/account/likes/age/", {"year": "1984"})
    assert 'value="1984"' in client.get("/account/likes/").content.decode()
    client.post("/account/likes/age/", {"year": ""})
    ada.refresh_from_db()
    assert ada.birth_year is None


def test_the_birthday_is_told_and_taken_back(ada):
    client = client_of(ada)
    client.post("/account/likes/birthday/", {"day": "29", "month": "2"})
    shown = client.get("/account/likes/").content.decode()
    assert 'value="29"' in shown
    assert '<option value="2" selected>' in shown
    client.post("/account/likes/birthday/", {"day": "", "month": ""})
    ada.refresh_from_db()
    assert (ada.birth_month, ada.birth_day) == (None, None)


def test_recently_viewed_needs_consent(ada, stocked):
    _look(ada, stocked)
    client = client_of(ada)
    assert client.get("/holes/viewed/").status_code == 204
    assert "Field mug" not in client.get("/viewed/").content.decode()
    client.cookies["consent"] = "1"
    assert "Field mug" in client.get("/holes/viewed/").content.decode()
    assert "Field mug" in client.get("/viewed/").content.decode()
    here = client.get("/holes/viewed/", {"product": stocked.public_id})
    assert here.status_code == 204, "not the product whose page it is"
    assert client_of(None).get("/holes/viewed/").status_code == 204
