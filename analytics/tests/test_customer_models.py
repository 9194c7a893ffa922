"""The models of customers from the books to the answer: trained, judged, served, watched."""

from datetime import timedelta

import numpy as np
import pytest

from accounts.models import Customer
from accounts.privacy import erase_customer
from analytics.algorithms.purchases import UNKNOWN
from analytics.customers import learning_jobs, reasons
from analytics.customers.dataset import (
    BEHAVIOUR_DAYS,
    day_to_look_from,
    load_behaviour,
    load_purchases,
)
from analytics.customers.drift import look_for_drift
from analytics.customers.foretelling import foretell
from analytics.customers.lessons import Books, read_lessons
from analytics.customers.serving import CHURN, VALUE, current_churn, current_value
from analytics.customers.training import train_churn, train_value
from analytics.tests.buyers import bought, make_buyer
from analytics.tests.drawn_customers import UNTIL, draw
from catalog.tests.factories import make_category, make_product
from foundation import clock
from mlops import training
from mlops.models import DriftReport, ModelVersion, VersionState
from mlops.training import train, trainers
from orders.models import Order, OrderLine, OrderState

pytestmark = pytest.mark.django_db


def silent(_progress: str) -> None:
    """Nobody listens."""


def fill_books(customers: int = 420, *, days: int = 420) -> None:
    """Orders of drawn customers, the last of them yesterday."""
    purchases, _truth = draw(customers, days=days)
    people = Customer.objects.bulk_create(Customer() for _each in purchases.customers)
    now = clock.now().replace(hour=12)
    orders = Order.objects.bulk_create(
        Order(
            customer=people[row], state=OrderState.PLACED, currency="EUR", base_currency="EUR",
            placed_at=now - timedelta(days=int(UNTIL - day)), number=f"D{number}",
        )
        for number, (row, day) in enumerate(zip(purchases.customer, purchases.day, strict=True))
    )  # fmt: skip
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order, sku="S", name="Mug", quantity=1, shipped=1, product_id_then=int(product),
            unit_price_minor=int(paid), total_minor=int(paid),
        )
        for order, paid, product in zip(
            orders, purchases.revenue, purchases.lines.product, strict=True
        )
    )  # fmt: skip


def told(as_of=None):
    as_of = as_of or day_to_look_from()
    return foretell(
        load_purchases(until=as_of), load_behaviour(until=as_of, days=BEHAVIOUR_DAYS), as_of=as_of
    )


def test_a_shop_that_learned_nothing_foretells_nothing_but_the_likely():
    product = make_product(category=make_category("Mugs"))
    bought(make_buyer(), days_ago=3, product_id=product.pk)
    found = told()
    assert np.isnan(found.churn_risk).all()
    assert np.isnan(found.value_365_high).all()
    assert found.next_from.tolist() == [UNKNOWN]
    assert found.churn_reasons == [[]]
    assert (found.churn_version, found.value_version) == ("", "")
    assert found.likely_categories == [[{"category": product.category_id, "chance": 1.0}]]


def test_a_shop_without_customers_is_asked_in_vain():
    found = told()
    assert len(found.customers) == len(found.churn_risk) == len(found.likely_categories) == 0
    assert train_churn(silent) is None
    assert train_value(silent) is None
    assert look_for_drift() == []


def test_a_shop_too_young_or_too_small_learns_nothing():
    fill_books(customers=60)
    assert read_lessons() is not None
    assert train_churn(silent) is None
    assert ModelVersion.objects.count() == 0


def test_purchases_of_another_day_are_refused():
    with pytest.raises(ValueError, match="another day"):
        foretell(
            load_purchases(until=clock.business_day()),
            None,
            as_of=clock.business_day() + timedelta(days=1),
        )


@pytest.mark.slow
@pytest.mark.any_database
def test_churn_is_trained_judged_served_and_told_with_reasons():
    fill_books()
    version = train(CHURN, silent)
    assert version.state == VersionState.CHAMPION, version.reason
    judged, plain = version.metrics["90 days"], version.baseline["90 days"]
    assert judged["auc"] > plain["auc"]
    assert judged["brier"] < plain["brier"]
    found = told()
    assert found.churn_version == version.version
    assert ((found.churn_risk > 0) & (found.churn_risk < 1)).all()
    stays = found.churn_risk < 0.5
    assert (found.next_from[~stays] == UNKNOWN).all()
    assert (found.next_from[stays] <= found.next_to[stays]).all()
    assert (found.next_from[stays] >= load_purchases(until=day_to_look_from()).until).all()
    surest = found.churn_reasons[int(found.churn_risk.argmax())]
    assert reasons.raises_risk(surest[0])
    assert all(reasons.tell(reason).endswith(".") for reason in surest)


@pytest.mark.slow
@pytest.mark.any_database
def test_value_is_trained_judged_served_and_grows_with_time():
    fill_books()
    version = train(VALUE, silent)
    assert version.state == VersionState.CHAMPION, version.reason
    found = told()
    assert found.value_version == version.version
    assert (found.value_90_low <= found.value_90_high).all()
    assert (found.value_365 >= found.value_90).all()
    assert found.value_365.sum() > 1.5 * found.value_90.sum()


@pytest.mark.slow
@pytest.mark.any_database
def test_a_year_is_learned_by_itself_where_years_are_over():
    fill_books(days=900)
    version = train(VALUE, silent)
    assert version.parameters["days"] == [90, 365]
    model = current_value().model
    assert [spend.days for spend in model.spends] == [90, 365]
    found = told()
    assert found.value_365.sum() > 1.5 * found.value_90.sum()


@pytest.mark.slow
@pytest.mark.any_database
def test_books_that_lost_their_customers_are_not_learned_from():
    fill_books()
    first = train_churn(silent)
    lost = list(Customer.objects.order_by("pk").values_list("pk", flat=True)[:150])
    Customer.objects.filter(pk__in=lost).update(erased_at=clock.now())
    refused = train_churn(silent)
    assert refused.state == VersionState.REFUSED
    assert "customers" in refused.reason
    assert current_churn().version == first.version
    assert train_churn(silent, trust_data=True).state == VersionState.CHAMPION


@pytest.mark.slow
@pytest.mark.any_database
def test_the_erased_are_in_no_later_lesson():
    fill_books()
    gone = Customer.objects.order_by("pk").first()
    assert gone.pk in read_lessons().purchases.customers
    Order.objects.filter(customer=gone).update(fulfilment_state="fulfilled", payment_state="paid")
    erase_customer(customer=gone)
    lessons = read_lessons()
    assert gone.pk not in lessons.purchases.customers
    assert all(gone.pk not in each.facts.customers for each in lessons.windows)


@pytest.mark.slow
@pytest.mark.any_database
def test_drift_is_noted_where_customers_changed_and_only_there():
    fill_books()
    train_churn(silent)
    train_value(silent)
    assert not any(report.is_alarm for report in look_for_drift())
    OrderLine.objects.update(total_minor=200)
    alarms = {report.figure for report in look_for_drift() if report.is_alarm}
    assert "average" in alarms
    assert "recency" not in alarms
    assert DriftReport.objects.filter(name=VALUE).count() == 3


def test_a_champion_of_this_week_is_not_trained_again(monkeypatch):
    asked = []
    monkeypatch.setattr(training, "train", lambda name, _report: asked.append(name))
    learning_jobs.learn_where_due({}, silent)
    assert asked == [CHURN, VALUE]
    ModelVersion.objects.create(name=CHURN, version="1", state=VersionState.CHAMPION)
    learning_jobs.learn_where_due({}, silent)
    assert asked[2:] == [VALUE]
    ModelVersion.objects.update(trained_at=clock.now() - timedelta(days=7))
    learning_jobs.learn_where_due({}, silent)
    assert asked[3:] == [CHURN, VALUE]


def test_a_shop_that_slept_is_looked_at_from_its_last_day():
    bought(make_buyer(), days_ago=400)
    assert day_to_look_from() == clock.business_day() - timedelta(days=399)
    bought(make_buyer(), days_ago=10)
    assert day_to_look_from() == clock.business_day()


def test_one_customer_who_is_the_shop_is_no_lesson():
    assert Books(100, 1_000, 0.5).faults(None)
    assert not Books(100, 1_000, 0.1).faults({"orders": 1_200, "customers": 110})
    assert len(Books(100, 1_000, 0.1).faults({"orders": 9_000, "customers": 900})) == 2


def test_both_models_are_trained_by_name():
    assert {CHURN, VALUE} <= set(trainers.names())


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ({"reason": "rhythm", "days": 120.0, "usual": 40.2}, "usually every 40 days"),
        ({"reason": "rhythm", "days": 1.0}, "Last order 1 day ago, the only one so far."),
        ({"reason": "lately", "orders": 0.0}, "No order in the last 90 days."),
        ({"reason": "spending", "average": 1250.0}, "12.50"),
        ({"reason": "range", "products": 1.0}, "Has bought 1 product."),
        ({"reason": "age", "days": 30.0}, "A customer for 30 days."),
        ({"reason": "visits", "visits": 2.0, "days": 4.0}, "Last visit 4 days ago."),
        ({"reason": "visits", "visits": 0.0, "days": 365.0}, "No visit in the last 90 days."),
        ({"reason": "mail", "opened": 0.0}, "Opened no mail in the last 90 days."),
        ({"reason": "of another version"}, "of another version"),
    ],
)
def test_reasons_in_words(reason, words):
    assert words in reasons.tell({"effect": 0.4, **reason})
