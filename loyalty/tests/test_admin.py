"""Staff look at accounts, put them right with a reason, and block them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from events.models import AuditEntry
from foundation import clock
from loyalty.expired import expire_money
from loyalty.gift_cards import Recipient, last_day
from loyalty.models import Account, AccountKind, Entry, GiftCard
from loyalty.tests.factories import make_account, make_customer, make_gift_card
from notifications.kinds import MailKind
from notifications.models import Mail

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
KEY = "a" * 32


@pytest.fixture
def staff(client):
    boss = User.objects.create_superuser("boss@example.com", "a good long password")
    client.force_login(boss, backend=BACKEND)
    return client


def _ask(staff, route, *keys, **told):
    return staff.post(
        reverse(f"admin:loyalty_{route}", args=keys), {"_form_submitted": "on", **told}
    )


def _do(staff, deed, account, **told):
    address = reverse(f"admin:loyalty_account_{deed}", args=[account.pk])
    return staff.post(address, {"_form_submitted": "on", **told})


def test_a_correction_clicked_twice_is_one(staff):
    account = make_account(1_000)
    for _twice in range(2):
        _do(staff, "put_right", account, amount="-2.50", reason="Issued twice", key=KEY)
    account.refresh_from_db()
    assert account.balance == 750
    assert Entry.objects.get(kind="corrected").reason == "Issued twice"
    page = staff.get(reverse("admin:loyalty_account_change", args=[account.pk]))
    assert "Issued twice" in page.content.decode()


def test_what_staff_put_on_a_card_that_has_ended_is_not_booked_out_the_night_after(staff):
    account = make_account(1_000, expires_on=clock.business_day() - timedelta(days=1))
    assert expire_money() == 1
    _do(staff, "put_right", account, amount="10.00", reason="We made you wait", key=KEY)
    assert expire_money() == 0
    account.refresh_from_db()
    assert account.balance == 1_000
    assert account.expires_on == last_day()


def test_more_than_is_there_is_told_in_the_dialog(staff):
    account = make_account(1_000)
    answer = _do(staff, "put_right", account, amount="-10.01", reason="Too much", key=KEY)
    assert "not enough" in answer.content.decode()
    account.refresh_from_db()
    assert account.balance == 1_000


def test_blocked_with_a_word_and_opened_again(staff):
    account = make_account(1_000)
    _do(staff, "block", account, reason="Stolen")
    account.refresh_from_db()
    assert not account.is_active
    _do(staff, "unblock", account, reason="Found")
    account.refresh_from_db()
    assert account.is_active
    assert AuditEntry.objects.filter(action__startswith="account.").count() == 2


def test_cards_and_credit_are_given_in_currencies_that_the_shop_sells_in(staff):
    customer = make_customer()
    told = {"amount": "20", "reason": "Sorry", "key": KEY}
    refused = _ask(staff, "giftcard_issue", **told, currency="XTS")
    assert not GiftCard.objects.exists()
    assert "XTS is not one of the available choices" in refused.content.decode()
    _ask(staff, "giftcard_issue", **told, currency="EUR")
    assert GiftCard.objects.get().account.currency == "EUR"

    credit = {**told, "key": "b" * 32, "email": customer.email}
    _ask(staff, "account_give_credit", **credit, currency="XTS")
    assert not Account.objects.filter(kind=AccountKind.STORE_CREDIT).exists()
    _ask(staff, "account_give_credit", **credit, currency="EUR")
    assert Account.objects.get(kind=AccountKind.STORE_CREDIT).balance == 2_000


def test_a_card_is_sent_again_by_a_click_in_a_dialog_and_by_no_link(staff):
    card = make_gift_card(2_500, recipient=Recipient(email="bob@example.com"))
    staff.get(reverse("admin:loyalty_giftcard_send_again", args=[card.pk]))
    assert not Mail.objects.filter(kind=MailKind.GIFT_CARD).exists()
    _ask(staff, "giftcard_send_again", card.pk)
    assert Mail.objects.get(kind=MailKind.GIFT_CARD).to == "bob@example.com"


def test_a_card_that_cannot_be_sent_says_so_in_the_dialog(staff):
    card = make_gift_card(2_500)
    answer = _ask(staff, "giftcard_send_again", card.pk)
    assert "It has no address" in answer.content.decode()


def test_the_dialog_tells_who_reads_the_reason(staff):
    own, card = make_account(500), make_gift_card(500).account
    words = "The customer reads it beside the amount."
    asked = [
        staff.get(reverse("admin:loyalty_account_put_right", args=[account.pk])).content.decode()
        for account in (own, card)
    ]
    assert [words in page for page in asked] == [True, False]
    assert words in staff.get(reverse("admin:loyalty_account_give_credit")).content.decode()


def test_a_card_names_its_account_in_words_of_the_shop(staff):
    card = make_gift_card(2_500)
    page = staff.get(reverse("admin:loyalty_giftcard_change", args=[card.pk])).content.decode()
    assert f"Gift card {card.account.public_id}" in page
    assert "gift_card " not in page
