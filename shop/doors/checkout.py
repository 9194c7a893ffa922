"""The checkout door: orders are judged before the money, and again when the card is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from foundation import clock
from foundation.money import Money
from orders.building import in_base
from orders.models import Order, Payment, ShippingKind, ShippingMethod
from orders.payments.base import Instrument, providers
from orders.screening import PASS, Caller, Course, Ruling
from risk.algorithms.vocabulary import Door, Mark, Outcome, Result, Signal
from risk.decisions import Decision, Knock
from risk.marks import address_text, disposable, mark_of
from risk.models import Assessment
from risk.reviewing.services import open_case, withdraw
from risk.rules.book import last_policy_of, policy_of
from risk.scoring.serving import judge, judge_again, note_result
from shop.doors.circumstances import known, mark_of_person
from shop.doors.coupons import are_for_newcomers, note_redeemed
from shop.doors.people import Facts, facts_of_person

_COURSE: Final = {
    Outcome.ALLOW: Course.PASS,
    Outcome.STEP_UP: Course.PROVE,
    Outcome.HOLD: Course.HOLD,
    Outcome.REFUSE: Course.REFUSE,
}


class RiskScreen:
    """``orders.screening.Screen`` by the risk office."""

    def before_payment(
        self, *, order: Order, payment: Payment, caller: Caller, at: datetime | None
    ) -> Ruling:
        now = at or clock.now()
        decision = judge(_knock(order, caller, now))
        if decision.outcome == Outcome.STEP_UP and not _can_be_proven(payment):
            decision = _held_instead(decision, now)
        return _ruling(decision, now)

    def after_payment(
        self, *, order: Order, payment: Payment, instrument: Instrument | None, at: datetime | None
    ) -> Ruling:
        """The money is there: it can be held, and no longer be refused.

        The order's own marks are told again, for one that could not be judged before.
        """
        now = at or clock.now()
        decision = judge_again(
            door=Door.CHECKOUT,
            subject=order.public_id,
            marks={**marks_of_order(order), **_card(instrument)},
            facts=_facts_of_card(order, instrument),
            result=Result.PASSED,
            amount=base_amount(order, order.total_minor),
            customer_id=order.customer_id,
            at=now,
        )
        if not (instrument and instrument.is_proven) and _is_to_be_proven(decision):
            decision = _held_instead(decision, now)
        note_redeemed(order, at=now)
        ruling = _ruling(decision, now)
        return ruling if ruling.course >= Course.HOLD else PASS

    def declined(
        self, *, order: Order, payment: Payment, instrument: Instrument, at: datetime | None
    ) -> None:
        """The card that was tried in vain is remembered; there is nothing left to decide."""
        note_result(
            door=Door.CHECKOUT,
            subject=order.public_id,
            result=Result.FAILED,
            marks=_card(instrument),
            facts=_facts_of_card(order, instrument),
            at=at,
        )
        withdraw(door=Door.CHECKOUT, subject=order.public_id, at=at)


def _can_be_proven(payment: Payment) -> bool:
    """Whether a bank can be asked; of an invoice, or of nothing to pay, there is none."""
    provider = providers.get(payment.provider)
    return provider is not None and provider.capabilities.proves and payment.amount_minor > 0


def _is_to_be_proven(decision: Decision) -> bool:
    """Whether proof was asked for before the money, and nobody has looked at it since.

    A card may know no proof, and another way to pay on the provider's page may have none.
    """
    if decision.assessment_id is None:
        return False
    asked = Assessment.objects.filter(pk=decision.assessment_id, outcome=Outcome.STEP_UP)
    return asked.filter(Q(case=None) | Q(case__outcome="")).exists()


def _held_instead(decision: Decision, now: datetime) -> Decision:
    """What cannot be proven is looked at by somebody, so it needs a place in their queue."""
    if decision.assessment_id is not None:
        assessment = Assessment.objects.get(pk=decision.assessment_id)
        open_case(assessment=assessment, policy=policy_of(Door.CHECKOUT), at=now)
    return replace(decision, outcome=Outcome.HOLD)


def _ruling(decision: Decision, now: datetime) -> Ruling:
    course = _COURSE[decision.outcome]
    if course is Course.PASS:
        return PASS
    due_at = due_of_hold(now) if course is Course.HOLD else None
    return Ruling(course, code=str(decision.decided_by), due_at=due_at)


def due_of_hold(now: datetime) -> datetime:
    """By when an order that is held now is decided, and its buyer hears."""
    return now + timedelta(hours=last_policy_of(Door.CHECKOUT).hold_hours)


def _knock(order: Order, caller: Caller, now: datetime) -> Knock:
    where = known({Mark.DEVICE: caller.device, Mark.NETWORK: caller.network})
    amount = base_amount(order, order.total_minor)
    return Knock(
        door=Door.CHECKOUT,
        subject=order.public_id,
        marks={**marks_of_order(order), **where},
        facts=_facts(order, caller, amount, now),
        amount=amount,
        customer_id=order.customer_id,
        at=now,
    )


def _facts(order: Order, caller: Caller, amount: Money, now: datetime) -> Facts:
    codes = _codes(order)
    facts = {
        **facts_of_person(order.customer, now, apart_from=order.public_id),
        Signal.AMOUNT: float(amount.amount),
        Signal.UNITS: float(sum(line.quantity for line in order.lines.all() if not line.is_gift)),
        Signal.EXPRESS: float(_is_express(order)),
        Signal.COUPON_USED: float(bool(codes)),
        Signal.FIRST_ORDER_COUPON: float(are_for_newcomers(codes)),
        Signal.DISPOSABLE_MAIL: float(disposable(order.email)),
        Signal.BILLING_DIFFERS: float(bool(order.billing)),
    }
    if caller.country and order.ship_country:
        facts[Signal.NETWORK_ABROAD] = float(caller.country != order.ship_country)
    return facts


def _card(instrument: Instrument | None) -> dict[Mark, int]:
    return known({Mark.CARD: mark_of(Mark.CARD, instrument.fingerprint)}) if instrument else {}


def _facts_of_card(order: Order, instrument: Instrument | None) -> Facts:
    if instrument is None or not instrument.country or not order.ship_country:
        return {}
    return {Signal.CARD_ABROAD: float(instrument.country != order.ship_country)}


def marks_of_order(order: Order) -> dict[Mark, int]:
    """What an order itself shares with others, wherever it was sent from."""
    codes = _codes(order)
    return known(
        {
            Mark.CUSTOMER: mark_of_person(customer=order.customer),
            Mark.EMAIL: mark_of(Mark.EMAIL, order.email),
            Mark.PHONE: mark_of(Mark.PHONE, order.phone),
            Mark.ADDRESS: mark_of_address(order),
            Mark.COUPON: mark_of(Mark.COUPON, codes[0] if codes else ""),
        }
    )


def _codes(order: Order) -> list[str]:
    return [row.code for row in order.discounts.all() if row.code]


def mark_of_address(order: Order) -> int:
    """The key of where an order goes; none where it is picked up."""
    street = " ".join((order.ship_line1, order.ship_line2))
    text = address_text(street=street, postcode=order.ship_postcode, country=order.ship_country)
    return mark_of(Mark.ADDRESS, text)


def base_amount(order: Order, minor: int) -> Money:
    """An amount of an order in the base currency."""
    base = in_base(minor, order).get("base", minor)
    return Money(base, order.base_currency)


def _is_express(order: Order) -> bool:
    """Whether it was paid to be faster: a slower way was offered for less."""
    methods = ShippingMethod.objects.filter(is_active=True, kind=ShippingKind.DELIVERY)
    offered = {method.code: method for method in methods}
    chosen = offered.get(order.shipping_code)
    return chosen is not None and any(
        method.days_max > chosen.days_max and method.price_minor < chosen.price_minor
        for method in offered.values()
    )
