"""The policy editor: per cents in, basis points kept; simulated before it is switched on."""

import pytest
from django.urls import reverse

from accounts.models import User
from catalog.tests.factories import make_category, make_product
from pricing.models import (
    AdvertisedMinimum,
    PriceFamily,
    PriceLadder,
    PricePolicy,
    PriceSuggestion,
    SuggestionState,
)
from pricing.tests.elasticity_champions import make_elasticities
from pricing.tests.suggestions import age_prices, make_policy, suggest

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SAVED = {
    "name": "Home", "scope": "category", "goal": "margin", "horizon_days": 28, "least_gain": "2.50",
    "margin_floor": "12.5", "largest_change": "7", "days_between": 14, "ladder_gap": "5",
    "competitor_low": "", "competitor_high": "", "ends_in_99": "on", "deviations": "1",
    "risk": "0.5", "automatic_changes_a_day": 10, "automatic_risk_a_day": "0.2",
    "clears_within_days": 56, "deepest_markdown": "50", "salvage": "30", "markdown_floor": "-20",
    "markdown_change": "", "demand_step": "0", "demand_threshold": "25",
}  # fmt: skip


@pytest.fixture
def staff(client):
    user = User.objects.create_superuser("boss@example.com", "a good long password")
    client.force_login(user, backend=BACKEND)
    return client


def _add(client, **changes):
    told = {**SAVED, "category": make_category("Home").pk, **changes}
    return client.post(reverse("admin:pricing_pricepolicy_add"), told)


def _simulation(client, policy, **told):
    url = reverse("admin:pricing_pricepolicy_simulate", args=[policy.pk])
    answer = client.post(url, told, follow=True) if told else client.get(url)
    return answer.content.decode()


def test_per_cents_become_basis_points_and_the_form_leads_to_the_simulation(staff):
    answer = _add(staff, saturday="5", sunday="-2.5", days_between=0)
    policy = PricePolicy.objects.get()
    assert answer["Location"] == reverse("admin:pricing_pricepolicy_simulate", args=[policy.pk])
    assert policy.margin_floor_basis_points == 1250
    assert policy.largest_change_basis_points == 700
    assert policy.markdown_floor_basis_points == -2000
    assert policy.least_gain_minor == 250
    assert policy.competitor_band is None
    assert policy.weekday_steps == [0, 0, 0, 0, 0, 500, -250]
    assert not policy.is_active


def test_the_form_shows_what_is_kept(staff):
    _add(staff)
    url = reverse("admin:pricing_pricepolicy_change", args=[PricePolicy.objects.get().pk])
    page = staff.get(url).content.decode()
    for value in ('value="12.5"', 'value="7"', 'value="-20"', 'value="2.50"'):
        assert value in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"category": ""}, "Name what the policy is for."),
        ({"competitor_low": "90"}, "A band has both ends"),
        ({"competitor_low": "110", "competitor_high": "90"}, "A band has both ends"),
        ({"saturday": "5"}, "allow 0 days between"),
        ({"margin_floor": "100"}, "less than or equal to 99"),
        ({"deviations": "9"}, "less than or equal to 3"),
        ({"salvage": ""}, "This field is required."),
    ],
)
def test_what_makes_no_sense_is_told_and_nothing_is_kept(staff, changes, words):
    page = _add(staff, **changes).content.decode()
    assert words in page
    assert not PricePolicy.objects.exists()


def test_what_belongs_to_another_scope_is_forgotten(staff):
    _add(staff, scope="shop")
    assert PricePolicy.objects.get().category is None


def test_a_policy_is_not_switched_on_before_it_was_simulated(staff):
    policy = make_policy(is_active=False, simulated_at=None)
    assert 'value="on"' not in _simulation(staff, policy)
    assert "Simulate it first" in _simulation(staff, policy, do="on")
    policy.refresh_from_db()
    assert not policy.is_active


def test_a_simulation_says_what_it_would_do_and_changes_nothing(staff):
    lamp = make_product("Lamp", price="20.00")
    age_prices(lamp)
    make_elasticities({lamp.pk: (-1.4, 0.1)})
    policy = make_policy(is_active=False, simulated_at=None)
    page = _simulation(staff, policy, do="simulate")
    assert "Products it governs" in page
    assert "Its cost is not known." in page
    assert not PriceSuggestion.objects.exists()
    assert "It governs from the next proposals on." in _simulation(staff, policy, do="on")
    policy.refresh_from_db()
    assert policy.is_active


def test_switching_off_withdraws_what_waited(staff):
    policy = make_policy()
    lamp = suggest(make_product("Lamp"), policy=policy)
    _simulation(staff, policy, do="off")
    lamp.refresh_from_db()
    assert lamp.state == SuggestionState.SUPERSEDED


def _parts(prefix, rows):
    told = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for place, row in enumerate(rows):
        told |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return {"name": "Mugs", **told}


def test_a_family_needs_two_products(staff):
    small, large = make_product("Small mug"), make_product("Large mug")
    url = reverse("admin:pricing_pricefamily_add")
    page = staff.post(url, _parts("members", [{"product": small.pk}])).content.decode()
    assert "Name two products or more." in page
    twice = _parts("members", [{"product": small.pk}, {"product": small.pk}])
    assert staff.post(url, twice).status_code == 200
    assert not PriceFamily.objects.exists()
    both = _parts("members", [{"product": small.pk}, {"product": large.pk}])
    assert staff.post(url, both).status_code == 302
    assert PriceFamily.objects.get().members.count() == 2


def test_a_ladder_keeps_the_order_of_its_tiers(staff):
    good, best = make_product("Good mug"), make_product("Best mug")
    url = reverse("admin:pricing_priceladder_add")
    level = [{"product": good.pk, "tier": 1}, {"product": best.pk, "tier": 1}]
    assert "two tiers or more" in staff.post(url, _parts("steps", level)).content.decode()
    rising = [{"product": best.pk, "tier": 3}, {"product": good.pk, "tier": 1}]
    assert staff.post(url, _parts("steps", rising)).status_code == 302
    steps = PriceLadder.objects.get().steps.order_by("tier")
    assert [step.product for step in steps] == [good, best]


def test_a_minimum_advertised_price_is_in_major_units(staff):
    variant = make_product("Lamp").variants.get()
    url = reverse("admin:pricing_advertisedminimum_add")
    assert staff.post(url, {"variant": variant.pk, "amount": "0"}).status_code == 200
    assert staff.post(url, {"variant": variant.pk, "amount": "18.5"}).status_code == 302
    minimum = AdvertisedMinimum.objects.get()
    assert minimum.amount_minor == 1850
    change = reverse("admin:pricing_advertisedminimum_change", args=[minimum.pk])
    assert 'value="18.50"' in staff.get(change).content.decode()
    assert staff.post(change, {"amount": "17"}).status_code == 302
    assert AdvertisedMinimum.objects.get().amount_minor == 1700
