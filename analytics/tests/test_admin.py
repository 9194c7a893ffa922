"""What staff read of the markets, in both languages and on an empty shop."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from accounts.roles import Role, assign_role
from analytics.admin.words import certainty_text, sentence
from analytics.models import Direction, ReviewAspect
from analytics.tests.factories import make_digest_row, make_read, make_trend, write_past_review
from catalog.tests.factories import make_product

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
VOICES = "admin:analytics_aspectopinion_voices"


def _sign_in(client, role):
    user = User.objects.create_user(f"{role}@example.com", "a good long password", name="Ann")
    assign_role(user=user, role=role, actor=None)
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def staff(client):
    return _sign_in(client, Role.ANALYST)


def _page(client, name, *args, **query):
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def test_what_is_told_stands_above_what_is_new_and_that_above_what_is_steady(staff):
    make_trend("search:steady thing", direction=Direction.STEADY, q_value=0.5)
    make_trend("search:new thing", direction=Direction.NEW, q_value=1.0)
    make_trend("search:falling thing", direction=Direction.FALLING, q_value=0.09)
    html = _page(staff, "admin:analytics_trend_changelist")
    places = [html.index(f"“{word} thing”") for word in ("falling", "new", "steady")]
    assert places == sorted(places)


def test_the_page_of_a_trend_says_how_it_was_judged_and_what_may_explain_it(staff):
    product = make_product("Lamp")
    row = make_trend(f"product:{product.pk}", promoted_share=0.6, promoted_share_before=0.1)
    html = _page(staff, "admin:analytics_trend_change", row.pk)
    assert "Lamp" in html
    assert "80 where 40 were to be expected: 2.0× (1.6× to 2.4×)." in html
    assert "60% of it was sold in promotions, 10% before" in html
    assert "the same weeks a year ago, beside the year since" in html
    assert reverse("admin:catalog_product_change", args=[product.pk]) in html


def test_what_left_the_catalogue_still_opens(staff):
    row = make_trend("category:999999")
    assert "–" in _page(staff, "admin:analytics_trend_change", row.pk)


def test_the_digest_tells_trends_searches_in_vain_and_reviews(staff):
    html = _page(
        staff, "admin:analytics_marketdigest_change", make_digest_row(date(2026, 10, 1)).pk
    )
    for words in ("October 2026", "“rain poncho”", "78", "Quality", "80%"):
        assert words in html


def test_an_empty_month_says_so(staff):
    row = make_digest_row(date(2026, 10, 1))
    row.content |= {"trends": [], "unmet": [], "aspects": []}
    row.save()
    html = _page(staff, "admin:analytics_marketdigest_change", row.pk)
    for words in ("Nothing rose or fell", "Nothing of note", "No review of this month"):
        assert words in html


def test_voices_of_the_shop_a_category_and_a_product(staff):
    lamp, chair = make_product("Lamp", category="Lamps"), make_product("Chair", category="Chairs")
    for _number in range(3):
        make_read(write_past_review(lamp, rating=1, text="Bad", title="It <broke>"), score=-0.9)
    make_read(
        write_past_review(chair, rating=5, text="Good", title="Lovely"), aspect=ReviewAspect.LOOKS
    )
    shop = _page(staff, VOICES)
    assert "It &lt;broke&gt;" in shop
    assert "Lovely" in shop
    assert f"product={lamp.pk}" in shop
    of_chair = _page(staff, VOICES, product=chair.pk)
    assert "Lovely" in of_chair
    assert "broke" not in of_chair
    of_lamps = _page(staff, VOICES, category=lamp.category_id, days=90)
    assert "broke" in of_lamps
    assert "Lovely" not in of_lamps


@pytest.mark.parametrize("query", ["", "?days=x&product=²&category=-1", "?product=" + "9" * 40])
def test_voices_open_on_an_empty_shop_and_with_any_address(staff, query):
    response = staff.get(reverse(VOICES) + query)
    assert response.status_code == 200
    assert "No review of this time" in response.content.decode()


def test_the_warehouse_reads_none_of_it(client):
    warehouse = _sign_in(client, Role.WAREHOUSE)
    assert warehouse.get(reverse(VOICES)).status_code == 403
    assert warehouse.get(reverse("admin:analytics_trend_changelist")).status_code == 403


def test_german_staff_read_german():
    told = {
        "direction": "rising", "count": 80, "expected": 39.9, "ratio": 1.96, "low": 1.6,
        "high": 2.41,
    }  # fmt: skip
    with translation.override("de"):
        assert sentence(told) == "80, wo 40 zu erwarten waren: 2,0× (1,6× bis 2,4×)."
        assert certainty_text(0.0004) == "< 0,1%"
