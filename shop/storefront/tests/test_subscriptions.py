"""From the product page to the last click on "End it now", without any script."""

import pytest
from django.urls import reverse

from accounts.models import Customer
from events.outbox import drain
from orders.models import Interval, Mandate, Order, Subscription, SubscriptionState
from orders.subscriptions.means import add_means
from orders.subscriptions.offers import set_offer
from orders.subscriptions.selectors import means_of
from orders.tests.subscription_rows import announce, make_offered, subscribe
from shop.storefront.tests.people import client_of, make_customer
from shop.storefront.tests.test_cart_and_checkout import add, checkout_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(stocked) -> Customer:
    set_offer(
        product=stocked, intervals=[Interval.FOUR_WEEKS, Interval.MONTHLY], basis_points=1_000
    )
    return make_customer()


def own_page(subscription: Subscription) -> str:
    return reverse("storefront:subscription", args=[subscription.public_id])


def remove_page(card: Mandate) -> str:
    return reverse("storefront:card-remove", args=[card.public_id])


def test_how_often_is_asked_where_it_is_offered(ada, stocked):
    page = client_of(ada).get(f"/p/{stocked.slug_en}/").content.decode()
    assert "Every 4 weeks (−10 %)" in page

    set_offer(product=stocked, intervals=[Interval.MONTHLY], basis_points=0, is_active=False)
    page = client_of(ada).get(f"/p/{stocked.slug_en}/").content.decode()
    assert 'name="interval"' not in page


def test_a_rhythm_that_is_not_offered_is_refused_where_it_was_chosen(ada, stocked):
    page = add(client_of(ada), stocked, colour="sand", interval="1w").content.decode()
    assert "It does not come that often" in page


def test_a_subscription_is_ordered_agreed_to_and_seen_in_the_account(ada, stocked):
    client = client_of(ada)
    add(client, stocked, colour="sand", interval="4w")
    cart = client.get("/cart/").content.decode()
    assert "Subscription: 10% off" in cart
    assert '<option value="4w" selected>' in cart
    unsaid = client.post("/checkout/", checkout_form(client)).content.decode()
    assert "Please agree, else we cannot send it again." in unsaid
    assert not Order.objects.exists()

    client.post("/checkout/", checkout_form(client, renews="on"))
    drain()

    subscription = Subscription.objects.get()
    assert subscription.state == SubscriptionState.ACTIVE
    listed = client.get(reverse("storefront:subscriptions")).content.decode()
    assert "1 × Field mug (Sand)" in listed
    page = client.get(own_page(subscription)).content.decode()
    assert "•••• 4242" in page


def test_what_comes_again_can_be_bought_once_in_the_cart(ada, stocked):
    client = client_of(ada)
    add(client, stocked, colour="sand", interval="4w")
    variant = stocked.variants.get(option_values__code="sand")

    client.post("/cart/update/", {"variant": variant.public_id, "interval": ""})

    assert "Subscription: 10% off" not in client.get("/cart/").content.decode()


def test_a_guest_is_asked_to_sign_in(client, ada, stocked):
    add(client, stocked, colour="sand", interval="4w")
    page = client.post("/checkout/", checkout_form(client, renews="on")).content.decode()
    assert "Please sign in first" in page
    assert not Order.objects.exists()


def test_two_clicks_end_it(ada):
    subscription = subscribe(customer=ada)
    client = client_of(ada)
    assert "End it now" in client.get(own_page(subscription)).content.decode()

    client.post(own_page(subscription), {"do": "end"})

    subscription.refresh_from_db()
    assert subscription.state == SubscriptionState.ENDED
    assert "End it now" not in client.get(own_page(subscription)).content.decode()


def test_it_is_skipped_paused_and_resumed_on_its_page(ada):
    subscription = subscribe(customer=ada)
    announce(subscription)
    client, first = client_of(ada), subscription.next_on
    assert "€13.90 at most" in client.get(own_page(subscription)).content.decode()

    client.post(own_page(subscription), {"do": "skip"})
    subscription.refresh_from_db()
    assert subscription.next_on > first
    client.post(own_page(subscription), {"do": "pause"})
    subscription.refresh_from_db()
    assert subscription.state == SubscriptionState.PAUSED
    client.post(own_page(subscription), {"do": "resume"})

    subscription.refresh_from_db()
    assert subscription.state == SubscriptionState.ACTIVE


def test_another_card_is_kept_and_charged_from_then_on(ada):
    subscription = subscribe(customer=ada, payment_choice="once")

    client_of(ada).post(own_page(subscription), {"do": "means", "means": "new:success"})

    subscription.refresh_from_db()
    assert subscription.mandate.label == "•••• 4242"


def test_nobody_elses_is_found(ada):
    others = subscribe(customer=make_customer("bob@example.com"))
    assert client_of(ada).get(own_page(others)).status_code == 404
    assert client_of(ada).post(own_page(others), {"do": "end"}).status_code == 404
    others.refresh_from_db()
    assert others.state == SubscriptionState.ACTIVE


def test_a_card_that_pays_for_nothing_is_removed_with_a_button(ada):
    subscription = subscribe(customer=ada)
    spare, client = add_means(customer=ada, provider="test", choice="secure"), client_of(ada)
    page = client.get(reverse("storefront:subscriptions")).content.decode()
    assert page.count("Remove this card") == 2

    told = client.post(remove_page(spare), follow=True).content.decode()

    assert "that card is charged no more" in told
    assert told.count("Remove this card") == 1
    assert list(means_of(ada)) == [subscription.mandate]
    assert client.post(remove_page(spare)).status_code == 404
    assert client.get(remove_page(subscription.mandate)).status_code == 405


def test_a_card_that_pays_for_something_stays_and_it_is_told_for_what(ada):
    subscription = subscribe(make_offered("Coffee"), customer=ada)

    told = client_of(ada).post(remove_page(subscription.mandate), follow=True).content.decode()

    assert "pays for “1 × Coffee”" in told
    assert list(means_of(ada)) == [subscription.mandate]


def test_a_card_of_somebody_else_is_not_there(ada):
    bobs = add_means(customer=make_customer("bob@example.com"), provider="test", choice="secure")

    assert client_of(ada).post(remove_page(bobs)).status_code == 404
    assert bobs in means_of(bobs.customer)
