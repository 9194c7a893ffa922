"""The coupon door: a code is asked about when it is to be used, and wrong ones are remembered.

A code that is held or refused is taken out of the cart; the order can go on without it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import Error
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Customer
from foundation import clock
from foundation.money import Money
from orders.building import CheckoutDetails
from orders.carts import remove_coupon
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.models import Cart, Order
from orders.quoting import MethodOffer
from pricing.coupons import coupon_code
from pricing.models import Coupon
from risk.algorithms.vocabulary import Door, Mark, Outcome, Result, Signal
from risk.decisions import Decision, Knock
from risk.marks import address_text, disposable, mark_of
from risk.scoring.serving import judge_again, note_result, remember
from shop.doors.circumstances import Circumstances, known, mark_of_person
from shop.doors.people import facts_of_person

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Redeemer:
    """Who wants to use the codes of a cart, for the order that ``offer`` tells of."""

    cart: Cart
    customer: Customer | None
    details: CheckoutDetails
    circumstances: Circumstances
    offer: MethodOffer

    @property
    def amount(self) -> Money:
        """In the base currency."""
        total = self.offer.summary.total
        base = settings.SHOP_BASE_CURRENCY
        return total if total.currency == base else total.converted(base, 1 / self.offer.rate)


def ensure_codes_apply(redeemer: Redeemer, *, at: datetime | None = None) -> None:
    """Ask about each code of a cart that is about to be ordered.

    Raises:
        CheckoutError: one was taken out: the total is another, which the shopper has to see.
    """
    now = at or clock.now()
    for code in list(redeemer.cart.coupon_codes):
        decision = _judged(_knock(redeemer, code, now))
        if decision.outcome in (Outcome.HOLD, Outcome.REFUSE):
            remove_coupon(cart=redeemer.cart, code=code, at=at)
            raise CheckoutError(
                CheckoutProblem.COUPON,
                _("The code %(code)s cannot be used for this order. Without it, this is the total.")
                % {"code": code},
                field="code",
            )


def _judged(knock: Knock) -> Decision:
    """Asked again after a card was declined, the address may be another: what was let through for
    the first is judged for this one."""
    return judge_again(
        door=knock.door,
        subject=knock.subject,
        marks=knock.marks,
        facts=knock.facts,
        result=Result.OPEN,
        amount=knock.amount,
        customer_id=knock.customer_id,
        at=knock.at,
    )


def note_wrong_code(
    *,
    code: str,
    customer: Customer | None,
    circumstances: Circumstances,
    at: datetime | None = None,
) -> None:
    """Somebody typed a code that does not work for them: many are a guess at one that does."""
    if not coupon_code(code):
        return
    marks = {
        Mark.CUSTOMER: mark_of_person(customer=customer),
        Mark.COUPON: mark_of(Mark.COUPON, coupon_code(code)),
        **circumstances.marks,
    }
    knock = Knock(
        door=Door.COUPON,
        marks=known(marks),
        customer_id=customer.pk if customer else None,
        at=at or clock.now(),
    )
    remember(knock, result=Result.FAILED)


def note_redeemed(order: Order, *, at: datetime | None = None) -> None:
    """The order with these codes is paid; that it cannot be noted changes nothing of the order."""
    if order.cart_id is None:
        return
    try:
        codes = codes_of(order)
    except Error:
        logger.warning("codes of order %s were not read", order.public_id, exc_info=True)
        return
    for code in codes:
        subject = subject_of(order.cart_id, code)
        note_result(door=Door.COUPON, subject=subject, result=Result.PASSED, at=at)


def codes_of(order: Order) -> list[str]:
    return [row.code for row in order.discounts.all() if row.code]


def subject_of(cart_id: int, code: str) -> str:
    """One for each use of a code by a cart, as long as the longest code may be."""
    return f"coupon:{cart_id}:{mark_of(Mark.COUPON, code) & 0xFFFF_FFFF_FFFF_FFFF:016x}"


def are_for_newcomers(codes: Sequence[str]) -> bool:
    """Whether one of them is meant for a first order, or good once for each."""
    if not codes:
        return False
    once = Q(promotion__first_order_only=True) | Q(promotion__most_uses_each=1)
    return Coupon.objects.filter(once | Q(most_uses_each=1), code__in=codes).exists()


def _knock(redeemer: Redeemer, code: str, now: datetime) -> Knock:
    details, customer = redeemer.details, redeemer.customer
    street = " ".join((details.line1, details.line2))
    address = address_text(street=street, postcode=details.postcode, country=details.country)
    marks = {
        Mark.CUSTOMER: mark_of_person(customer=customer),
        Mark.EMAIL: mark_of(Mark.EMAIL, details.email),
        Mark.PHONE: mark_of(Mark.PHONE, details.phone),
        Mark.ADDRESS: mark_of(Mark.ADDRESS, address),
        Mark.COUPON: mark_of(Mark.COUPON, code),
        **redeemer.circumstances.marks,
    }
    facts = {
        **facts_of_person(customer, now),
        Signal.AMOUNT: float(redeemer.amount.amount),
        Signal.FIRST_ORDER_COUPON: float(are_for_newcomers([code])),
        Signal.DISPOSABLE_MAIL: float(disposable(details.email)),
    }
    return Knock(
        door=Door.COUPON,
        subject=subject_of(redeemer.cart.pk, code),
        marks=known(marks),
        facts=facts,
        amount=redeemer.amount,
        customer_id=customer.pk if customer else None,
        at=now,
    )
