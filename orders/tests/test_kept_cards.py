"""A kept card is given up by its owner: charged no more, and forgotten by its provider."""

from __future__ import annotations

from datetime import timedelta

import pytest

from foundation.ids import new_token
from foundation.money import Money
from orders.models import Mandate, PauseReason, Subscription
from orders.payments.base import ChargeRequest, Outcome, ProviderUnreachable, providers
from orders.subscriptions.changes import set_means
from orders.subscriptions.ending import pause
from orders.subscriptions.errors import SubscriptionRefused
from orders.subscriptions.means import add_means, remove_means
from orders.subscriptions.selectors import means_of
from orders.tests.subscription_rows import make_offered, make_subscriber, subscribe

pytestmark = pytest.mark.django_db


def add_card(customer, choice: str = "secure") -> Mandate:
    return add_means(customer=customer, provider="test", choice=choice)


def charged(card: Mandate) -> Outcome:
    """What the provider says of a charge, whatever the shop thinks."""
    request = ChargeRequest(
        key=new_token(), amount=Money(100, "EUR"), choice="saved", description="", return_url="",
        email="", language="en",
    )  # fmt: skip
    return providers.get("test").charge_saved(request, token=card.token).outcome


def test_it_is_charged_no_more_and_forgotten():
    ada = make_subscriber()
    card, other = add_card(ada), add_card(ada, "expiring")
    assert charged(card) == Outcome.PAID

    remove_means(mandate=card)
    remove_means(mandate=card)

    assert list(means_of(ada)) == [other]
    assert charged(card) == Outcome.DECLINED
    assert charged(other) == Outcome.PAID


def test_the_same_card_can_be_kept_again():
    card = add_card(make_subscriber())
    remove_means(mandate=card)

    again = add_card(card.customer)

    assert again == card
    assert list(means_of(card.customer)) == [card]
    assert charged(card) == Outcome.PAID


def test_paid_with_again_it_is_kept_again():
    subscription = subscribe(make_offered(), payment_choice="success")
    card = subscription.mandate
    set_means(subscription=subscription, mandate=add_card(subscription.customer))
    remove_means(mandate=card)

    subscribe(make_offered("Tea"), payment_choice="success")

    assert card in means_of(card.customer)
    assert charged(card) == Outcome.PAID


def test_it_stays_while_a_subscription_is_paid_with_it():
    subscription = subscribe(make_offered("Coffee"))

    for resting in (False, True):
        if resting:
            pause(subscription=subscription, reason=PauseReason.CUSTOMER)
        with pytest.raises(SubscriptionRefused, match="Coffee"):
            remove_means(mandate=subscription.mandate)

    assert list(means_of(subscription.customer)) == [subscription.mandate]
    assert charged(subscription.mandate) == Outcome.PAID


def test_it_goes_once_another_pays():
    subscription = subscribe()
    before = subscription.mandate
    after = add_card(subscription.customer)
    set_means(subscription=subscription, mandate=after)

    remove_means(mandate=before)

    assert list(means_of(subscription.customer)) == [after]
    assert Subscription.objects.get().mandate == after
    with pytest.raises(SubscriptionRefused):
        set_means(subscription=subscription, mandate=before)


def test_it_is_gone_whether_its_provider_answers_or_not(monkeypatch):
    card = add_card(make_subscriber())

    def silent(*, token: str) -> None:
        raise ProviderUnreachable

    monkeypatch.setattr(providers.get("test"), "forget_means", silent)
    remove_means(mandate=card)

    card.refresh_from_db()
    assert card.ended_at is not None
    assert not means_of(card.customer).exists()


def test_what_another_customer_has_kept_too_is_not_forgotten():
    card = add_card(make_subscriber())
    twin = Mandate.objects.create(
        customer=make_subscriber("bob@example.com"), provider="test", token=card.token,
        expires_on=card.expires_on + timedelta(days=1),
    )  # fmt: skip

    remove_means(mandate=card)

    assert charged(twin) == Outcome.PAID
