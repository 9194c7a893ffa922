"""How much is decided alone, by hand, or against what was proposed: each decision once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from analytics.automation import decisions
from analytics.automation.decisions import Decisions, Matter, decided
from catalog.models import Review, ReviewStatus
from catalog.reviews import moderate_review
from catalog.tests.factories import make_product
from forecasting.models import AutomaticOrder, LineStatus
from forecasting.tests.busy_plans import plan_line
from foundation import clock
from foundation.registries import Registry
from inventory.models import PurchaseOrder, PurchaseOrderState, Supplier, Warehouse
from pricing.models import PriceSuggestion, RejectReason, SuggestionState

pytestmark = pytest.mark.django_db

NOW = clock.now()
TODAY = clock.business_day(NOW)


def _matter(matter: Matter, *, days: int = 1):
    found = decided(TODAY - timedelta(days=days - 1), TODAY)
    return next(one for one in found if one.matter == matter)


def _suggestion(state: SuggestionState, *, automatic: bool = False, days_ago: int = 0) -> None:
    at = NOW - timedelta(days=days_ago)
    done = state in (SuggestionState.APPLIED, SuggestionState.REVERTED)
    PriceSuggestion.objects.create(
        product=make_product(), currency="EUR", made_at=at, expires_at=at + timedelta(days=7),
        step_basis_points=100, horizon_days=28, state=state, automatic=automatic,
        decided_at=None if state == SuggestionState.PROPOSED else at,
        applied_at=at if done else None,
        reverted_at=at if state == SuggestionState.REVERTED else None,
        reject_reason=RejectReason.OTHER if state == SuggestionState.REJECTED else "",
    )  # fmt: skip


def test_a_shop_in_which_nothing_was_decided_says_so_of_every_matter():
    found = decided(TODAY, TODAY)
    assert [one.matter for one in found] == list(Matter)
    assert all(one.total == Decisions() for one in found)
    assert all(one.total.share_alone is None for one in found)


def test_what_no_app_decides_has_no_source(monkeypatch):
    monkeypatch.setattr(decisions, "decision_sources", Registry("decisions of nobody"))
    assert _matter(Matter.SUPPORT).source is None


def test_each_price_counts_once_as_alone_by_hand_or_overruled():
    _suggestion(SuggestionState.APPLIED, automatic=True)
    _suggestion(SuggestionState.APPLIED, automatic=True)
    _suggestion(SuggestionState.REVERTED, automatic=True)
    _suggestion(SuggestionState.APPLIED)
    _suggestion(SuggestionState.REVERTED)
    _suggestion(SuggestionState.APPROVED)
    _suggestion(SuggestionState.REJECTED)
    _suggestion(SuggestionState.PROPOSED)

    prices = _matter(Matter.PRICES)
    assert prices.total == Decisions(alone=2, by_hand=3, overruled=2)
    assert prices.total.share_alone == pytest.approx(2 / 7)
    assert prices.total.share_overruled == pytest.approx(2 / 7)
    assert prices.waiting == 1


def test_decisions_stand_on_their_days_and_others_are_left_out():
    _suggestion(SuggestionState.APPLIED)
    _suggestion(SuggestionState.REJECTED, days_ago=2)
    _suggestion(SuggestionState.REJECTED, days_ago=9)
    prices = _matter(Matter.PRICES, days=7)
    assert prices.by_day == {
        TODAY: Decisions(by_hand=1),
        TODAY - timedelta(days=2): Decisions(overruled=1),
    }


def test_an_order_made_alone_and_cancelled_was_overruled_as_is_a_dismissed_line():
    order = _order("P-1", alone=True)
    assert _matter(Matter.ORDERS).total == Decisions(alone=1)

    PurchaseOrder.objects.filter(pk=order.pk).update(state=PurchaseOrderState.CANCELLED)
    variant = make_product().variants.get()
    plan_line(variant, supplier=None, status=LineStatus.DISMISSED, decided_at=NOW)
    plan_line(make_product().variants.get(), supplier=None)
    orders = _matter(Matter.ORDERS)
    assert (orders.total, orders.waiting) == (Decisions(overruled=2), 1)


def test_an_order_that_staff_sent_is_by_hand_and_a_draft_or_a_cancelled_one_is_none():
    _order("P-1")
    _order("P-2", state=PurchaseOrderState.DRAFT)
    _order("P-3", state=PurchaseOrderState.CANCELLED)
    assert _matter(Matter.ORDERS).total == Decisions(by_hand=1)


def test_a_review_is_decided_by_the_person_who_read_it():
    product = make_product()
    for number, status in enumerate((ReviewStatus.PUBLISHED, ReviewStatus.PENDING)):
        review = Review.objects.create(product=product, author=f"A{number}", rating=4)
        if status != ReviewStatus.PENDING:
            moderate_review(review=review, status=status)
    reviews = _matter(Matter.REVIEWS)
    assert (reviews.total, reviews.waiting) == (Decisions(by_hand=1), 1)


def _order(
    number: str, *, alone: bool = False, state: PurchaseOrderState = PurchaseOrderState.SENT
) -> PurchaseOrder:
    supplier, _new = Supplier.objects.get_or_create(
        code="mill", defaults={"name": "Mill", "currency": "EUR"}
    )
    warehouse, _new = Warehouse.objects.get_or_create(code="main", defaults={"name": "Main"})
    order = PurchaseOrder.objects.create(
        number=number, supplier=supplier, warehouse=warehouse, currency="EUR", state=state,
        sent_at=NOW, created_at=NOW,
    )  # fmt: skip
    if alone:
        AutomaticOrder.objects.create(
            policy=None, purchase_order=order, supplier=supplier, warehouse=warehouse, day=TODAY,
            value_minor=100, made_at=NOW,
        )  # fmt: skip
    return order
