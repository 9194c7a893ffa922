"""Staff set programme and tiers, and decide what only a person can tell."""

import pytest
from django.urls import reverse

from accounts.models import User
from foundation import clock
from foundation.registries import privacy
from loyalty.models import (
    Account,
    AccountKind,
    Earning,
    Membership,
    Programme,
    Referral,
    ReferralState,
    Tier,
)
from loyalty.programme import programme
from loyalty.tests.factories import make_customer
from loyalty.tests.member_rows import make_earning, make_programme, make_tier

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def staff(client):
    boss = User.objects.create_superuser("boss@example.com", "a good long password")
    client.force_login(boss, backend=BACKEND)
    return client


RULES = {
    "is_active": "on",
    "points_per_unit": 2,
    "point_worth_minor": "0.02",
    "days_until_points": 30,
    "months_until_expiry": "",
    "birthday_points": 0,
    "referrer_reward_minor": "10",
    "friend_reward_minor": "5.50",
    "friend_spends_minor": "30",
    "days_until_reward": 30,
    "rewards_a_year": 10,
}


def test_staff_set_the_programme_in_amounts_as_people_write_them(staff):
    staff.get(reverse("admin:loyalty_programme_changelist"))
    address = reverse("admin:loyalty_programme_change", args=[Programme.ONLY])
    assert staff.post(address, RULES).status_code == 302
    rules = programme()
    assert rules.is_active
    assert (rules.point_worth_minor, rules.friend_reward_minor) == (2, 550)
    assert rules.months_until_expiry is None


def test_a_point_that_pays_nothing_is_told_at_its_field(staff):
    staff.get(reverse("admin:loyalty_programme_changelist"))
    address = reverse("admin:loyalty_programme_change", args=[Programme.ONLY])
    answer = staff.post(address, {**RULES, "point_worth_minor": "0"})
    assert "point_worth_minor" in answer.context["adminform"].form.errors
    assert not programme().is_active


def test_staff_make_and_delete_tiers(staff):
    told = {"name": "Gold", "spend_from_minor": "500", "multiplier_percent": 150, "perk": ""}
    assert staff.post(reverse("admin:loyalty_tier_add"), told).status_code == 302
    tier = Tier.objects.get()
    assert tier.spend_from_minor == 50_000
    staff.post(reverse("admin:loyalty_tier_delete", args=[tier.pk]), {"post": "yes"})
    assert not Tier.objects.exists()


def _waiting():
    return Referral.objects.create(
        referrer=make_customer(),
        friend=make_customer(),
        state=ReferralState.TO_LOOK_AT,
        due_at=clock.now(),
    )


@pytest.mark.parametrize(
    ("deed", "state", "accounts"),
    [("reward", ReferralState.REWARDED, 2), ("turn_down", ReferralState.REFUSED, 0)],
)
def test_staff_decide_on_a_friend_once(staff, deed, state, accounts):
    make_programme(has_referrals=True)
    referral = _waiting()
    address = reverse(f"admin:loyalty_referral_{deed}", args=[referral.pk])
    for _twice in range(2):
        staff.post(address, {"_form_submitted": "on"})
    referral.refresh_from_db()
    assert referral.state == state
    assert Account.objects.filter(kind=AccountKind.STORE_CREDIT).count() == accounts


def test_a_customer_gets_what_is_held_of_them_and_is_forgotten():
    make_programme()
    make_tier("Gold", spend_from=5_000)
    customer, friend = make_customer(), make_customer(name="Fred")
    make_earning(customer)
    Referral.objects.create(referrer=customer, friend=friend, signs=["network"])
    held = privacy.get("points")
    told = held.export(customer.pk)
    assert {row["what"] for row in told} == {
        "membership",
        "points of an order",
        "recommended friend",
    }
    assert "Fred" not in str(told)
    assert held.erase(customer.pk) > 0
    assert held.export(customer.pk) == []
    assert not Membership.objects.exists()
    assert Earning.objects.get().customer is None
    assert Referral.objects.get().signs == []
