"""The doors of reviews and returns: judged after they are written, refused by no machine."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse

from catalog.models import RefusalReason, Review, ReviewStatus
from catalog.reviews import moderate_review
from events.outbox import drain
from orders.fulfilment import ship_order
from orders.models import ItemCondition, ReturnRequest, ReturnState
from orders.returns import (
    Finding,
    approve_return,
    complete_return,
    receive_return,
    request_return,
)
from orders.returns.request import WantedReturn
from orders.tests.placed import line_ids, make_order
from risk.algorithms.vocabulary import Door, Mark, Outcome, Result, Signal, Verdict
from risk.decisions import keepers
from risk.kinds import CaseState, FraudKind, LabelSource
from risk.models import Assessment, Case, Label
from risk.scoring import serving
from shop.doors.circumstances import Circumstances
from shop.doors.returns import judge_return
from shop.doors.tests.scenes import no_rules, only_rule
from shop.storefront.tests.people import client_of, make_customer

pytestmark = pytest.mark.django_db
REVIEW = {"rating": "5", "title": "Holds tea", "text": "It holds tea and it holds it well."}


@pytest.fixture(autouse=True)
def _fresh(db):
    no_rules()
    serving.breaker.reset()
    cache.clear()


@pytest.fixture
def ada(db):
    return make_customer()


def write(client, product, **changes):
    return client.post(f"/p/{product.slug}/review/", REVIEW | changes)


def of_door(door):
    return Assessment.objects.filter(door=door).order_by("pk")


# --- reviews ------------------------------------------------------------------------------------
def test_a_review_is_judged_with_what_it_is_about_and_how_it_is_worded(stocked, ada):
    write(client_of(ada), stocked)
    judged = of_door(Door.REVIEW).get()
    assert judged.subject == f"review:{Review.objects.get().pk}"
    for mark in (Mark.CUSTOMER, Mark.EMAIL, Mark.NETWORK, Mark.THING, Mark.WORDING):
        assert getattr(judged, f"{mark}_key"), mark
    assert (judged.facts[Signal.RATING], judged.facts[Signal.UNVERIFIED]) == (5.0, 1.0)
    assert judged.is_unverified


def test_the_same_words_of_another_are_known_again(stocked, ada):
    write(client_of(ada), stocked)
    write(client_of(make_customer("bea@example.com")), stocked, text=REVIEW["text"].upper())
    assert of_door(Door.REVIEW).last().signals[Signal.WORDING_REPEATS_90D] == 1.0


def test_a_review_that_is_written_anew_is_judged_anew(stocked, ada):
    client = client_of(ada)
    write(client, stocked)
    write(client, stocked, text="After a year it still holds tea and that is that.")
    first, second = of_door(Door.REVIEW)
    assert first.subject != second.subject
    assert first.wording_key != second.wording_key


def test_no_machine_refuses_a_review(stocked, ada):
    only_rule(Door.REVIEW, Outcome.REFUSE, Signal.RATING, 5)
    assert write(client_of(ada), stocked)["Location"] == "/account/reviews/"
    assert Review.objects.get().status == ReviewStatus.PENDING
    assert Case.objects.get().state == CaseState.OPEN


@pytest.mark.parametrize(
    ("status", "reason", "verdict", "result"),
    [
        (ReviewStatus.PUBLISHED, None, Verdict.LEGITIMATE, Result.PASSED),
        (ReviewStatus.REFUSED, RefusalReason.SPAM, Verdict.FRAUD, Result.FAILED),
        (ReviewStatus.REFUSED, RefusalReason.ADVERTISING, Verdict.FRAUD, Result.FAILED),
        (ReviewStatus.REFUSED, RefusalReason.ABUSIVE, None, Result.FAILED),
    ],
)
def test_what_moderators_find_is_learned_from(stocked, ada, status, reason, verdict, result):
    only_rule(Door.REVIEW, Outcome.HOLD, Signal.RATING, 5)
    write(client_of(ada), stocked)
    moderate_review(review=Review.objects.get(), status=status, reason=reason)
    drain()
    assert of_door(Door.REVIEW).get().result == result
    assert Case.objects.get().state == CaseState.GONE
    found = Label.objects.filter(source=LabelSource.REVIEWER).values_list("verdict", flat=True)
    assert list(found) == ([verdict] if verdict else [])


def test_a_review_that_was_held_is_refused_or_left_to_the_moderators(stocked, ada):
    write(client_of(ada), stocked)
    review, keeper = Review.objects.get(), keepers.get(Door.REVIEW)
    subject = of_door(Door.REVIEW).get().subject
    dossier = keeper.dossier(subject)
    assert dossier.is_open
    assert REVIEW["text"] in {detail.value for detail in dossier.details}
    keeper.release(subject)
    review.refresh_from_db()
    assert review.status == ReviewStatus.PENDING
    for _time in range(2):
        keeper.refuse(subject, kind=FraudKind.REVIEW_SPAM)
    review.refresh_from_db()
    assert (review.status, review.refusal) == (ReviewStatus.REFUSED, RefusalReason.SPAM)
    assert not keeper.dossier(subject).is_open


def test_a_review_that_was_written_anew_is_not_refused_for_the_old_one(stocked, ada):
    client = client_of(ada)
    write(client, stocked)
    old = of_door(Door.REVIEW).get().subject
    write(client, stocked, text="After a year it still holds tea and that is that.")
    keepers.get(Door.REVIEW).refuse(old, kind=FraudKind.REVIEW_SPAM)
    assert Review.objects.get().status == ReviewStatus.PENDING
    assert keepers.get(Door.REVIEW).dossier(old) is None


@pytest.mark.parametrize("subject", ["", "review", "review:", "review:x", "review:99"])
def test_a_subject_that_is_no_review_is_nobodys(db, subject):
    assert keepers.get(Door.REVIEW).dossier(subject) is None


# --- returns ------------------------------------------------------------------------------------
@pytest.fixture
def sent(ada):
    order = make_order("12.00", quantity=2, customer=ada)
    ship_order(order=order)
    return order


def send_back(order, ada, units="1", reason="changed_mind"):
    line = line_ids(order)[0]
    form = {f"units-{line}": units, f"reason-{line}": reason, "note": "", "key": "a" * 32}
    return client_of(ada).post(f"/order/{order.token}/return/", form)


def test_a_return_is_judged_by_what_comes_back(ada, sent):
    send_back(sent, ada)
    judged = of_door(Door.RETURN).get()
    assert judged.subject == f"return:{ReturnRequest.objects.get().public_id}"
    assert judged.amount_minor == 1200
    assert judged.facts[Signal.UNITS] == 1.0
    assert judged.facts[Signal.RETURN_SHARE_OF_ORDER] == pytest.approx(1200 / sent.total_minor)
    for mark in (Mark.CUSTOMER, Mark.EMAIL, Mark.ADDRESS, Mark.NETWORK):
        assert getattr(judged, f"{mark}_key"), mark


def test_a_return_sent_twice_is_judged_once(ada, sent):
    send_back(sent, ada)
    send_back(sent, ada)
    assert of_door(Door.RETURN).count() == 1


def test_no_machine_refuses_a_return(ada, sent):
    only_rule(Door.RETURN, Outcome.REFUSE, Signal.UNITS, 1)
    answer = send_back(sent, ada)
    assert answer["Location"] == f"/order/{sent.token}/"
    assert ReturnRequest.objects.get().state == ReturnState.REQUESTED
    assert Case.objects.get().state == CaseState.OPEN


def test_a_return_that_staff_answered_leaves_the_queue(ada, sent):
    only_rule(Door.RETURN, Outcome.HOLD, Signal.UNITS, 1)
    send_back(sent, ada)
    approve_return(request=ReturnRequest.objects.get())
    drain()
    assert Case.objects.get().state == CaseState.GONE
    assert of_door(Door.RETURN).get().result == Result.OPEN


def test_a_return_that_the_customer_keeps_counts_as_none(ada, sent):
    send_back(sent, ada)
    made = ReturnRequest.objects.get()
    client_of(ada).post(
        reverse("storefront:order-return-withdraw", args=[sent.token, made.public_id])
    )
    made.refresh_from_db()
    assert made.state == ReturnState.CANCELLED
    assert of_door(Door.RETURN).get().result == Result.FAILED


@pytest.mark.parametrize(
    ("reason", "condition", "worn"),
    [
        ("changed_mind", ItemCondition.DAMAGED, True),
        ("changed_mind", ItemCondition.MISSING, True),
        ("changed_mind", ItemCondition.AS_NEW, False),
        ("damaged", ItemCondition.DAMAGED, False),
    ],
)
def test_what_the_stockroom_finds_is_remembered(ada, sent, reason, condition, worn):
    send_back(sent, ada, reason=reason)
    made = ReturnRequest.objects.get()
    receive_return(request=made)
    finding = Finding(condition=condition, accepted=0, restocked=0)
    complete_return(request=made, findings={made.lines.get().pk: finding})
    drain()
    judged = of_door(Door.RETURN).get()
    assert (judged.is_worn, judged.result) == (worn, Result.PASSED)
    later = make_order("9.00", customer=ada)
    ship_order(order=later)
    again = request_return(order=later, wanted=[WantedReturn(line_ids(later)[0], 1)])
    judge_return(request=again, circumstances=Circumstances())
    assert of_door(Door.RETURN).last().signals[Signal.WORN_RETURNS_365D] == float(worn)


def test_a_return_that_was_held_is_refused_in_the_customers_words(ada, sent):
    send_back(sent, ada)
    keeper, subject = keepers.get(Door.RETURN), of_door(Door.RETURN).get().subject
    dossier = keeper.dossier(subject)
    assert dossier.is_open
    assert dossier.lines[0].label.startswith("1 × ")
    keeper.release(subject)
    made = ReturnRequest.objects.get()
    assert made.state == ReturnState.REQUESTED
    for _time in range(2):
        keeper.refuse(subject, kind=FraudKind.RETURN_ABUSE)
    made.refresh_from_db()
    assert made.state == ReturnState.REFUSED
    assert made.staff_note == "We cannot take this back as you asked. Please write to us."
    assert keeper.dossier("return:nothing") is None
