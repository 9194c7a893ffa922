"""The staff pages for rules and settings: what is asked for, what is told at which field."""

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role, assign_role
from catalog.tests.factories import make_product
from mlops.training import train
from recommendations.models import RecommendationRule, SurfaceSettings
from recommendations.rules.book import RuleKind
from recommendations.rules.services import save_rule
from recommendations.serving import forget_model
from recommendations.tests.people import buy, person
from recommendations.training import NAME

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
RULES = "admin:recommendations_recommendationrule"
SETTINGS = "admin:recommendations_surfacesettings"


def _staff(client, role):
    user = User.objects.create_user(f"{role}@example.com", "a good long password")
    assign_role(user=user, role=role, actor=None)
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def merchandiser(client):
    return _staff(client, Role.MERCHANDISER)


def _typed(**fields):
    return {
        "kind": RuleKind.PIN.value, "priority": "100", "is_active": "on",
        "starts_at_0": "2026-01-01", "starts_at_1": "00:00:00", **fields,
    }  # fmt: skip


def test_a_rule_is_kept_with_who_made_it_and_reads_as_a_sentence(merchandiser):
    product = make_product("Lamp")
    answer = merchandiser.post(
        reverse(f"{RULES}_add"), _typed(product=product.pk, position="2", surfaces=["cart"])
    )
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    rule = RecommendationRule.objects.get()
    assert (rule.position, rule.surfaces) == (2, ["cart"])
    assert rule.changed_by.email == "merchandiser@example.com"
    page = merchandiser.get(reverse(f"{RULES}_changelist")).content.decode()
    assert "“Lamp” stands at place 2, only in “Completes the cart”." in page


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"kind": "pin"}, "position"),
        ({"kind": "boost"}, "strength"),
        ({"kind": "boost", "strength": "400"}, "strength"),
        ({"kind": "repeat"}, "days"),
        ({"kind": "exclude", "product": ""}, "product"),
        ({"kind": "exclude", "ends_at_0": "2025-01-01", "ends_at_1": "00:00:00"}, "ends_at"),
    ],
)
def test_what_is_missing_is_told_at_its_field(merchandiser, typed, field):
    product = make_product()
    answer = merchandiser.post(reverse(f"{RULES}_add"), _typed(**{"product": product.pk, **typed}))
    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == [field]
    assert not RecommendationRule.objects.exists()


def _settings(**bands):
    return {
        "surface": "similar", "margin_boost": "10", "stock_boost": "0", "diversity": "30",
        "bands-TOTAL_FORMS": "1", "bands-INITIAL_FORMS": "0",
        "bands-0-segment": "new", **{f"bands-0-{name}": value for name, value in bands.items()},
    }  # fmt: skip


def test_settings_are_kept_with_their_price_bands_in_major_units(merchandiser):
    answer = merchandiser.post(reverse(f"{SETTINGS}_add"), _settings(lowest="5", highest="49.90"))
    assert answer.status_code == 302
    band = SurfaceSettings.objects.get(surface="similar").bands.get()
    assert (band.lowest_minor, band.highest_minor) == (500, 4990)


def test_a_band_the_wrong_way_round_is_told_at_its_field(merchandiser):
    answer = merchandiser.post(reverse(f"{SETTINGS}_add"), _settings(lowest="50", highest="5"))
    (formset,) = answer.context["inline_admin_formsets"]
    assert list(formset.formset.forms[0].errors) == ["highest"]
    assert not SurfaceSettings.objects.exists()


def test_an_analyst_looks_and_changes_nothing(client):
    analyst = _staff(client, Role.ANALYST)
    assert analyst.get(reverse(f"{RULES}_changelist")).status_code == 200
    assert analyst.get(reverse(f"{RULES}_add")).status_code == 403
    assert analyst.post(reverse(f"{SETTINGS}_add"), _settings(lowest="5")).status_code == 403


PREVIEW = f"{RULES}_preview"


@pytest.fixture
def shelf(settings, tmp_path):
    """A lamp is bought with a bulb by all, with a shade by some."""
    settings.ARTIFACTS_DIR = tmp_path
    products = {name: make_product(name, stock=50) for name in ("Lamp", "Bulb", "Shade", "Rug")}
    for number in range(12):
        light = [products["Lamp"], products["Bulb"]]
        light += [products["Shade"]] if number < 8 else [products["Rug"]]
        buy(person(), f"light-{number}", *light, days_ago=20 - number)
    train(NAME, lambda text: None)
    forget_model()
    return products


def _names(lines):
    return [str(line.product) for line in lines]


def test_the_preview_shows_before_and_after_and_what_each_rule_did(merchandiser, shelf):
    save_rule(rule=RecommendationRule(kind=RuleKind.EXCLUDE, product=shelf["Bulb"]), actor=None)
    page = merchandiser.get(
        reverse(PREVIEW), {"surface": "together", "products": [shelf["Lamp"].pk]}
    )
    found = page.context["preview"]
    assert _names(found.before)[0] == "Bulb"
    assert "Bulb" not in _names(found.after)
    assert found.left_out[0].deeds == ("“Bulb” is never shown.",)
    assert found.after[0].moved == 1
    assert found.members
    assert any(part > 0 for part in found.voices[0].parts)
    assert "Which model gave what" in page.content.decode()


def test_the_preview_of_somebody_without_a_name(merchandiser, shelf):
    page = merchandiser.get(reverse(PREVIEW), {"surface": "for_you", "segment": "occasional"})
    assert page.context["preview"].voices
    nobody = merchandiser.get(reverse(PREVIEW), {"surface": "for_you", "segment": "power"})
    assert "No such shopper has come of late." in nobody.content.decode()


def test_the_preview_asks_for_what_its_list_needs(merchandiser):
    page = merchandiser.get(reverse(PREVIEW), {"surface": "similar"})
    assert list(page.context["form"].errors) == ["products"]
    page = merchandiser.get(reverse(PREVIEW), {"surface": "buy_again"})
    assert list(page.context["form"].errors) == ["segment"]


def test_customers_are_named_only_for_who_may_see_them(client, merchandiser):
    assert "customer" not in merchandiser.get(reverse(PREVIEW)).context["form"].fields
    manager = _staff(client, Role.MANAGER)
    assert "customer" in manager.get(reverse(PREVIEW)).context["form"].fields
