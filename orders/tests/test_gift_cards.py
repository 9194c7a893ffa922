"""Gift cards sold: untaxed, never reduced, issued once paid, mailed on their day, given back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Customer
from events.outbox import drain
from foundation import clock
from loyalty.currencies import currencies_on_offer
from loyalty.gift_cards import code_of, find_gift_card
from loyalty.gift_mails import send_due_cards
from loyalty.ledger import LedgerRefused, spend
from loyalty.models import GiftCard
from notifications.kinds import MailKind
from notifications.models import Mail
from orders.building import GiftWish
from orders.carts import apply_coupon
from orders.gift_cards import give_back_card, issue_cards, issue_missing
from orders.holds import hold_order
from orders.models import OrderState, Refund
from orders.refunds import carry_out_refunds, mark_paid
from orders.tests.factories import check_out, make_cart, make_details
from orders.tests.tendering import buy_cards, card_product, way_by_email
from pricing.models import Currency
from pricing.selectors import offered_currencies
from pricing.services import save_currency, set_exchange_rate
from pricing.tests.factories import make_coupon, make_promotion
from tests.racing import balance

pytestmark = pytest.mark.django_db


def test_each_unit_is_a_card_whose_code_goes_to_the_buyer():
    order = buy_cards(quantity=2)
    cards = GiftCard.objects.filter(bought_in=order.public_id)
    assert [card.account.balance for card in cards] == [5_000, 5_000]
    mails = Mail.objects.filter(kind=MailKind.GIFT_CARD)
    assert {mail.to for mail in mails} == {"ada@example.com"}
    assert {mail.context["code"] for mail in mails} == {code_of(card) for card in cards}
    assert len({code_of(card) for card in cards}) == 2
    assert balance()


def test_no_table_holds_a_code_and_it_is_found_however_it_is_typed():
    buy_cards()
    card = GiftCard.objects.get()
    code = code_of(card)
    assert code not in str(list(GiftCard.objects.values()))
    assert find_gift_card(code) == find_gift_card(f" {code.lower().replace('-', ' ')} ") == card
    assert find_gift_card(code[:-1] + ("0" if code[-1] != "0" else "1")) is None


def test_the_sale_is_untaxed_and_no_promotion_makes_it_cheaper():
    make_coupon("HALF", make_promotion(percent_basis_points=5_000))
    cart = make_cart(card_product())
    apply_coupon(cart=cart, code="HALF")
    cart.refresh_from_db()
    order = buy_cards(cart=cart)
    assert (order.total_minor, order.tax_minor, order.discount_minor) == (5_000, 0, 0)


def test_they_are_sent_to_somebody_else_on_the_day_wished_for():
    day = clock.business_day() + timedelta(days=3)
    gift = GiftWish("bob@example.com", "Bob", "Happy birthday", day)
    buy_cards(details=make_details(gift=gift))
    card = GiftCard.objects.get()
    assert (card.to_email, card.message) == ("bob@example.com", "Happy birthday")
    assert card.sent_at is None
    assert not Mail.objects.filter(kind=MailKind.GIFT_CARD).exists()
    assert send_due_cards() == 0
    on_the_day = clock.now() + timedelta(days=3)
    assert send_due_cards(at=on_the_day) == 1
    assert send_due_cards(at=on_the_day) == 0
    assert Mail.objects.get(kind=MailKind.GIFT_CARD).to == "bob@example.com"


def test_on_invoice_it_is_issued_when_the_money_is_there(settings):
    settings.INVOICE_LIMIT_MINOR = 100_000
    customer = Customer.objects.create(email="ada@example.com")
    order = buy_cards(
        cart=make_cart(card_product(), customer=customer),
        customer=customer,
        provider="invoice",
        payment_choice="invoice",
    )
    assert not GiftCard.objects.exists()
    assert issue_missing() == 0
    mark_paid(payment=order.payments.get())
    drain()
    issue_missing()
    assert GiftCard.objects.get().account.balance == 5_000


def test_while_an_order_is_held_no_card_is_issued():
    order = check_out(make_cart(card_product()), shipping_method=way_by_email())
    hold_order(order=order)
    drain()
    assert issue_cards(order_id=order.pk) == []
    assert not GiftCard.objects.exists()


def test_issued_again_it_is_the_same_card():
    order = buy_cards()
    issue_cards(order_id=order.pk)
    assert GiftCard.objects.count() == 1


def test_an_unspent_card_is_taken_back_with_its_money():
    order = buy_cards(quantity=2)
    card = GiftCard.objects.first()
    give_back_card(card=card, reason="Not wanted")
    carry_out_refunds()
    card.account.refresh_from_db()
    assert (card.account.balance, card.account.is_active) == (0, False)
    assert Refund.objects.get().amount_minor == 5_000
    order.refresh_from_db()
    assert order.state == OrderState.PLACED
    assert balance()


def test_a_card_of_which_something_was_spent_stays_sold():
    buy_cards()
    card = GiftCard.objects.get()
    spend(account=card.account, amount=1, key="spent")
    with pytest.raises(LedgerRefused, match="used already"):
        give_back_card(card=card, reason="Not wanted")
    assert not Refund.objects.exists()
    card.account.refresh_from_db()
    assert card.account.balance == 4_999


def test_staff_issue_cards_in_the_currencies_that_are_on_offer_now(admin_client):
    assert currencies_on_offer() == offered_currencies() == ["EUR"]
    save_currency(currency=Currency(code="CHF"))
    set_exchange_rate(currency="CHF", rate=Decimal("0.94"))
    assert currencies_on_offer() == ["EUR", "CHF"]
    page = admin_client.get(reverse("admin:loyalty_giftcard_issue")).content.decode()
    assert '<option value="CHF">' in page
