"""Orders whose payer was not proven, or disputes the payment, wait, whatever was said before."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from foundation import clock
from orders.holds import release_hold
from orders.models import HoldState, Order, OrderState
from orders.payments import trial_bank
from orders.tests.factories import make_dispute
from risk.algorithms.vocabulary import Door, Outcome, Signal
from risk.decisions import keepers
from risk.kinds import CaseState
from risk.models import Case
from risk.reviewing.carrying_out import carry_out_due, lapse_due
from risk.scoring import serving
from shop.doors import held_orders
from shop.doors.tests.scenes import only_rule, order
from shop.doors.tests.test_checkout import held

pytestmark = pytest.mark.django_db
__all__ = ["held"]


@pytest.fixture(autouse=True)
def _fresh(db):
    serving.breaker.reset()
    cache.clear()
    yield
    serving.breaker.reset()


def test_who_must_prove_and_pays_in_a_way_that_knows_no_proof_waits_in_the_queue(client, stocked):
    only_rule(Door.CHECKOUT, Outcome.STEP_UP, Signal.UNITS, 1)
    order(client, stocked, payment="test:late")
    waiting = Order.objects.get()
    assert (waiting.state, waiting.hold) == (OrderState.PENDING, HoldState.NONE)
    trial_bank.pay_late_and_tell({"key": waiting.payments.get().key}, None)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.hold) == (OrderState.PLACED, HoldState.HELD)
    case = Case.objects.get()
    assert (case.state, case.assessment.subject) == (CaseState.OPEN, waiting.public_id)
    assert held_orders.sweep(at=clock.now() + timedelta(minutes=2)) == 0


def test_a_held_order_whose_payment_is_disputed_does_not_leave_at_its_deadline(held):
    make_dispute(held.payments.get())
    later = clock.now() + timedelta(days=3)
    assert (lapse_due(at=later), carry_out_due(at=later)) == (1, 1)
    assert held_orders.sweep(at=later) == 0
    held.refresh_from_db()
    assert held.is_held
    details = keepers.get(Door.CHECKOUT).dossier(held.public_id).details
    assert "Payment disputed at the bank" in {detail.label for detail in details}
    assert release_hold(order=held)
