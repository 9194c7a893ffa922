"""What staff read of how demand answers to price."""

import pytest
from django.urls import reverse

from accounts.models import User
from catalog.tests.factories import make_product
from pricing.explaining_elasticities import explain_elasticity
from pricing.models import ElasticityEstimate
from pricing.tests.elasticity_champions import fill_elasticities, make_elasticities

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ANSWERS = "admin:pricing_elasticityestimate_answers"
LIST = "admin:pricing_elasticityestimate_changelist"


@pytest.fixture
def staff(client):
    user = User.objects.create_superuser("boss@example.com", "a good long password")
    client.force_login(user, backend=BACKEND)
    return client


def _text(response):
    assert response.status_code == 200, response.status_code
    return " ".join(response.content.decode().split())


def test_before_anything_was_learned_the_pages_say_so(staff):
    assert "Nothing has been learned yet" in _text(staff.get(reverse(ANSWERS)))
    assert "Nothing has been learned yet" in _text(staff.get(reverse(LIST)))


def test_the_page_says_why_the_steeper_figure_would_be_wrong(staff):
    make_product("A"), make_product("B")
    fill_elasticities()
    text = _text(staff.get(reverse(ANSWERS)))
    assert "Believing −2.20 would be wrong" in text
    assert "the same weeks say −1.10" in text
    assert "Lines of up to 12 units are small here" in text
    assert "500 lines of orders" in text
    assert "11.0%" in text, "the curve's own figures stand beside the drawing"


def test_where_both_ways_agree_nothing_is_claimed(staff):
    make_product("A")
    version = fill_elasticities()
    version.trained_on["answers"]["ways"]["all"]["mean"] = -1.2
    version.save()
    text = _text(staff.get(reverse(ANSWERS)))
    assert "nearly agree (−1.20 and −1.10)" in text
    assert "would be wrong" not in text


def test_without_lines_the_ways_are_left_open(staff):
    make_elasticities({make_product("A").pk: (-1.5, 0.3)})
    text = _text(staff.get(reverse(ANSWERS)))
    assert "too few lines" in text


def test_a_product_tells_what_is_believed_and_why(staff):
    one, _other = make_product("Lamp"), make_product("Candle")
    fill_elasticities()
    row = ElasticityEstimate.objects.get(product=one)
    url = reverse("admin:pricing_elasticityestimate_change", args=[row.pk])
    text = _text(staff.get(url))
    assert "costs about 1.8 per cent of its units" in text
    assert "Candle" in text
    assert "stands in for it" in text
    assert "Lamp" in _text(staff.get(reverse(LIST)))
    assert "Lamp" in _text(staff.get(reverse(LIST), {"q": "lam"}))


@pytest.mark.parametrize(
    ("mean", "sd", "words"),
    [
        (-3.0, 0.3, "A lower price brings more revenue"),
        (-0.4, 0.2, "A higher price brings more revenue"),
        (-1.1, 0.6, "is not known"),
        (0.2, 0.5, "does not seem to move its sales"),
    ],
)
def test_the_sentence_claims_no_more_than_the_interval(mean, sd, words):
    make_elasticities({make_product("A").pk: (mean, sd)})
    assert words in explain_elasticity(ElasticityEstimate.objects.get())


def test_a_price_that_never_moved_asks_for_a_test_and_says_how_long():
    product = make_product("A").pk
    make_elasticities({product: (-1.5, 0.9)}, weekly_units=60.0, variation=0.0)
    row = ElasticityEstimate.objects.get()
    assert row.needs_variation
    assert row.test_weeks
    assert "never moved" in explain_elasticity(row)
    assert f"in {round(row.test_weeks)} weeks" in explain_elasticity(row)

    make_elasticities({product: (-1.5, 0.9)}, weekly_units=0.2, variation=0.0)
    row = ElasticityEstimate.objects.get()
    assert row.test_weeks is None
    assert "too little to be known" in explain_elasticity(row)


def test_only_who_may_see_prices_reads_it(client):
    user = User.objects.create_user("clerk@example.com", "a good long password", is_staff=True)
    client.force_login(user, backend=BACKEND)
    assert client.get(reverse(ANSWERS)).status_code == 403
