"""All checks, in the order in which their findings are best read."""

from __future__ import annotations

from orders.books.accounts import check_accounts
from orders.books.finding import Finding
from orders.books.goods import check_goods, check_stock
from orders.books.money import check_money, check_sums
from orders.books.papers import check_papers
from orders.books.rest import check_carts, check_coupons, check_outbox, check_reservations
from orders.books.value import check_value

CHECKS = (
    check_stock,
    check_money,
    check_goods,
    check_sums,
    check_coupons,
    check_carts,
    check_reservations,
    check_outbox,
    check_papers,
    check_accounts,
    check_value,
)


def balance() -> list[Finding]:
    """Everything that does not agree; nothing when the books balance.

    A few dozen aggregate queries whatever the number of orders. It reads without locking: run it
    on a shop at work and a row may be seen half-way between two tables that are read in turn.
    """
    return [finding for check in CHECKS for finding in check()]
