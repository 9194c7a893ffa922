"""Gift cards that a disputed payment bought: blocked while the money is in doubt, then freed."""

import pytest
from django.urls import reverse

from events.outbox import drain
from loyalty.gift_cards import take_back
from loyalty.ledger import LedgerRefused, set_spendable, spend
from loyalty.models import GiftCard
from notifications.kinds import MailKind
from notifications.models import Mail
from orders.disputes import close_dispute
from orders.models import Dispute, DisputeState
from orders.tests.factories import check_out, make_cart, make_dispute
from orders.tests.placed import make_order
from orders.tests.tendering import buy_cards, card_product, way_by_email
from tests.racing import balance

pytestmark = pytest.mark.django_db


@pytest.fixture
def bought():
    """An order of two cards, one of which is spent in part."""
    order = buy_cards(quantity=2)
    first = GiftCard.objects.order_by("pk").first()
    spend(account=first.account, amount=2_000, key="spent")
    return order


def blocked():
    cards = GiftCard.objects.select_related("account").order_by("pk")
    return [not card.account.is_active for card in cards]


def noted():
    return [card.disputed_at is not None for card in GiftCard.objects.order_by("pk")]


@pytest.mark.parametrize("state", [DisputeState.INQUIRY, DisputeState.OPEN, DisputeState.LOST])
def test_nothing_more_is_spent_of_what_a_disputed_payment_bought(bought, state):
    make_dispute(bought.payments.get(), state=state)
    assert blocked() == noted() == [True, True]
    first = GiftCard.objects.order_by("pk").first()
    with pytest.raises(LedgerRefused, match="blocked"):
        spend(account=first.account, amount=1, key="more")
    first.account.refresh_from_db()
    assert first.account.balance == 3_000
    assert balance()


def test_won_they_are_free_again_and_lost_they_stay_blocked(bought):
    dispute = make_dispute(bought.payments.get())
    close_dispute(dispute=dispute, won=True)
    assert blocked() == noted() == [False, False]
    other = buy_cards(quantity=1)
    close_dispute(dispute=make_dispute(other.payments.get()), won=False)
    assert blocked() == noted() == [False, False, True]


def test_another_dispute_of_the_order_keeps_them_blocked(bought):
    payment = bought.payments.get()
    dispute = make_dispute(payment)
    Dispute.objects.create(
        payment=payment, reference="second", amount_minor=100, currency=payment.currency
    )
    close_dispute(dispute=dispute, won=True)
    assert blocked() == [True, True]


def test_what_staff_blocked_before_stays_blocked_when_it_is_won(bought):
    first = GiftCard.objects.order_by("pk").first()
    set_spendable(account=first.account, is_spendable=False, reason="Stolen")
    dispute = make_dispute(bought.payments.get())
    close_dispute(dispute=dispute, won=True)
    assert blocked() == [True, False]


def test_what_staff_opened_meanwhile_is_blocked_again_when_it_is_lost(bought):
    dispute = make_dispute(bought.payments.get(), state=DisputeState.INQUIRY)
    first = GiftCard.objects.order_by("pk").first()
    set_spendable(account=first.account, is_spendable=True, reason="A regular")
    make_dispute(bought.payments.get(), state=DisputeState.OPEN)
    assert blocked() == [False, True]
    dispute.refresh_from_db()
    close_dispute(dispute=dispute, won=False)
    assert blocked() == [True, True]


def test_a_card_that_was_taken_back_is_opened_by_nothing(bought):
    dispute = make_dispute(bought.payments.get())
    second = GiftCard.objects.order_by("pk").last()
    take_back(card=second, reason="Not wanted")
    close_dispute(dispute=dispute, won=True)
    assert blocked() == [False, True]


def test_one_that_is_issued_during_a_dispute_is_blocked_at_once():
    order = check_out(make_cart(card_product()), shipping_method=way_by_email())
    payment = order.payments.get()
    Dispute.objects.create(
        payment=payment, reference="dp", amount_minor=100, currency=payment.currency
    )
    drain()
    assert blocked() == noted() == [True]
    assert not Mail.objects.filter(kind=MailKind.GIFT_CARD).exists()


def test_an_order_without_cards_blocks_nobodys(bought):
    card = GiftCard.objects.first()
    GiftCard.objects.filter(pk=card.pk).update(bought_in="")
    make_dispute(make_order("20.00").payments.get())
    assert blocked() == [False, False]


def test_staff_see_what_is_left_on_the_page_of_the_dispute(bought, admin_client):
    dispute = make_dispute(bought.payments.get())
    page = admin_client.get(reverse("admin:orders_dispute_change", args=[dispute.pk]))
    shown = page.content.decode()
    assert "€30.00 of €50.00 left, blocked" in shown
    assert "€50.00 of €50.00 left, blocked" in shown
    found = admin_client.get(reverse("admin:loyalty_giftcard_changelist"), {"payment": "disputed"})
    assert found.context["cl"].result_count == 2
    close_dispute(dispute=dispute, won=True)
    found = admin_client.get(reverse("admin:loyalty_giftcard_changelist"), {"payment": "disputed"})
    assert found.context["cl"].result_count == 0
