"""What the ledger holds of a customer is handed out, and left to nobody when they are forgotten."""

import pytest

from accounts.privacy import CannotErase, erase_customer, export_customer
from loyalty.gift_cards import Recipient
from loyalty.ledger import hold
from loyalty.models import Entry, EntryKind
from loyalty.tests.factories import make_account, make_customer, make_gift_card

pytestmark = pytest.mark.django_db


def test_accounts_entries_and_cards_are_handed_out():
    customer = make_customer(email="ada@example.com")
    make_account(700, customer=customer)
    make_gift_card(2_500, recipient=Recipient("Ada", "Ada@example.com", "For you"))
    told = export_customer(customer=customer)["data"]["value"]
    assert [row["kind"] for row in told] == ["credit", "gift_card"]
    assert told[0]["entries"][0]["amount"] == 700
    assert told[1]["message"] == "For you"


def test_forgotten_they_leave_entries_without_a_name_and_a_card_that_pays():
    customer = make_customer(email="ada@example.com")
    account = make_account(700, customer=customer)
    card = make_gift_card(2_500, recipient=Recipient("Ada", "ada@example.com", "For you"))
    erase_customer(customer=customer)
    account.refresh_from_db()
    card.refresh_from_db()
    assert (account.customer, account.balance, account.is_active) == (None, 0, False)
    assert Entry.objects.filter(account=account, kind=EntryKind.EXPIRED).get().amount == -700
    assert (card.to_name, card.to_email, card.message) == ("", "", "")
    assert card.account.free == 2_500


def test_while_an_order_keeps_something_nobody_is_forgotten():
    customer = make_customer(email="ada@example.com")
    hold(account=make_account(700, customer=customer), amount=100, key="order")
    with pytest.raises(CannotErase):
        erase_customer(customer=customer)
