"""The demo's past at the doors: what is shown of it stands in the shop's own rows."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from events.names import Channel
from foundation import clock
from foundation.progress import progress_steps
from orders.holds import held_orders
from orders.models import Order
from risk.algorithms.vocabulary import Door, Outcome
from risk.kinds import CaseState, LabelSource
from risk.models import Assessment, Case, Label
from shop.demo.build import DemoPlan, build_demo
from shop.demo.past import PACKING_TAKES

pytestmark = pytest.mark.slow


@pytest.fixture
def store(db: Any, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    with progress_steps(quiet=True) as steps:
        build_demo(plan=DemoPlan(seed=3, days=60, customers=260), steps=steps)


def test_the_doors_have_a_past(store: None) -> None:
    assert set(Assessment.objects.values_list("door", flat=True)) == set(Door)
    _orders_were_judged_once_each()
    _until_yesterday_nobody_was_stopped()
    _what_is_held_waits_in_the_house_and_in_the_queue()
    _labels_say_whose_they_are()


def _orders_were_judged_once_each() -> None:
    judged = Assessment.objects.filter(door=Door.CHECKOUT).exclude(subject="")
    subjects = set(judged.values_list("subject", flat=True))
    came_in = Order.objects.filter(channel=Channel.WEB)  # others pass no door of the shop
    assert subjects == set(came_in.values_list("public_id", flat=True))
    played = came_in.filter(placed_at__lt=clock.now() - timedelta(hours=1))
    for order in played.order_by("?")[:20]:
        row = judged.get(subject=order.public_id)
        assert row.occurred_at == order.placed_at
        assert row.customer_id_then == order.customer_id


def _until_yesterday_nobody_was_stopped() -> None:
    watched = Assessment.objects.filter(occurred_at__lt=clock.now() - PACKING_TAKES)
    assert not watched.exclude(outcome=Outcome.ALLOW).exists()
    assert watched.exclude(would_be__in=("", Outcome.ALLOW)).exists()
    assert not watched.filter(case__isnull=False).exists()


def _what_is_held_waits_in_the_house_and_in_the_queue() -> None:
    cases = Case.objects.select_related("assessment")
    assert {case.state for case in cases} <= {CaseState.OPEN}
    subjects = {case.assessment.subject for case in cases}
    assert subjects == set(held_orders().values_list("public_id", flat=True))
    for order in held_orders():
        assert order.hold_due_at is not None
        assert order.hold_due_at > order.placed_at + timedelta(hours=1)


def _labels_say_whose_they_are() -> None:
    sources = set(Label.objects.values_list("source", flat=True))
    assert sources <= {LabelSource.SIMULATED, LabelSource.CHARGEBACK}
    made_up = Label.objects.filter(source=LabelSource.SIMULATED)
    assert made_up.exists()
    assert not made_up.exclude(note__startswith="Simulated").exists()
    for label in Label.objects.filter(source=LabelSource.CHARGEBACK):
        assert label.assessment is not None
        assert label.labelled_at > label.assessment.occurred_at
        assert label.lost_minor == label.assessment.amount_minor
