"""Groups of customers as staff see them: none of fewer than ten, strategies that can be edited."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Company, User
from accounts.roles import Role, assign_role
from accounts.tests.factories import make_customer
from analytics.customers.naming import (
    cluster_name,
    combined_name,
    demographic_code,
    demographic_name,
)
from analytics.customers.profiles import write_profiles
from analytics.customers.selectors import (
    OTHERS,
    groups_on,
    latest_groups,
    moves_between,
    segment_course,
)
from analytics.customers.strategies import (
    forget_strategy,
    house_strategy,
    save_strategy,
    strategies,
    strategy_of,
)
from analytics.models import (
    CompanyHealth,
    ContactChannel,
    Grouping,
    HealthState,
    RfmSegment,
    SegmentMove,
    SegmentStrategy,
)
from analytics.tests.buyers import bought, make_buyer
from analytics.tests.customer_rows import make_profile, make_segment_day
from events.models import AuditEntry
from events.names import Consent
from foundation import clock
from foundation.refusals import Refusal
from orders.models import OrderPaymentState, Payment, PaymentState

pytestmark = pytest.mark.django_db
OVERVIEW = reverse("admin:analytics_segmentday_overview")
PROFILES = reverse("admin:analytics_customerprofile_changelist")


def staff(client, role=Role.OWNER):
    user = User.objects.create_user(f"{role}@shop.example", "a good long password")
    assign_role(user=user, role=role, actor=None)
    client.force_login(user)
    return client


def page(client, address=OVERVIEW):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


# --- groups -----------------------------------------------------------------------------------


def test_small_groups_stand_together_and_tell_of_nobody():
    make_segment_day(RfmSegment.LOYAL, customers=40)
    make_segment_day(RfmSegment.LOST, customers=7, churn_risk=0.9)
    make_segment_day(RfmSegment.NEW, customers=6, churn_risk=None)

    found = {group.value: group for group in latest_groups(Grouping.RFM)}

    assert set(found) == {RfmSegment.LOYAL, OTHERS}
    assert found[OTHERS].customers == 13
    assert found[OTHERS].churn_risk == pytest.approx(0.9)


def test_small_groups_are_not_in_the_course_and_small_moves_are_not_told():
    today = clock.business_day()
    make_segment_day(RfmSegment.LOYAL, customers=40)
    make_segment_day(RfmSegment.LOST, customers=7)
    make_segment_day(RfmSegment.HIBERNATING, customers=6)
    for after, people in ((RfmSegment.LOYAL, 12), (RfmSegment.LOST, 9)):
        SegmentMove.objects.create(day=today, before=RfmSegment.NEW, after=after, customers=people)

    assert segment_course(until=today) == {today: {RfmSegment.LOYAL: 40}}
    assert [move.after for move in moves_between(today, today)] == [RfmSegment.LOYAL]


def test_a_small_group_cannot_be_reckoned_from_the_groups_and_their_course():
    make_segment_day(RfmSegment.LOYAL, customers=40)
    make_segment_day(RfmSegment.LOST, customers=12)
    make_segment_day(RfmSegment.NEW, customers=3)
    today = clock.business_day()

    together = {group.value: group.customers for group in groups_on(today, Grouping.RFM)}

    assert together == {RfmSegment.LOYAL: 40, OTHERS: 15}
    assert segment_course(until=today) == {today: {RfmSegment.LOYAL: 40}}


def test_groups_are_called_by_what_they_are():
    assert cluster_name("large-orders+many-things") == "Large orders, many different things"
    assert cluster_name("average.2") == "Like most (2)"
    assert demographic_name("25-34.DE") == "25 to 34, Germany"
    assert combined_name("at_risk/large-orders/65-.FR") == (
        "At risk · Large orders · 65 and older, France"
    )
    with override("de"):
        assert demographic_name("0-17.DE") == "unter 18, Deutschland"


@pytest.mark.parametrize(
    ("born", "code"),
    [(2010, "0-17.DE"), (2008, "18-24.DE"), (1991, "35-44.DE"), (1950, "65-.DE"), (None, "")],
)
def test_ages_fall_into_their_bands(born, code):
    assert demographic_code(born, "DE", on=clock.business_day().replace(year=2026)) == code


# --- the overview -----------------------------------------------------------------------------


def test_the_overview_says_kindly_that_there_is_nothing_yet(client):
    assert "No customer was counted yet" in page(staff(client))


def test_the_overview_tells_sizes_worth_strategies_and_the_course(client):
    make_segment_day(RfmSegment.AT_RISK, customers=30)
    make_segment_day(RfmSegment.AT_RISK, customers=20, day=clock.business_day() - timedelta(30))

    shown = page(staff(client))

    assert "At risk" in shown
    assert house_strategy(RfmSegment.AT_RISK).action in shown
    assert "Customers by how they stand" in shown
    assert f"{PROFILES}?segment__exact=at_risk" in shown


def test_analysts_see_groups_but_neither_people_nor_the_way_to_them(client):
    make_segment_day(RfmSegment.AT_RISK, customers=30)
    analyst = staff(client, Role.ANALYST)

    shown = page(analyst)

    assert PROFILES not in shown
    assert reverse("admin:analytics_segmentstrategy_add") not in shown
    assert analyst.get(PROFILES).status_code == 403
    assert analyst.get(reverse("admin:analytics_companyhealth_changelist")).status_code == 403


# --- strategies -------------------------------------------------------------------------------


def test_every_segment_has_the_houses_advice_in_both_languages():
    english = [(plan.action, plan.tone) for plan in strategies()]
    with override("de"):
        german = [(plan.action, plan.tone) for plan in strategies()]

    assert len(english) == len(RfmSegment.values)
    assert all(action and tone for action, tone in english)
    assert not set(english) & set(german)


def test_what_staff_decide_replaces_the_advice_until_it_is_deleted(client):
    owner = staff(client)
    add = reverse("admin:analytics_segmentstrategy_add") + "?segment=at_risk"
    assert house_strategy(RfmSegment.AT_RISK).tone in page(owner, add)

    answer = owner.post(
        add,
        {"segment": "at_risk", "action": "Call them", "tone": "Calm", "channel": "person",
         "offers_allowed": "on", "most_off_percent": "5"},
    )  # fmt: skip

    assert answer.status_code == 302
    plan = strategy_of("at_risk")
    assert plan is not None
    assert (plan.action, plan.most_off_percent, plan.is_own) == ("Call them", 5, True)
    forget_strategy(strategy=SegmentStrategy.objects.get())
    assert strategy_of("at_risk") == house_strategy(RfmSegment.AT_RISK)


def test_a_discount_without_offers_is_refused_at_its_field(client):
    owner = staff(client)
    typed = {"segment": "lost", "action": "Wait", "tone": "Calm", "channel": "none",
             "most_off_percent": "10"}  # fmt: skip

    shown = owner.post(reverse("admin:analytics_segmentstrategy_add"), typed).content.decode()

    assert "Without offers there is no discount." in shown
    assert "strategy_off_needs_offers" not in shown
    assert not SegmentStrategy.objects.exists()
    with pytest.raises(Refusal) as refused:
        save_strategy(
            strategy=SegmentStrategy(
                segment="lost", channel=ContactChannel.NONE, most_off_percent=10
            )
        )
    assert refused.value.field == "most_off_percent"


def test_who_is_in_no_segment_has_no_strategy():
    assert strategy_of("") is None


# --- the list of profiles ---------------------------------------------------------------------


def test_the_list_filters_by_segment_risk_and_consent(client):
    make_profile(make_customer(name="Ada", email="ada@x.example"), churn_risk=0.9)
    ben = make_customer(name="Ben", email="ben@x.example", consent=Consent.ALL)
    make_profile(ben, churn_risk=0.1)
    owner = staff(client)

    agreed = page(owner, f"{PROFILES}?agreed=yes")
    high = page(owner, f"{PROFILES}?risk=high")
    low = page(owner, f"{PROFILES}?risk=low&segment__exact=loyal")

    assert "Ben" in agreed
    assert "Ada" not in agreed
    assert "Ada" in high
    assert "Ben" not in high
    assert "Ben" in low
    assert "Ada" not in low


def test_the_file_holds_what_the_list_shows_and_is_noted(client):
    make_profile(make_customer(name="=1+1", email="ada@x.example"), churn_risk=0.9)
    make_profile(make_customer(name="Ben", email="ben@x.example"), churn_risk=0.1)
    owner = staff(client)

    answer = owner.get(reverse("admin:analytics_customerprofile_file") + "?risk=high")

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Name"] for row in rows] == ["'=1+1"]
    assert rows[0]["Revenue (EUR)"] == "480.00"
    assert AuditEntry.objects.filter(action="data.exported", changes={"rows": 1}).count() == 1


def test_a_filter_that_is_none_leads_back_to_the_list(client):
    owner = staff(client)
    answer = owner.get(reverse("admin:analytics_customerprofile_file") + "?orders__gte=many")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(
        reverse("admin:analytics_customerprofile_changelist")
    )


def test_who_may_not_hand_out_gets_no_file(client):
    manager = staff(client, Role.MANAGER)

    assert manager.get(PROFILES).status_code == 200
    assert manager.get(reverse("admin:analytics_customerprofile_file")).status_code == 403


# --- companies --------------------------------------------------------------------------------


def test_a_companys_health_is_told_from_the_orders_of_its_members():
    company = Company.objects.create(name="Oak & Co", country="DE")
    ann, ben = (make_buyer(email=f"{name}@oak.example", company=company) for name in "ab")
    for days_ago in (200, 170, 140, 110):
        order = bought(ann, days_ago=days_ago)
    bought(ben, days_ago=105)
    bought(make_buyer(email="c@x.example"), days_ago=1)
    Payment.objects.create(
        order=order, provider="invoice", key="1", state=PaymentState.DUE, amount_minor=1190,
        currency="EUR", due_on=clock.business_day() - timedelta(days=20),
    )  # fmt: skip
    order.payment_state = OrderPaymentState.DUE
    order.save()

    assert write_profiles().companies == 1

    found = CompanyHealth.objects.get()
    assert (found.orders, found.active_members, found.members) == (5, 2, 2)
    assert found.usual_gap_days == pytest.approx(30)
    assert found.overdue_minor == 1190
    assert found.state == HealthState.AT_RISK
    assert {part for part, share in found.reasons if share == 0} >= {"payments"}


def test_companies_whose_members_never_ordered_are_not_judged():
    company = Company.objects.create(name="Oak & Co", country="DE")
    make_buyer(company=company)

    assert write_profiles().companies == 0
