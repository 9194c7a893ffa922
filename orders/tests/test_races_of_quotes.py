"""One offer and fifty clicks on it: one order. The twin without the lock must make more."""

import pytest

from inventory.models import StockLevel
from orders.companies.terms import credit_of
from orders.models import Order, Payment, Quote, QuoteState
from orders.quotes import QuoteRefused, accept_quote, expire_quotes
from orders.tests.quote_rows import answer, ask, make_member
from tests.racing import balance, outcomes, race, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
THREADS = 50


def _click(quote: Quote):
    return accept_quote(quote=quote, customer=quote.customer, version=1)


def test_an_offer_is_ordered_once_however_often_it_is_accepted():
    quote = answer(ask(stock=1_000))

    results = race(lambda _index: _click(quote), threads=THREADS)

    assert outcomes(results, refused=QuoteRefused) == 1
    order = Order.objects.get()
    assert Payment.objects.get().order == order
    assert Quote.objects.get().order == order
    assert StockLevel.objects.get().allocated == 10
    assert balance()


@pytest.mark.postgresql  # SQLite has no row locks to take away: its writers queue up
def test_twin_without_row_locks_orders_twice(monkeypatch):
    quote = answer(ask(stock=1_000))
    without_row_locks(monkeypatch)

    race(lambda _index: _click(quote), threads=THREADS)

    assert Order.objects.count() > 1, "the race proves nothing: without the lock it must go wrong"


def test_an_offer_that_ends_while_it_is_accepted_does_one_or_the_other():
    quote = answer(ask(stock=1_000))
    end = quote.valid_until

    def work(index: int):
        return expire_quotes(at=end) if index % 2 else _click(quote)

    race(work, threads=10)

    quote.refresh_from_db()
    is_ordered = Order.objects.exists()
    assert quote.state == (QuoteState.ACCEPTED if is_ordered else QuoteState.EXPIRED)
    assert (quote.order is not None) == is_ordered


def test_two_offers_at_once_do_not_exceed_the_credit_together():
    buyer = make_member(credit_limit_minor=10_000)  # one of 84.90 fits, two do not
    quotes = [answer(ask(buyer, stock=1_000)) for _index in range(6)]

    results = race(lambda index: _click(quotes[index]), threads=len(quotes))

    assert sum(not isinstance(result, Exception) for result in results) == 1
    assert Order.objects.count() == 1
    assert credit_of(buyer.company).used.minor == 8_490
