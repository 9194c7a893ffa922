"""The pricing desk: what waits is shown with its reasons, and decided in one click."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import User
from catalog.tests.factories import make_product
from foundation import clock
from foundation.money import Money
from pricing.models import (
    BindingRule,
    PriceGoal,
    PriceSuggestion,
    RejectReason,
    SuggestionKind,
    SuggestionState,
)
from pricing.repricing.services import approve
from pricing.services import set_price
from pricing.tests.busy_repricing import MEASURED, candidates
from pricing.tests.suggestions import age_prices, make_policy, price_of, suggest, suggest_family

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
DESK = "/admin/pricing/pricesuggestion/desk/"


@pytest.fixture
def staff(client):
    user = User.objects.create_superuser("boss@example.com", "a good long password")
    client.force_login(user, backend=BACKEND)
    return client


def _lamp(name="Lamp", **fields):
    product = make_product(name, price="20.00")
    age_prices(product)
    return suggest(product, **fields)


def _shown(client, query=""):
    return client.get(DESK + query).content.decode()


def _post(client, query="", **told):
    return client.post(DESK + query, told, follow=True).content.decode()


def test_what_waits_is_shown_with_its_prices_and_its_gain(staff):
    _lamp(step_basis_points=1000, gain_minor=4200, gain_low_minor=-100, gain_high_minor=9000)
    page = _shown(staff)
    for words in ("Lamp", "€20.00", "€22.00", "+10%", "+€42.00", "−€1.00 to +€90.00"):
        assert words in page


def test_many_are_approved_at_once_and_one_that_is_outdated_holds_up_no_other(staff):
    fresh, other, stale = (_lamp(f"Lamp {number}") for number in range(3))
    variant = stale.product.variants.get()
    set_price(variant=variant, amount=Money(1999, settings.SHOP_BASE_CURRENCY))
    page = _post(staff, do="approve", suggestion=[fresh.pk, other.pk, stale.pk])
    assert "2 new prices are in force." in page
    assert "Lamp 2" in page
    assert [price_of(one.product) for one in (fresh, other, stale)] == [1800, 1800, 1999]


def test_nothing_is_ticked_before_somebody_ticks_it(staff):
    _lamp()
    assert " checked" not in _shown(staff).split("staff-desk-form")[1]
    assert " checked" in _shown(staff, "?tick=all").split("staff-desk-form")[1]


def test_a_reason_is_needed_to_reject_and_kept(staff):
    lamp = _lamp()
    assert "choose a reason" in _post(staff, do="reject", suggestion=[lamp.pk])
    _post(staff, do="reject", suggestion=[lamp.pk], reason="brand", note="our name")
    lamp.refresh_from_db()
    assert (lamp.state, lamp.reject_reason) == (SuggestionState.REJECTED, RejectReason.BRAND)
    assert lamp.note == "our name"


def test_a_moment_to_come_schedules_and_the_past_does_not(staff):
    lamp = _lamp()
    _post(staff, do="schedule", suggestion=[lamp.pk], when="2001-01-01T08:00")
    _post(staff, do="schedule", suggestion=[lamp.pk], when="soon")
    lamp.refresh_from_db()
    assert lamp.state == SuggestionState.PROPOSED
    when = clock.now() + timedelta(days=1)
    page = _post(staff, do="schedule", suggestion=[lamp.pk], when=f"{when:%Y-%m-%dT%H:%M}")
    lamp.refresh_from_db()
    assert lamp.state == SuggestionState.SCHEDULED
    assert "1 new price is scheduled." in page
    assert "Lamp" in _shown(staff, "?show=scheduled")


def test_one_click_takes_a_family_back(staff):
    members = [make_product(f"Mug {size}", price="20.00") for size in "SL"]
    for product in members:
        age_prices(product)
    small, _large = suggest_family(members)
    approve(suggestions=[small], by=None)
    assert [price_of(product) for product in members] == [1800, 1800]
    page = _post(staff, "?show=applied", revert=small.pk)
    assert "cost again what they cost before" in page
    assert [price_of(product) for product in members] == [2000, 2000]


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ("", True),
        ("?kind=markdown", True),
        ("?kind=optimise", False),
        ("?direction=down", True),
        ("?direction=up", False),
        (f"?rule={BindingRule.LARGEST_CHANGE.value}", True),
        (f"?rule={BindingRule.ENDING.value}", False),
        ("?q=lamp", True),
        ("?q=sofa", False),
        ("?order=sure", True),
        ("?order=step", True),
        ("?order=new", True),
        ("?show=scheduled", False),
        ("?policy=999999999999", False),
        ("?kind=nonsense&order=%00&page=x&category=y&show=z", True),
        ("?q=%00%C3", False),
    ],
)
def test_the_queue_is_filtered(staff, query, is_shown):
    _lamp(kind=SuggestionKind.MARKDOWN, binding_rule=BindingRule.LARGEST_CHANGE)
    # Its name stands in a row of the table, not among the filters.
    assert ("Choose Lamp" in _shown(staff, query)) is is_shown


def test_a_category_holds_what_lies_below_it(staff):
    lamp = _lamp()
    other = make_product("Boot", category="Fashion").category
    assert "Choose Lamp" in _shown(staff, f"?category={lamp.product.category_id}")
    assert "Choose Lamp" not in _shown(staff, f"?category={other.pk}")


def test_units_are_told_where_units_are_the_goal(staff):
    policy = make_policy("Sell", goal=PriceGoal.SELL_THROUGH)
    _lamp(policy=policy, gain_minor=7, gain_low_minor=1, gain_high_minor=12)
    assert "+7 units" in _shown(staff)


def test_who_may_only_look_decides_nothing(client):
    lamp = _lamp()
    user = User.objects.create_user("looker@example.com", "a good long password", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_pricesuggestion"))
    client.force_login(user, backend=BACKEND)
    assert 'value="approve"' not in _shown(client)
    assert client.post(DESK, {"do": "approve", "suggestion": lamp.pk}).status_code == 403
    decide = reverse("admin:pricing_pricesuggestion_decide", args=[lamp.pk])
    assert client.post(decide, {"do": "approve", "suggestion": lamp.pk}).status_code == 403
    lamp.refresh_from_db()
    assert lamp.state == SuggestionState.PROPOSED


def test_the_page_of_a_suggestion_draws_what_each_price_would_bring(staff):
    lamp = _lamp(
        step_basis_points=1000, candidates=candidates(), elasticity=-1.4, elasticity_sd=0.3,
        model_version="7", cover_now=12.4, cover_after=None,
        similar=[{"product": make_product("Sister lamp").pk, "price_minor": 2500}],
    )  # fmt: skip
    url = reverse("admin:pricing_pricesuggestion_change", args=[lamp.pk])
    page = staff.get(url).content.decode()
    for words in ("proposed €22.00", "now €20.00", "Largest change", "−1.40", "version 7",
                  "Sister lamp", "€25.00", "12 → ∞"):  # fmt: skip
        assert words in page
    assert page.count("chart-spot-closed") >= 4


def test_the_page_of_a_suggestion_decides_it(staff):
    lamp = _lamp()
    decide = reverse("admin:pricing_pricesuggestion_decide", args=[lamp.pk])
    staff.post(decide, {"do": "approve", "suggestion": lamp.pk})
    assert price_of(lamp.product) == 1800
    staff.post(decide, {"revert": lamp.pk})
    assert price_of(lamp.product) == 2000
    assert PriceSuggestion.objects.get().state == SuggestionState.REVERTED


def test_what_was_measured_stands_beside_what_was_expected(staff):
    lamp = _lamp(
        state=SuggestionState.APPLIED, applied_at=clock.now() - timedelta(days=30),
        effect=MEASURED, margin_now_minor=10000, margin_after_minor=11500, units_now=50,
        units_after=55,
    )  # fmt: skip
    assert "+12% units" in _shown(staff, "?show=applied")
    url = reverse("admin:pricing_pricesuggestion_change", args=[lamp.pk])
    page = staff.get(url).content.decode()
    for words in ("What it did", "+€20.00", "+€5.00 to +€35.00", "+€15.00", "8 products"):
        assert words in page
    margins = staff.get(reverse("admin:pricing_pricesuggestion_margins")).content.decode()
    assert "€20.00" in margins
    assert "€5.00 to €35.00" in margins


def test_what_cannot_be_told_says_why(staff):
    _lamp(
        state=SuggestionState.APPLIED, applied_at=clock.now(),
        effect={**MEASURED, "untold": "too_few_units"},
    )  # fmt: skip
    assert "Too few were sold." in _shown(staff, "?show=applied")
