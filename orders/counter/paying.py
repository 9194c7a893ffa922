"""The end of a sale: paid, out of the store's stock, handed over, and on paper; all or nothing.

No other party is asked, so one transaction holds it all: what dies before its end sold nothing.
Locks: the shift, then as in a checkout (order, coupons, accounts of value, levels of stock).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from catalog.models import ProductKind
from events.context import EventContext
from events.names import Channel
from events.outbox import publish
from foundation import clock
from foundation.failpoints import fail_point
from foundation.money import Money
from foundation.transactions import retry_once
from inventory.services import OutOfStock, reserve_stock
from loyalty.ledger import LedgerRefused
from orders.building import first_key, pack_context
from orders.checkout.complete import place_paid, units_of
from orders.counter.basket import reckon_again, reckon_sale
from orders.counter.drawer import Cash, write_any_cash
from orders.counter.errors import CounterRefused, RestChanged
from orders.counter.plausible import is_handed_over
from orders.counter.shifts import open_now
from orders.documents.issue import issue_invoice
from orders.drafts.redeeming import redeem_discounts
from orders.errors import NotPossible
from orders.fulfilment import mark_delivered, ship_units
from orders.models import (
    CashKind,
    CounterSale,
    Order,
    OrderState,
    Payment,
    PaymentState,
    Shift,
)
from orders.payments.counter import CASH, TERMINAL
from orders.tenders.holding import hold_tenders
from orders.tenders.plan import Purse, Tendering, TenderPlan, plan_in_turn, usable_purse
from pricing.coupons import CouponSpent


@dataclass(frozen=True, slots=True)
class Paying:
    """What is taken, as the cashier saw it: ``seen_rest`` is what no card or account pays.

    ``by_card`` goes to the terminal (its slip's number in ``reference``), the rest is cash;
    ``cash`` is what was handed over, None for exactly that.
    """

    seen_rest: Money
    by_card: Money
    cash: Money | None = None
    reference: str = ""
    use_points: bool = False
    use_credit: bool = False
    mail_to: str = ""


@dataclass(frozen=True, slots=True)
class Till:
    """Who pays how much of a sale, and what goes back over the counter."""

    plan: TenderPlan
    by_card: int
    in_cash: int
    given: int

    @property
    def change(self) -> int:
        return self.given - self.in_cash


def plan_sale(
    sale: CounterSale, *, use_points: bool, use_credit: bool, at: datetime | None = None
) -> TenderPlan:
    """What gift cards, points and credit would pay of a basket as it is now."""
    order = sale.order
    lines = list(order.lines.all())
    vouchers = sum(line.total_minor for line in lines if line.kind == ProductKind.GIFT_CARD)
    purse: Purse = usable_purse(
        cards=sale.gift_cards.select_related("gift_card"),
        customer=order.customer,
        currency=order.currency,
        rate=order.rate,
        at=at,
    )
    return plan_in_turn(
        purse,
        Tendering(use_gift_cards=True, use_points=use_points, use_credit=use_credit),
        total=Money(order.total_minor, order.currency),
        payable=Money(max(order.total_minor - vouchers, 0), order.currency),
    )


def finish_sale(
    *, sale: CounterSale, paying: Paying, by: User | None, at: datetime | None = None
) -> CounterSale:
    """Sell a basket and hand it over; once it is sold, a second call changes nothing.

    Raises:
        CounterRefused: prices changed, too little money, the store's books have not so many, or
            a coupon or gift card was used elsewhere in the meantime; nothing is sold then, and
            the basket stands at the prices that it has now.
    """
    try:
        return retry_once(lambda: _finish(sale, paying, by, at))
    except RestChanged:
        reckon_sale(sale=sale, at=at)  # what was refused was rolled back, its new prices too
        raise


def _finish(sale: CounterSale, paying: Paying, by: User | None, at: datetime | None) -> CounterSale:
    shift = open_now(sale.shift)
    now_held = CounterSale.objects.select_for_update().filter(pk=sale.pk).first()
    if now_held is None:
        raise CounterRefused(_("This sale is over."))
    sale = now_held
    if sale.finished_at is not None:
        return sale
    now = at or clock.now()
    order = Order.objects.select_for_update().get(pk=sale.order_id)
    if order.state != OrderState.DRAFT:
        raise CounterRefused(_("This sale is over."))
    sale.order = order = reckon_again(order, at)
    _check(order, paying)
    till = _till(order, plan_sale(
        sale, use_points=paying.use_points, use_credit=paying.use_credit, at=at
    ), paying)  # fmt: skip
    _begin(order, paying, at)
    payment = _take(order, till, paying, now)
    _reserve(order, shift, at)
    if not place_paid(order_id=order.pk, payment_id=payment.pk, at=at):
        raise CounterRefused(_("This sale is over."))
    order.refresh_from_db()
    _hand_over(order, shift, at)
    write_any_cash(shift, Cash(CashKind.SALE, till.in_cash, order=order), by=by, at=at)
    sale.served_by, sale.finished_at = by, now
    sale.cash_given_minor, sale.change_minor = till.given, till.change
    sale.is_mailed = bool(paying.mail_to)
    sale.save()
    issue_invoice(order=order, at=now)
    if sale.is_mailed:
        publish("counter.sold", {"sale": sale.pk})
    fail_point("counter.selling")
    return sale


def _check(order: Order, paying: Paying) -> None:
    kinds = set(order.lines.values_list("kind", flat=True))
    if not kinds:
        raise CounterRefused(_("There is nothing in this sale yet."))
    if paying.mail_to:
        try:
            validate_email(paying.mail_to)
        except ValidationError as wrong:
            raise CounterRefused(_("That is no e-mail address."), field="mail_to") from wrong
        order.email = paying.mail_to.lower()
    if ProductKind.GIFT_CARD in kinds and not order.email:
        raise CounterRefused(
            _("A gift card is sent by mail: say to which address."), field="mail_to"
        )


def _till(order: Order, plan: TenderPlan, paying: Paying) -> Till:
    """Who pays what, where that is what the cashier saw.

    Raises:
        RestChanged: the rest is another now.
        CounterRefused: what was taken does not cover it.
    """
    if plan.rest != paying.seen_rest:
        words = _("It comes to %(rest)s now. Please look at it again.")
        raise RestChanged(words % {"rest": _told(plan.rest)})
    by_card = paying.by_card
    if by_card.currency != order.currency or not 0 <= by_card.minor <= plan.rest.minor:
        raise CounterRefused(_("More than is to be paid cannot go to the card."), field="card")
    in_cash = plan.rest - by_card
    given = in_cash if paying.cash is None else paying.cash
    if given.currency != order.currency or given < in_cash:
        missing = in_cash - given if given.currency == order.currency else in_cash
        words = _("%(missing)s are missing.") % {"missing": _told(missing)}
        raise CounterRefused(words, field="cash")
    if not in_cash:
        given = in_cash
    if not is_handed_over(given, due=in_cash):
        words = _("Nobody hands over %(given)s for %(due)s. Type what was given, or nothing where"
                  " it was exactly that.")  # fmt: skip
        raise CounterRefused(words % {"given": _told(given), "due": _told(in_cash)}, field="cash")
    return Till(plan, by_card.minor, in_cash.minor, given.minor)


def _begin(order: Order, paying: Paying, at: datetime | None) -> None:
    """The draft becomes an order that is being paid; its promotions are used up."""
    order.state = OrderState.PENDING
    order.created_at = at or clock.now()
    order.context = pack_context(EventContext(channel=Channel.POS, country=order.ship_country))
    order.save()
    try:
        redeem_discounts(order, at)
    except CouponSpent as spent:
        raise CounterRefused(spent.message, field="code") from spent


def _take(order: Order, till: Till, paying: Paying, now: datetime) -> Payment:
    """Write down who pays what; the payment returned is the one that the placing settles."""
    if till.by_card and till.in_cash:
        _payment(order, TERMINAL, till.by_card, now, paying.reference, is_second=True)
        first = _payment(order, CASH, till.in_cash, now)
    elif till.by_card:
        first = _payment(order, TERMINAL, till.by_card, now, paying.reference)
    else:
        first = _payment(order, CASH, till.in_cash, now)
    if till.plan.tenders:
        try:
            hold_tenders(order=order, plan=till.plan, at=now)
        except LedgerRefused as refused:
            raise CounterRefused(refused.message, field="gift_card") from refused
    return first


def _payment(
    order: Order,
    provider: str,
    minor: int,
    now: datetime,
    reference: str = "",
    *,
    is_second: bool = False,
) -> Payment:
    return Payment.objects.create(
        order=order,
        provider=provider,
        provider_ref=reference.strip()[:120],
        key=f"{first_key(order)}-{provider}" if is_second else first_key(order),
        state=PaymentState.PAID if is_second else PaymentState.PENDING,
        amount_minor=minor,
        currency=order.currency,
        created_at=now,
        settled_at=now if is_second else None,
    )


def _reserve(order: Order, shift: Shift, at: datetime | None) -> None:
    """Raises CounterRefused where the store's books have not so many free."""
    try:
        reserve_stock(
            key=order.public_id,
            quantities=units_of(order.lines.all()),
            country=order.ship_country,
            warehouse=shift.register.warehouse,
            at=at,
        )
    except OutOfStock as shortage:
        short = [entry.variant_id for entry in shortage.shortages]
        names = order.lines.filter(variant_id__in=short).values_list("name", flat=True)
        words = _("Not so many are free in this store: %(names)s. Others ordered them, or the"
                  " books are wrong: count them under Stock.")  # fmt: skip
        raise CounterRefused(words % {"names": ", ".join(names)}) from shortage


def _hand_over(order: Order, shift: Shift, at: datetime | None) -> None:
    if not units_of(order.lines.all()):
        return
    try:
        parcels = ship_units(order=order, warehouse=shift.register.warehouse, at=at)
    except NotPossible as problem:  # promised beyond the stock: nothing of it lies here
        raise CounterRefused(str(problem)) from problem
    for parcel in parcels:
        mark_delivered(shipment=parcel, at=at)
    order.refresh_from_db()
    if any(line.shipped < line.quantity for line in order.lines.all() if units_of([line])):
        raise CounterRefused(_("Not all of it lies in this store."))


def _told(money: Money) -> str:
    return money.formatted(get_language() or "en")
