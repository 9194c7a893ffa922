"""Staff ask what a promotion would do, and read what one did."""

from datetime import timedelta
from time import monotonic

import pytest
from django.urls import reverse

from events.jobs import run_due
from forecasting.tests.factories import TODAY
from foundation import clock
from pricing.models import Promotion, PromotionEffect, PromotionForecast
from pricing.promotion_effects.services import keep_forecast, learn_response, measure_ended
from pricing.tests.elasticity_champions import make_elasticities
from pricing.tests.promoted_market import make_shelves, promote

pytestmark = pytest.mark.django_db

ADD = "admin:pricing_promotion_add"
STARTED = monotonic()


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    """Nine o'clock of the day that the market ends before, and the seconds since."""
    nine = clock.day_bounds(TODAY)[0] + timedelta(hours=9)
    monkeypatch.setattr(clock, "now", lambda: nine + timedelta(seconds=monotonic() - STARTED))


@pytest.fixture
def shelf():
    made = make_shelves(shelves=3, goods=3, daily=4.0)
    make_elasticities({pk: (-2.0, 0.2) for one in made for pk in one.products})
    return made[0]


def _filled(shelf, **told):
    begin, end = TODAY + timedelta(days=3), TODAY + timedelta(days=8)
    return {
        "label_en": "Spring", "kind": "percentage", "currency": "EUR", "percent": "20",
        "spread": "together", "gift_quantity": "1", "minimum_quantity": "0", "priority": "100",
        "combinable": "on", "is_active": "on",
        "starts_at_0": f"{begin:%Y-%m-%d}", "starts_at_1": "00:00",
        "ends_at_0": f"{end:%Y-%m-%d}", "ends_at_1": "00:00",
        "targets-TOTAL_FORMS": "1", "targets-INITIAL_FORMS": "0",
        "targets-0-category": str(shelf.category.pk),
    } | told  # fmt: skip


def test_asking_saves_nothing_and_keeps_what_was_filled_in(admin_client, shelf):
    page = admin_client.post(reverse(ADD), _filled(shelf, _foretell="1"))
    assert page.status_code == 200
    body = page.content.decode()
    assert "3 products from" in body
    assert "Given away" in body
    assert 'value="Spring"' in body
    assert "Not saved." in body
    assert not Promotion.objects.exists()


def test_what_is_filled_in_wrongly_is_told_instead(admin_client, shelf):
    page = admin_client.post(reverse(ADD), _filled(shelf, _foretell="1", percent=""))
    assert "This kind of promotion needs it." in page.content.decode()
    assert "Not saved." not in page.content.decode()


def test_what_cannot_be_told_says_why(admin_client, shelf):
    told = _filled(shelf, _foretell="1", ends_at_0="", ends_at_1="")
    assert "it has no end" in admin_client.post(reverse(ADD), told).content.decode()


def test_saving_keeps_what_is_expected(admin_client, shelf):
    page = admin_client.post(reverse(ADD), _filled(shelf))
    assert page.status_code == 302
    run_due()
    promotion = Promotion.objects.get()
    row = PromotionForecast.objects.get(promotion=promotion)
    assert row.lift > 0
    change = reverse("admin:pricing_promotion_change", args=[promotion.pk])
    assert "As it was expected on" in admin_client.get(change).content.decode()


def test_what_was_expected_when_it_began_stays(shelf):
    promotion = promote(shelf, first=TODAY + timedelta(days=1), last=TODAY + timedelta(days=5))
    kept = keep_forecast(promotion=promotion, at=clock.now())
    later = clock.now() + timedelta(days=3)
    assert keep_forecast(promotion=promotion, at=later) is None
    assert PromotionForecast.objects.get().made_at == kept.made_at


def test_the_page_of_one_that_ended(admin_client, shelf):
    promotion = promote(shelf, first=TODAY - timedelta(days=21), last=TODAY - timedelta(days=15))
    before = clock.day_bounds(TODAY - timedelta(days=25))[0]
    keep_forecast(promotion=promotion, at=before)
    assert measure_ended(at=clock.now()) == 1
    assert learn_response(at=clock.now()) is not None
    row = PromotionEffect.objects.get()
    body = admin_client.get(
        reverse("admin:pricing_promotioneffect_change", args=[row.pk])
    ).content.decode()
    assert "units were sold; without it" in body
    assert '<th scope="col">Expected</th>' in body
    assert "Units a week" in body
    for name in ("promotioneffect", "promotionforecast", "promotionresponse"):
        assert admin_client.get(reverse(f"admin:pricing_{name}_changelist")).status_code == 200
    form = admin_client.get(reverse("admin:pricing_promotion_change", args=[promotion.pk]))
    assert "What it did" in form.content.decode()


def test_one_that_cannot_be_told_has_a_page_too(admin_client, shelf):
    begin = clock.now() - timedelta(days=30)
    from pricing.tests.factories import make_promotion

    make_promotion(starts_at=begin, ends_at=begin + timedelta(days=5))
    measure_ended(at=clock.now())
    row = PromotionEffect.objects.get()
    page = admin_client.get(reverse("admin:pricing_promotioneffect_change", args=[row.pk]))
    assert "no like goods" in page.content.decode()
