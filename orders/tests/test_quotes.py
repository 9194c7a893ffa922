"""Quotes: asked for, offered at staff's prices, and ordered at exactly these, once."""

from datetime import timedelta

import pytest

from accounts.models import CompanyRole, Customer
from accounts.privacy import erase_customer
from catalog.tests.factories import make_product
from events.models import Event
from events.names import EventName
from events.outbox import drain
from foundation import clock
from foundation.money import Money
from inventory.models import StockLevel
from inventory.services import reserve_stock
from notifications.kinds import MailKind
from notifications.models import Mail
from orders.companies.terms import TermsRefused
from orders.errors import NotPossible
from orders.models import (
    Order,
    OrderPaymentState,
    OrderState,
    Payment,
    QuoteLine,
    QuoteState,
    ShippingMethod,
)
from orders.quotes import (
    QuoteRefused,
    accept_quote,
    ask_again,
    call_off_order,
    decline_quote,
    expire_quotes,
    hand_back,
    place_approved,
    remind_of_quotes,
    request_quote,
    withdraw_quote,
)
from orders.quotes.paper import draw_offer, offer_content, offer_file
from orders.tests.books import books_balance
from orders.tests.factories import make_details, only_variant
from orders.tests.quote_rows import accept, answer, ask, make_member
from pricing.services import load_tax_rates, set_price
from pricing.tests.factories import make_promotion

pytestmark = pytest.mark.django_db


def test_a_request_keeps_the_usual_prices_and_offers_nothing():
    quote = ask()
    line = QuoteLine.objects.get(version__quote=quote)
    assert quote.state == QuoteState.REQUESTED
    assert quote.number == f"Q-{1_000 + quote.pk}"
    assert (line.quantity, line.listed_minor, line.unit_price_minor) == (10, 1000, None)
    assert quote.company == quote.customer.company


def test_an_offer_is_reckoned_with_its_taxes_and_its_shipping():
    quote = answer(ask(), "8.00", shipping=Money.of("4.90", "EUR"))
    version = quote.versions.get()
    assert (version.subtotal_minor, version.shipping_minor, version.total_minor) == (
        8000,
        490,
        8490,
    )
    assert version.tax_minor == version.lines.get().tax_minor + version.shipping_tax_minor
    assert version.lines.get().listed_minor == 1000


def test_without_a_price_for_shipping_the_shops_own_is_asked():
    quote = answer(ask())
    assert quote.versions.get().shipping_minor == 490


def test_promotions_of_the_shop_do_not_come_on_top_of_an_offer():
    make_promotion(percent_basis_points=5000)
    quote = answer(ask(), "8.00")
    assert quote.versions.get().subtotal_minor == 8000


def test_an_accepted_offer_is_an_order_at_exactly_its_prices_with_its_stock():
    quote = accept(answer(ask(), "8.00"), po_number="PO-7")
    order = Order.objects.get()
    assert (quote.state, quote.order) == (QuoteState.ACCEPTED, order)
    assert (order.state, order.payment_state) == (OrderState.PLACED, OrderPaymentState.DUE)
    assert (order.total_minor, order.po_number) == (8490, "PO-7")
    assert order.company == quote.company
    assert order.lines.get().unit_price_minor == 800
    assert StockLevel.objects.get().allocated == 10
    assert order.payments.get().due_on == clock.business_day() + timedelta(days=14)
    assert books_balance()


def test_a_price_that_changed_since_changes_nothing_of_the_offer():
    quote = answer(ask(price="10.00"), "8.00")
    variant = quote.versions.get().lines.get().variant
    set_price(variant=variant, amount=Money.of("25.00", "EUR"))
    ShippingMethod.objects.update(price_minor=9900)
    accept(quote)
    assert Order.objects.get().total_minor == 8490


def test_reverse_charge_offers_net_prices_as_they_were_typed(settings):
    settings.SHOP_COUNTRY = "DE"
    load_tax_rates()
    details = make_details(country="FR", postcode="75001", vat_number="FR40303265045")
    quote = answer(ask(details=details), "8.00", shipping=Money.of("4.00", "EUR"))
    version = quote.versions.get()
    assert version.reverse_charge
    assert (version.tax_minor, version.total_minor) == (0, 8400)
    assert version.lines.get().listed_minor < 1000  # without the tax that the shop's price holds
    accept(quote)
    assert Order.objects.get().reverse_charge
    assert books_balance()


def test_an_offer_is_accepted_once():
    quote = answer(ask())
    accept(quote)
    with pytest.raises(QuoteRefused, match="accepted already"):
        accept(quote)
    assert Order.objects.count() == 1


def test_who_looks_at_an_older_offer_is_told_of_the_newer_one():
    quote = answer(ask(), "8.00")
    answer(quote, "7.00")
    with pytest.raises(QuoteRefused, match="newer offer"):
        accept_quote(quote=quote, customer=quote.customer, version=1)
    assert not Order.objects.exists()


def test_every_offer_is_kept_as_it_was():
    quote = answer(ask(), "8.00")
    quote = ask_again(quote=quote, wish="Twice as many", units={_variant(quote): 20})
    assert (quote.state, quote.version) == (QuoteState.REQUESTED, 2)
    answer(quote, "7.00")
    first, second = quote.versions.order_by("number")
    assert (first.lines.get().quantity, first.lines.get().unit_price_minor) == (10, 800)
    assert (second.lines.get().quantity, second.lines.get().unit_price_minor) == (20, 700)


def _variant(quote) -> int:
    return QuoteLine.objects.filter(version__quote=quote).first().variant_id


def test_an_offer_that_expired_is_not_accepted_and_can_be_asked_for_again():
    quote = answer(ask(), valid_until=clock.business_day())
    late = clock.now() + timedelta(days=2)
    with pytest.raises(QuoteRefused, match="expired"):
        accept(quote, at=late)
    assert expire_quotes(at=late) == 1
    assert expire_quotes(at=late) == 0
    quote.refresh_from_db()
    assert quote.state == QuoteState.EXPIRED
    assert ask_again(quote=quote).state == QuoteState.REQUESTED


def test_an_offer_holds_to_the_end_of_its_day():
    quote = answer(ask(), valid_until=clock.business_day())
    end = clock.day_bounds(clock.business_day())[1]
    assert expire_quotes(at=end - timedelta(seconds=1)) == 0
    assert expire_quotes(at=end) == 1
    quote.refresh_from_db()
    assert quote.closed_at == end


def test_without_stock_nothing_is_accepted_and_the_offer_stands():
    quote = answer(ask(stock=10))
    reserve_stock(key="somebody", quantities={_variant(quote): 1})
    with pytest.raises(QuoteRefused, match="in stock"):
        accept(quote)
    quote.refresh_from_db()
    assert quote.state == QuoteState.OFFERED
    assert not Order.objects.exists()


def test_who_does_not_buy_on_invoice_gets_an_order_to_be_paid():
    buyer = Customer.objects.create(email="eva@example.com", name="Eva")
    quote = accept(answer(ask(buyer)))
    assert quote.order.state == OrderState.PENDING
    assert not quote.order.payments.exists()
    assert StockLevel.objects.get().allocated == 0  # reserved when the buyer begins to pay


def test_beyond_its_credit_a_company_orders_nothing():
    quote = answer(ask(make_member(credit_limit_minor=8_000)))
    with pytest.raises(TermsRefused):
        accept(quote)
    assert not Order.objects.exists()


def test_a_company_that_needs_po_numbers_is_asked_for_one():
    quote = answer(ask(make_member(needs_po_number=True)))
    with pytest.raises(TermsRefused) as refusal:
        accept(quote)
    assert refusal.value.field == "po_number"


def test_what_needs_approval_is_ordered_when_it_was_given():
    quote = accept(answer(ask(make_member(approval_from_minor=5_000))), po_number="PO-1")
    assert (quote.state, quote.order) == (QuoteState.APPROVAL, None)
    boss = Customer.objects.get(company_role=CompanyRole.APPROVER)
    late = clock.now() + timedelta(days=60)
    assert expire_quotes(at=late) == 0  # it was accepted in time

    order = place_approved(quote=quote, approver=boss)
    assert place_approved(quote=quote, approver=boss) == order
    assert (order.state, order.po_number, order.total_minor) == (OrderState.PLACED, "PO-1", 8490)
    assert order.customer == quote.customer


def test_what_an_approver_declines_is_an_offer_again():
    quote = accept(answer(ask(make_member(approval_from_minor=5_000))))
    quote = hand_back(quote=hand_back(quote=quote))
    assert quote.state == QuoteState.OFFERED
    with pytest.raises(QuoteRefused):
        place_approved(quote=quote, approver=quote.customer)


def test_outcomes_are_told_line_by_line_so_that_wholesale_prices_learn():
    accept(answer(ask(make_member("a@engines.example")), "8.00"))
    decline_quote(quote=answer(ask(make_member("b@engines.example")), "9.00"))
    withdraw_quote(quote=answer(ask(make_member("c@engines.example")), "9.00"))
    told = {
        event.name: (event.value_minor, event.payload)
        for event in Event.objects.filter(name__startswith="quote.")
    }
    assert told == {
        EventName.QUOTE_WON: (800, {"group": "trade", "listed_minor": 1000}),
        EventName.QUOTE_LOST: (900, {"group": "trade", "listed_minor": 1000}),
    }


def test_a_closed_quote_takes_neither_offers_nor_answers():
    quote = decline_quote(quote=answer(ask()))
    for refused in (
        lambda: answer(quote),
        lambda: accept(quote),
        lambda: decline_quote(quote=quote),
        lambda: withdraw_quote(quote=quote),
        lambda: ask_again(quote=quote),
    ):
        with pytest.raises(QuoteRefused):
            refused()


def test_a_request_names_what_has_no_price():
    variant = only_variant(make_product())
    variant.prices.all().delete()
    with pytest.raises(QuoteRefused, match=variant.sku):
        request_quote(customer=make_member(), details=make_details(), units={variant.pk: 1})


@pytest.mark.parametrize("units", [{}, {1: 0}, {1: -1}, {1: 10**9}])
def test_units_that_are_none_make_no_quote(units):
    with pytest.raises(QuoteRefused) as refusal:
        request_quote(customer=make_member(), details=make_details(), units=units)
    assert refusal.value.field == "items"


def test_buyers_are_reminded_once_of_an_offer_that_ends_soon():
    quote = answer(ask())
    assert remind_of_quotes() == 0
    soon = quote.valid_until - timedelta(days=2)
    assert remind_of_quotes(at=soon) == 1
    assert remind_of_quotes(at=soon) == 0
    drain()


def test_each_step_is_told_once_by_mail_and_the_offer_carries_its_paper():
    quote = answer(ask(), note="Delivered on Mondays")
    drain()
    received, offered = Mail.objects.filter(kind=MailKind.QUOTE_UPDATE).order_by("queued_at", "key")
    assert {received.context["step"], offered.context["step"]} == {"received", "offered"}
    mail = Mail.objects.get(key__startswith="quote.offered")
    assert mail.to == "ada@example.com"
    (paper,) = offer_file(mail)
    assert paper.name == f"{quote}-1.pdf"
    assert paper.content.startswith(b"%PDF")
    assert offer_file(Mail.objects.get(key__startswith="quote.received")) == []


def test_the_paper_of_an_offer_says_what_it_comes_to_and_how_long_it_holds():
    quote = answer(ask(), valid_until=clock.business_day())
    content = offer_content(quote, quote.versions.get())
    assert content.total == 8490
    assert sum(row.total for row in content.rows) == 8490
    assert sum(share["net"] + share["tax"] for share in content.taxes) == 8490
    assert content.holds_until == clock.business_day().isoformat()
    assert content.buyer[0] == "Ada Lovelace"
    waiting = ask(make_member("b@engines.example"))
    with pytest.raises(QuoteRefused):
        offer_content(waiting, waiting.versions.get())


def test_an_erased_buyer_leaves_prices_behind_and_no_name():
    quote = answer(ask(), note="Dear Ada")
    erase_customer(customer=quote.customer)
    quote.refresh_from_db()
    version = quote.versions.get()
    assert (quote.details, quote.state) == ({}, QuoteState.WITHDRAWN)
    assert (version.wish, version.note, version.total_minor) == ("", "", 8490)
    with pytest.raises(QuoteRefused):
        draw_offer(quote, version)


def test_an_offer_to_a_company_is_not_taken_along_to_another():
    """Neither its asker, nor an approver of before, orders on the account of the new one."""
    quote = answer(ask())
    asker, company = quote.customer, quote.company
    boss = Customer.objects.get(company=company, company_role=CompanyRole.APPROVER)
    other = make_member("bob@other.example").company
    Customer.objects.filter(pk=asker.pk).update(company=other)
    for agreeing in (Customer.objects.get(pk=asker.pk), boss):
        with pytest.raises(QuoteRefused, match="ask for a new one"):
            accept(quote, customer=agreeing)
    with pytest.raises(QuoteRefused):
        ask_again(quote=quote)
    assert not Order.objects.exists()
    quote.refresh_from_db()
    assert quote.state == QuoteState.OFFERED


def test_nobody_of_another_company_agrees_to_what_was_asked_for_privately():
    quote = answer(ask(Customer.objects.create(email="cy@home.example")))
    with pytest.raises(QuoteRefused, match="buys for the company no more"):
        accept(quote, customer=make_member("dan@firm.example"))
    assert not Order.objects.exists()


def test_without_a_certificate_that_holds_an_untaxed_offer_is_not_accepted():
    day = clock.business_day()
    buyer = make_member(tax_exemption="EX-1", tax_exempt_until=day)
    quote = answer(ask(buyer))
    assert quote.versions.get().tax_exemption == "EX-1"
    with pytest.raises(QuoteRefused, match="certificate"):
        accept(quote, at=clock.now() + timedelta(days=1))
    accept(quote)
    assert Order.objects.get().tax_exemption == "EX-1"


@pytest.mark.parametrize("terms", [{"credit_limit_minor": 0}, {"approval_from_minor": 0}])
def test_no_offer_is_taken_without_the_number_that_the_company_needs(terms):
    quote = answer(ask(make_member(needs_po_number=True, **terms)))
    with pytest.raises(TermsRefused) as refused:
        accept(quote)
    assert refused.value.field == "po_number"
    quote.refresh_from_db()
    assert quote.state == QuoteState.OFFERED
    accept(quote, po_number="PO-1")


def test_an_order_that_nobody_pays_is_called_off_and_its_buyer_told():
    quote = accept(answer(ask(make_member(credit_limit_minor=0))))
    assert quote.order.state == OrderState.PENDING
    called_off = call_off_order(order=quote.order, reason="Not paid in time")
    drain()
    assert (called_off.state, called_off.cancel_reason) == (
        OrderState.CANCELLED, "Not paid in time",
    )  # fmt: skip
    assert Mail.objects.get(kind=MailKind.ORDER_CANCELLED).context["reason"] == "Not paid in time"
    with pytest.raises(NotPossible):
        call_off_order(order=called_off)
    assert books_balance()


def test_an_order_that_is_placed_or_being_paid_is_not_called_off():
    placed = accept(answer(ask()))
    waiting = accept(answer(ask(make_member("bo@home.example", credit_limit_minor=0))))
    Payment.objects.create(
        order=waiting.order, provider="test", key="k", amount_minor=1, currency="EUR"
    )
    for order in (placed.order, waiting.order):
        with pytest.raises(NotPossible):
            call_off_order(order=order)
