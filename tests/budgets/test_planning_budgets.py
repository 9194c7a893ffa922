"""The staff's pages of forecasts and plans keep to their queries, however long the plan is."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalog.tests.factories import make_product
from forecasting.models import DemandForecast, Level, PlanLine, StockState, TotalForecast
from forecasting.tests.busy_plans import foresee, foresee_total, plan_line
from foundation.money import Money
from inventory.services import set_offer
from inventory.tests.factories import make_supplier

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FEW, MANY = 3, 9
MOST = {
    "forecasting/planline/queue/": 4,
    "forecasting/planline/health/": 16,
    "forecasting/planline/": 9,
    "forecasting/demandforecast/": 12,
    "forecasting/demandforecast/{forecast}/change/": 11,
    "forecasting/demandforecast/product/{product}/": 12,
    "forecasting/totalforecast/{total}/change/": 6,
    "forecasting/planline/{line}/change/": 12,
    "forecasting/planline/{line}/change/?promotion=50": 32,
}
"""The most queries of each page, those of the session and of the reader's login among them."""


@pytest.fixture
def staff(client):
    user = User.objects.create_superuser("boss@example.com", "a good long password")
    client.force_login(user, backend=BACKEND)
    return client


def _plan(numbers):
    for number in numbers:
        variant = make_product(f"Lamp {number}").variants.get()
        supplier = make_supplier(f"Acme {number % 2}")
        cost = Money(700, settings.SHOP_BASE_CURRENCY)
        set_offer(supplier=supplier, variant=variant, cost=cost)
        foresee(variant)
        plan_line(
            variant, supplier=supplier, state=StockState.OVER if number % 2 else StockState.UNDER
        )


def _queries(staff):
    forecast = DemandForecast.objects.earliest("pk")
    keys = {
        "forecast": forecast.pk,
        "product": forecast.product_id,
        "total": TotalForecast.objects.get().pk,
        "line": PlanLine.objects.earliest("pk").pk,
    }
    found = {}
    for page in MOST:
        with CaptureQueriesContext(connection) as captured:
            assert staff.get(f"/admin/{page.format(**keys)}").status_code == 200, page
        found[page] = len(captured)
    return found


def test_the_pages_of_the_plan_keep_to_their_budgets(staff):
    foresee_total(level=Level.SHOP)
    _plan(range(FEW))
    _queries(staff)  # what is remembered for a while is read now
    few = _queries(staff)
    _plan(range(FEW, MANY))
    many = _queries(staff)
    assert many == few
    assert {page: count for page, count in many.items() if count > MOST[page]} == {}
