"""What the staff's pages of forecasts show, and what they refuse."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from catalog.tests.factories import make_category
from forecasting.courses import by_week, sold_by_day
from forecasting.models import (
    CalendarEvent,
    DemandForecast,
    Level,
    OutsideSeries,
    OutsideValue,
    TotalForecast,
)
from forecasting.tests.busy_plans import backtest_of, foresee, foresee_total
from forecasting.tests.factories import make_variant, sell, steady
from foundation import clock
from mlops.models import ModelVersion, VersionState

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def staff(client):
    user = User.objects.create_superuser("boss@example.com", "a good long password")
    client.force_login(user, backend=BACKEND)
    return client


def _text(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def _page(staff, row):
    name = f"admin:forecasting_{row._meta.model_name}_change"
    return _text(staff.get(reverse(name, args=[row.pk])))


def test_history_ends_where_the_forecast_begins():
    variant = make_variant("SKU-1")
    today = clock.business_day()
    sell(variant, [1, 2, 3], until=today)
    asked = {"subject_id": variant.pk, "until": today, "days": 5}
    assert sold_by_day(level=Level.VARIANT, **asked) == [0, 0, 1, 2, 3]


def test_a_category_is_counted_with_what_hangs_below_it():
    above = make_category("Home")
    below = make_category("Lamps", parent=above)
    today = clock.business_day()
    sell(make_variant("A", category=above), [1], until=today)
    sell(make_variant("B", category=below), [2], until=today)
    sell(make_variant("C", category="Elsewhere"), [4], until=today)

    def sold(level, subject_id=0):
        return sold_by_day(level=level, subject_id=subject_id, until=today, days=1)

    assert sold(Level.CATEGORY, above.pk) == [3]
    assert sold(Level.CATEGORY, below.pk) == [2]
    assert sold(Level.SHOP) == [7]


def test_weeks_are_counted_from_the_end():
    assert by_week([9, 9, *[1] * 7, *[2] * 7]) == [7, 14]
    assert by_week([1, 2, 3]) == []


def test_a_forecast_tells_what_is_expected_and_how_it_was_made(staff):
    variant = make_variant("SKU-1")
    sell(variant, [2] * 200, until=clock.business_day())
    row = foresee(variant, a_day=2.0)
    page = _page(staff, row)
    assert "SKU-1" in page
    assert "Expected in the next 28 days" in page
    assert "The middle of several methods" in page
    assert page.count('class="chart-band chart-band-near"') == 4  # two figures, two sizes
    assert page.count('class="chart-band chart-band-wide"') == 2  # weeks alone tell 95 per cent
    assert "95% interval" in page


def test_a_forecast_names_its_error_beside_the_plain_one(staff):
    version = ModelVersion.objects.create(
        name="forecasting", version="7", state=VersionState.CHAMPION, artifact="a"
    )
    backtest_of(version)
    page = _page(staff, foresee(make_variant("SKU-1"), version="7"))
    assert "58.1%" in page
    assert "77.6%" in page


def test_without_a_backtest_the_page_says_so(staff):
    page = _page(staff, foresee(make_variant("SKU-1"), version=""))
    assert "too little history to tell" in page
    assert "by statistics alone" in page


def test_staff_have_a_variant_taken_apart(staff):
    variant = make_variant("SKU-1")
    sell(variant, steady(120), until=clock.business_day())
    row = foresee(variant)
    url = reverse("admin:forecasting_demandforecast_parts", args=[row.pk])
    assert "Take it apart with Prophet" in _page(staff, row)
    total = TotalForecast.objects.filter(level=Level.VARIANT, subject_id=variant.pk)
    assert staff.get(url).status_code == 302
    assert not total.exists()
    answer = staff.post(url)
    assert answer.url == reverse("admin:forecasting_totalforecast_change", args=[total.get().pk])
    page = _text(staff.get(answer.url))
    assert "SKU-1" in page
    assert "Trend" in page


def test_a_product_is_the_sum_of_its_variants(staff):
    variant = make_variant("SKU-1")
    other = variant.product.variants.create(sku="SKU-2")
    for one, a_day in ((variant, 1.0), (other, 2.0)):
        foresee(one, a_day=a_day)
    url = reverse("admin:forecasting_demandforecast_product", args=[variant.product_id])
    page = _text(staff.get(url))
    assert "SKU-1" in page
    assert "SKU-2" in page
    assert "<strong>84</strong>" in page  # 28 days of 1 + 2
    assert staff.get(url.replace(str(variant.product_id), "999999")).status_code == 404


def test_forecasts_are_found_by_sku_and_by_name(staff):
    for sku in ("LAMP-1", "CHAIR-1"):
        foresee(make_variant(sku))
    page = _text(staff.get(reverse("admin:forecasting_demandforecast_changelist"), {"q": "lamp"}))
    assert "LAMP-1" in page
    assert "CHAIR-1" not in page


def test_a_forecast_of_a_variant_that_is_gone_still_opens(staff):
    variant = make_variant("SKU-1")
    row = foresee(variant)
    variant.product.delete()
    assert "A variant that is gone" in _page(staff, row)
    assert staff.get(reverse("admin:forecasting_demandforecast_changelist")).status_code == 200


def test_an_empty_forecast_is_drawn_too(staff):
    variant = make_variant("SKU-1")
    row = DemandForecast.objects.create(
        variant_id=variant.pk, product_id=variant.product_id, as_of=clock.business_day(),
        made_at=clock.now(), method=0, demand_class="none",
    )  # fmt: skip
    assert "never sold" in _page(staff, row)


def test_a_total_shows_its_year_and_its_components(staff):
    category = make_category("Lamps")
    page = _page(staff, foresee_total(level=Level.CATEGORY, subject_id=category.pk))
    assert "Lamps" in page
    assert "December 2027" in page
    assert "Day of the week" in page
    assert "−12% to +7%" in page
    assert "<span>Monday</span><span>Sunday</span>" in page
    assert "<span>1 Jan</span><span>31 Dec</span>" in page
    assert "20 to 21" in page
    shop = _page(staff, foresee_total(level=Level.SHOP))
    assert "1,800" in shop  # ninety days of twenty


def _upload(staff, series, text):
    url = reverse("admin:forecasting_outsideseries_values", args=[series.pk])
    content = text if isinstance(text, bytes) else text.encode()
    return staff.post(url, {"file": SimpleUploadedFile("values.csv", content)})


def test_values_of_an_outside_series_come_by_a_file(staff):
    series = OutsideSeries.objects.create(code="rain", name="Rain")
    answer = _upload(staff, series, "day,value\n2026-11-20,3.5\n2026-11-21,0\n")
    assert answer.status_code == 302
    assert list(OutsideValue.objects.order_by("day").values_list("value", flat=True)) == [3.5, 0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("day,value\n2026-11-20,3.5\nyesterday,1\n", "Line 3"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"2026-11-20,1\n" * 200_000, "too large"),
    ],
)
def test_a_file_that_cannot_be_read_names_the_reason_and_keeps_nothing(staff, text, told):
    series = OutsideSeries.objects.create(code="rain", name="Rain")
    assert told in _text(_upload(staff, series, text))
    assert not OutsideValue.objects.exists()


def test_staff_enter_an_event_of_the_calendar(staff):
    today = clock.business_day()
    url = reverse("admin:forecasting_calendarevent_add")
    told = {"name": "Fair", "first_day": today, "last_day": today, "is_active": "on", "note": ""}
    assert staff.post(url, told).status_code == 302
    assert CalendarEvent.objects.get().name == "Fair"
    backwards = told | {"name": "Strike", "last_day": today - timedelta(days=1)}
    assert staff.post(url, backwards).status_code == 200
    assert CalendarEvent.objects.count() == 1
