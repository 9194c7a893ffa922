"""The matrix is worth something: a page without a rule is named, an open page is found out."""

import pytest
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import clear_url_caches, path
from django.views.decorators.http import require_safe

from shop.urls import urlpatterns as shop_patterns
from tests.permissions import addresses, test_matrix
from tests.permissions.conftest import ADA, GUEST, OTHER
from tests.permissions.rules import customers, owner, staff

pytestmark = pytest.mark.django_db


@require_safe
def _forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("everything of everybody")


urlpatterns = [
    *shop_patterns,
    path("forgotten/", _forgotten, name="forgotten"),
    path("guarded/", login_required(_forgotten), name="guarded"),
    path("nameless/", _forgotten),
]


@pytest.fixture
def new_pages(settings):
    settings.ROOT_URLCONF = __name__
    clear_url_caches()
    yield
    clear_url_caches()


def test_a_new_page_without_a_rule_is_named(new_pages):
    assert {"forgotten", "guarded"} <= set(addresses.shop_names())
    with pytest.raises(AssertionError, match="forgotten"):
        test_matrix.test_every_address_has_a_rule()


def test_a_new_page_without_a_name_is_found(new_pages):
    with pytest.raises(AssertionError, match="nameless"):
        test_matrix.test_only_catch_alls_have_no_name()


def test_a_new_action_of_the_admin_without_a_rule_is_named(monkeypatch):
    monkeypatch.delitem(test_matrix.ADMIN_ACTIONS, "orders.order ship_chosen")
    with pytest.raises(AssertionError, match="ship_chosen"):
        test_matrix.test_every_address_has_a_rule()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rule", "who", "url"),
    [
        (customers(), GUEST, "/forgotten/"),
        (owner(), OTHER, "/guarded/"),
        (owner(), GUEST, "/forgotten/"),
        (staff("orders.view_order"), ADA, "/guarded/"),
        (staff("orders.view_order"), "analyst", "/guarded/"),
    ],
)
def test_a_page_that_is_more_open_than_its_rule_is_found_out(ask, world, new_pages, rule, who, url):
    response = ask(who, "get", url)
    assert response.status_code == 200
    with pytest.raises(AssertionError, match="get"):
        test_matrix.judge(rule, "get", who, response, f"get {url}", world)
