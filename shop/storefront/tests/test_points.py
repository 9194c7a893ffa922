"""The page of one's points, what a product earns, and the link for friends."""

from datetime import timedelta

import pytest

from catalog.models import Product, ProductKind
from catalog.tests.factories import make_product
from foundation import clock
from loyalty.models import Membership, Referral
from loyalty.points.earning import credit_due, note_left
from loyalty.tests.member_rows import make_facts, make_programme, make_tier
from shop.storefront.tests.people import PASSWORD, client_of, make_customer

pytestmark = pytest.mark.django_db
PAGE = "/account/points/"


def text_of(client, path=PAGE):
    return " ".join(client.get(path, follow=True).content.decode().split())


def test_a_customer_sees_what_there_is_what_comes_and_where_they_stand():
    make_programme()
    make_tier("Gold", spend_from=20_000, perk="A card on your birthday")
    ada = make_customer()
    long_ago = clock.now() - timedelta(days=20)
    earlier = make_facts(ada, kept=12_000, number="100077", left_at=long_ago)
    note_left(facts=earlier, at=long_ago)
    credit_due(facts=earlier)
    note_left(facts=make_facts(ada, kept=3_000, number="100088"))
    page = text_of(client_of(ada))
    assert "120 points" in page
    assert "worth €1.20" in page
    assert "30 points are on their way" in page
    assert "100077" in page
    assert "100088" in page
    assert "€50.00 more in a year and you reach Gold" in page
    assert "A card on your birthday" in page


def test_nobody_sees_the_points_of_another():
    make_programme()
    note_left(facts=make_facts(make_customer("bea@example.com"), number="100099"))
    page = text_of(client_of(make_customer()))
    assert "0 points" in page
    assert "100099" not in page


def test_the_account_leads_to_points_where_the_shop_gives_some():
    ada = make_customer()
    assert PAGE not in text_of(client_of(ada), "/account/")
    make_programme()
    assert PAGE in text_of(client_of(ada), "/account/")


def test_a_product_tells_what_it_earns_while_the_programme_runs():
    product = make_product("Mug", price="18.50")
    path = f"/p/{product.slug}/"
    assert "Earns" not in text_of(client_of(None), path)
    make_programme(points_per_unit=2)
    assert "Earns 37 points" in text_of(client_of(None), path)


def test_a_gift_card_earns_nothing_and_no_parcel_brings_it():
    make_programme()
    card = make_product("Gift card", price="25.00")
    Product.objects.filter(pk=card.pk).update(kind=ProductKind.GIFT_CARD)
    page = text_of(client_of(None), f"/p/{card.slug}/")
    assert "Comes by e-mail" in page
    assert not any(words in page for words in ("Earns", "plus delivery", "Including tax"))


def test_a_customer_makes_one_link_and_keeps_it():
    make_programme(has_referrals=True)
    client = client_of(make_customer())
    assert "Make my link" in text_of(client)
    client.post("/account/points/link/")
    code = Membership.objects.get().friend_code
    client.post("/account/points/link/")
    assert f"/friend/{code}/" in text_of(client)
    assert Membership.objects.get().friend_code == code


def test_who_comes_by_a_link_and_makes_an_account_is_that_customers_friend():
    make_programme(has_referrals=True)
    ada = make_customer()
    client_of(ada).post("/account/points/link/")
    bea, browser = make_customer("bea@example.com"), client_of(None)
    assert "You get €5.00" in text_of(browser, f"/friend/{Membership.objects.get().friend_code}/")
    browser.post("/accounts/login/", {"login": "bea@example.com", "password": PASSWORD})
    referral = Referral.objects.get()
    assert (referral.referrer, referral.friend) == (ada, bea)
    assert "Has not bought yet" in text_of(client_of(ada))
    assert "bea" not in text_of(client_of(ada))


def test_an_unknown_link_leads_to_the_shop_and_remembers_nothing():
    make_programme(has_referrals=True)
    browser = client_of(None)
    assert browser.get("/friend/nobodys/").status_code == 302
    assert "friend_of" not in browser.session
