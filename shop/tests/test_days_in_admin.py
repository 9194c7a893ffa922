"""Staff pages of the days: the whole always, parts of it where they are of ten or more."""

import pytest
from django.urls import reverse

from analytics.models import DailySales, DailyTraffic, Dimension
from foundation import clock
from shop.tests.busy_shop import make_staff

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.mark.parametrize(("model", "counted"), [(DailySales, "orders"), (DailyTraffic, "visitors")])
def test_a_value_of_fewer_than_ten_is_in_the_whole_alone(client, model, counted):
    client.force_login(make_staff(), backend=BACKEND)
    day = clock.business_day()
    model.objects.create(day=day, dimension=Dimension.ALL, **{counted: 3})
    few = model.objects.create(day=day, dimension=Dimension.SOURCE, value="letter", **{counted: 9})
    model.objects.create(day=day, dimension=Dimension.SOURCE, value="social", **{counted: 10})
    page = f"admin:analytics_{model._meta.model_name}"
    listed = client.get(reverse(f"{page}_changelist")).context["cl"].result_list
    assert [row.value for row in listed] == ["", "social"]
    assert client.get(reverse(f"{page}_change", args=[few.pk])).status_code == 302
