"""The checkout door: what a judgement does to an order, whoever sends it and whatever is broken."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from django.db import OperationalError

from events.outbox import drain
from foundation import clock
from orders.holds import refuse_held, release_hold
from orders.models import HoldState, Order, OrderState, PaymentState
from orders.tests.factories import make_dispute, make_shipping_method
from risk.algorithms.vocabulary import Door, Mark, Outcome, Result, Signal, Verdict
from risk.decisions import keepers
from risk.kinds import CaseState, FraudKind, LabelSource, Mode, WhenDown
from risk.marks import mark_of
from risk.models import Assessment, Case, Label
from risk.reviewing.services import decide
from risk.scoring import recording, serving
from shop.api.tests.asking import App
from shop.api.tests.test_checkout import wish
from shop.doors import held_orders
from shop.doors.disputes import hear_disputed
from shop.doors.tests.scenes import attempt, browser, fill, only_rule, order, set_policy
from shop.storefront.tests.people import make_customer
from shop.storefront.tests.test_cart_and_checkout import checkout_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_house_rules")]


def test_an_order_is_judged_before_the_money_and_again_with_the_card(client, stocked):
    order(client, stocked, phone="+44 20 7946 0001")
    placed, judged = Order.objects.get(), attempt()
    assert (judged.subject, judged.result) == (placed.public_id, Result.PASSED)
    assert judged.outcome == Outcome.ALLOW
    assert placed.hold == HoldState.NONE
    for mark in (Mark.EMAIL, Mark.PHONE, Mark.ADDRESS, Mark.DEVICE, Mark.NETWORK, Mark.CARD):
        assert getattr(judged, f"{mark}_key"), mark
    assert (judged.customer_key, judged.coupon_key) == (None, None)
    assert judged.email_key == mark_of(Mark.EMAIL, "ADA+shop@example.com")
    assert judged.facts[Signal.AMOUNT] == float(placed.total_minor) / 100
    assert (judged.facts[Signal.UNITS], judged.facts[Signal.GUEST]) == (1.0, 1.0)
    assert (judged.facts[Signal.EXPRESS], judged.facts[Signal.BILLING_DIFFERS]) == (0.0, 0.0)


def test_nothing_that_names_anybody_is_kept(client, stocked):
    order(client, stocked, phone="+44 20 7946 0001")
    kept = repr(Assessment.objects.filter(pk=attempt().pk).values().get())
    for word in ("ada@example.com", "Lovelace", "St James", "SW1Y", "7946", "127.0.0.1"):
        assert word not in kept


def test_what_a_customer_bought_before_is_told(client, stocked):
    ada = make_customer()
    client.force_login(ada.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    order(client, stocked)
    order(client, stocked)
    first, second = Assessment.objects.filter(door=Door.CHECKOUT).order_by("pk")
    assert first.customer_key == second.customer_key is not None
    assert (first.facts[Signal.ORDERS_BEFORE], second.facts[Signal.ORDERS_BEFORE]) == (0.0, 1.0)
    assert second.customer_id_then == ada.pk
    assert second.facts[Signal.ACCOUNT_DAYS] < 1


def test_the_dear_and_fast_way_is_told_as_such(client, stocked):
    fast = make_shipping_method("express", 1490)
    fast.days_min, fast.days_max = 1, 1
    fast.save()
    order(client, stocked, shipping=fast.public_id)
    assert attempt().facts[Signal.EXPRESS] == 1.0


def test_a_refused_order_charges_nothing_frees_the_cart_and_tells_no_reason(client, stocked):
    only_rule(Door.CHECKOUT, Outcome.REFUSE, Signal.UNITS, 1)
    page = order(client, stocked).content.decode()
    assert "We cannot take this order this way" in page
    assert "Field mug" in page
    for word in ("fraud", "suspicio", "risk", "score"):
        assert word not in page.casefold()
    refused = Order.objects.get()
    assert refused.state == OrderState.CANCELLED
    assert not refused.payments.filter(state=PaymentState.PAID).exists()


def test_a_held_order_is_paid_and_waits_with_its_case(client, stocked):
    only_rule(Door.CHECKOUT, Outcome.HOLD, Signal.UNITS, 1)
    answer = order(client, stocked)
    held = Order.objects.get()
    assert answer["Location"] == f"/order/{held.token}/"
    assert (held.state, held.hold) == (OrderState.PLACED, HoldState.HELD)
    case = Case.objects.get()
    assert case.assessment.subject == held.public_id
    assert held.hold_due_at == pytest.approx(case.due_at, abs=timedelta(seconds=5))
    page = client.get(answer["Location"]).content.decode()
    assert "having a look at your order" in page


def test_a_card_that_many_use_holds_the_order_after_the_money(stocked):
    only_rule(Door.CHECKOUT, Outcome.HOLD, Signal.CARD_EMAILS_90D, 2)
    order(browser(), stocked, payment="test:shared")
    order(browser(), stocked, payment="test:shared", email="bea@example.com")
    first, second = Order.objects.order_by("pk")
    assert (first.hold, second.hold) == (HoldState.NONE, HoldState.HELD)
    assert attempt().facts[Signal.CARD_ABROAD] == 1.0


def test_who_must_prove_is_sent_to_their_bank(client, stocked):
    only_rule(Door.CHECKOUT, Outcome.STEP_UP, Signal.UNITS, 1)
    answer = order(client, stocked)
    assert answer["Location"].startswith("/pay/test/")
    client.post(answer["Location"], {"answer": "confirm"}, follow=True)
    proven = Order.objects.get()
    client.get(f"/order/{proven.token}/paid/")
    proven.refresh_from_db()
    assert (proven.state, proven.hold) == (OrderState.PLACED, HoldState.NONE)
    assert not Case.objects.exists()


def test_what_no_bank_can_prove_waits_in_the_queue(client, stocked, settings):
    settings.INVOICE_LIMIT_MINOR = 100_000
    ada = make_customer()
    client.force_login(ada.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    only_rule(Door.CHECKOUT, Outcome.STEP_UP, Signal.UNITS, 1)
    fill(client, stocked)
    page = client.get("/checkout/").content.decode()
    [invoice] = set(re.findall(r'name="payment" value="(invoice:[^"]*)"', page))
    client.post("/checkout/", checkout_form(client, payment=invoice))
    held = Order.objects.get()
    assert (held.state, held.hold) == (OrderState.PLACED, HoldState.HELD)
    assert Case.objects.get().state == CaseState.OPEN
    keepers.get(Door.CHECKOUT).release(held.public_id)
    held.refresh_from_db()
    assert held.hold == HoldState.RELEASED


def test_declined_cards_are_remembered_each(client, stocked):
    order(client, stocked, payment="test:decline")
    order(client, stocked, payment="test:decline")
    failed = Assessment.objects.filter(door=Door.CHECKOUT, result=Result.FAILED)
    assert failed.count() == 2
    assert all(failed.values_list("card_key", flat=True))
    order(client, stocked)
    assert attempt().signals[Signal.DEVICE_FAILURES_1D] == 2


def test_of_a_held_order_whose_card_is_declined_nothing_is_left_to_decide(client, stocked):
    only_rule(Door.CHECKOUT, Outcome.HOLD, Signal.UNITS, 1)
    order(client, stocked, payment="test:decline")
    assert Case.objects.get().state == CaseState.GONE


def test_the_api_tells_its_network_and_no_browser(stocked):
    line = {"variant": stocked.variants.first().public_id, "quantity": 1}
    app = App({"X-Cart-Token": App().post("cart/lines/", line).json()["token"]})
    answer = app.post("checkout/", wish(app), Idempotency_Key="one")
    assert answer.status_code == 201, answer.content
    assert attempt().network_key
    assert attempt().device_key is None


# --- when the scorer is off, broken or slow -----------------------------------------------------
def test_a_door_that_is_off_writes_nothing(client, stocked):
    set_policy(Door.CHECKOUT, mode=Mode.OFF)
    only_rule(Door.CHECKOUT, Outcome.REFUSE, Signal.UNITS, 1)
    order(client, stocked)
    assert Order.objects.get().state == OrderState.PLACED
    assert not Assessment.objects.exists()


def test_an_observing_door_stops_nobody_and_says_what_it_would_have_done(client, stocked):
    set_policy(Door.CHECKOUT, mode=Mode.OBSERVE)
    only_rule(Door.CHECKOUT, Outcome.HOLD, Signal.UNITS, 1)
    order(client, stocked)
    assert Order.objects.get().hold == HoldState.NONE
    assert (attempt().outcome, attempt().would_be) == (Outcome.ALLOW, Outcome.HOLD)


def _broken(*_args, **_kwargs):
    raise OperationalError("the database is away")


def _slow(*args, **kwargs):
    time.sleep(0.3)
    return serving_history(*args, **kwargs)


serving_history = serving.read_history


@pytest.mark.parametrize(
    ("when_down", "state", "hold"),
    [
        (WhenDown.OPEN, OrderState.PLACED, HoldState.NONE),
        (WhenDown.HOLD, OrderState.PLACED, HoldState.HELD),
        (WhenDown.CLOSED, OrderState.CANCELLED, HoldState.NONE),
    ],
)
@pytest.mark.parametrize("fault", [_broken, _slow])
def test_without_a_score_the_policy_decides(
    client, stocked, settings, monkeypatch, when_down, state, hold, fault
):
    settings.RISK_DEADLINE_MS = 250
    set_policy(Door.CHECKOUT, when_down=when_down)
    monkeypatch.setattr(serving, "read_history", fault)
    order(client, stocked)
    placed = Order.objects.get()
    assert (placed.state, placed.hold) == (state, hold)
    assert not (hold == HoldState.HELD and not Case.objects.exists())


def test_an_order_held_while_nothing_could_be_written_finds_its_reviewer(
    client, stocked, monkeypatch
):
    set_policy(Door.CHECKOUT, when_down=WhenDown.HOLD)
    only_rule(Door.CHECKOUT, Outcome.HOLD, Signal.LINKED_ATTEMPTS, 0)
    with monkeypatch.context() as away:
        away.setattr(serving, "read_history", _broken)
        away.setattr(recording, "record", _broken)
        order(client, stocked)
    held = Order.objects.get()
    assert held.hold == HoldState.HELD
    assert not Case.objects.exists()
    serving.breaker.reset()
    assert held_orders.sweep() == 0
    assert held_orders.sweep(at=clock.now() + timedelta(minutes=2)) == 1
    assert Case.objects.get().assessment.subject == held.public_id
    assert held_orders.sweep(at=clock.now() + timedelta(minutes=4)) == 0


def test_an_order_held_for_no_reason_is_let_go(client, stocked, monkeypatch):
    set_policy(Door.CHECKOUT, when_down=WhenDown.HOLD)
    with monkeypatch.context() as away:
        away.setattr(serving, "read_history", _broken)
        away.setattr(recording, "record", _broken)
        order(client, stocked)
    serving.breaker.reset()
    held_orders.sweep(at=clock.now() + timedelta(minutes=2))
    assert Order.objects.get().hold == HoldState.RELEASED


def test_a_hold_stands_where_the_codes_of_the_order_cannot_be_read(client, stocked, monkeypatch):
    only_rule(Door.CHECKOUT, Outcome.HOLD, Signal.CARD_ABROAD, 1)  # known after the money alone
    monkeypatch.setattr("shop.doors.coupons.codes_of", _broken)
    order(client, stocked, payment="test:shared")
    assert Order.objects.get().hold == HoldState.HELD


# --- what becomes of held orders ----------------------------------------------------------------
@pytest.fixture
def held(client, stocked):
    only_rule(Door.CHECKOUT, Outcome.HOLD, Signal.UNITS, 1)
    order(client, stocked)
    return Order.objects.get()


def test_a_reviewer_reads_of_whom_the_order_is(held):
    dossier = keepers.get(Door.CHECKOUT).dossier(held.public_id)
    assert str(held) in dossier.title
    told = " ".join(detail.value for detail in dossier.details)
    for word in ("Ada Lovelace", "ada@example.com", "St James", "€"):
        assert word in told
    assert dossier.lines[0].label.startswith("1 × Field mug")
    assert dossier.is_open
    assert keepers.get(Door.CHECKOUT).dossier("nothing") is None


@pytest.mark.parametrize(
    ("outcome", "state", "hold"),
    [
        (Outcome.ALLOW, OrderState.PLACED, HoldState.RELEASED),
        (Outcome.REFUSE, OrderState.CANCELLED, HoldState.REFUSED),
    ],
)
def test_what_a_reviewer_decides_is_carried_out_once(
    held, outcome, state, hold, django_user_model, django_capture_on_commit_callbacks
):
    rosa = django_user_model.objects.create_user("rosa@example.com", "x", is_staff=True)
    kind = FraudKind.STOLEN_CARD if outcome == Outcome.REFUSE else FraudKind.NONE
    with django_capture_on_commit_callbacks(execute=True):
        decide(case=Case.objects.get(), outcome=outcome, by=rosa, kind=kind)
    held.refresh_from_db()
    assert (held.state, held.hold) == (state, hold)
    keeper = keepers.get(Door.CHECKOUT)
    keeper.release(held.public_id)
    keeper.refuse(held.public_id, kind=kind)
    held.refresh_from_db()
    assert (held.state, held.hold) == (state, hold)


def test_a_held_order_that_its_buyer_cancels_leaves_the_queue(client, held):
    client.post(f"/order/{held.token}/cancel/")
    drain()
    assert Case.objects.get().state == CaseState.GONE


@pytest.mark.parametrize("decide_there", [release_hold, refuse_held])
def test_a_held_order_that_staff_decided_on_its_own_page_leaves_the_queue(held, decide_there):
    assert held_orders.sweep() == 0
    decide_there(order=held)
    assert not keepers.get(Door.CHECKOUT).dossier(held.public_id).is_open
    assert held_orders.sweep() == 1
    assert Case.objects.get().state == CaseState.GONE


# --- what banks say afterwards ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("reason", "state", "verdict", "kind"),
    [
        ("fraudulent", "open", Verdict.FRAUD, FraudKind.STOLEN_CARD),
        ("unrecognised", "lost", Verdict.FRAUD, FraudKind.STOLEN_CARD),
        ("fraudulent", "won", Verdict.LEGITIMATE, FraudKind.NONE),
        ("not_received", "won", Verdict.FRAUD, FraudKind.FRIENDLY),
        ("fraudulent", "inquiry", None, None),
        ("not_received", "open", None, None),
        ("not_as_described", "lost", None, None),
        ("duplicate", "won", None, None),
    ],
)
def test_disputes_say_what_orders_turned_out_to_be(client, stocked, reason, state, verdict, kind):
    order(client, stocked)
    disputed = Order.objects.get()
    dispute = make_dispute(disputed.payments.get())
    type(dispute).objects.update(reason=reason, state=state)
    for _time in range(2):
        hear_disputed([{"order": disputed.pk, "dispute": dispute.pk, "state": state}])
    found = Label.objects.filter(source=LabelSource.CHARGEBACK)
    assert [(row.verdict, row.kind) for row in found] == ([(verdict, kind)] if verdict else [])
    if verdict == Verdict.FRAUD and state != "won":
        assert found.get().lost_minor == dispute.amount_minor
