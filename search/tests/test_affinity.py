"""What fits a shopper counts in the order of what they find, and only with their consent."""

from dataclasses import replace

import numpy as np
import pytest

from catalog.models import Product
from catalog.tests.factories import make_product
from events.context import EventContext
from events.names import Consent
from mlops.training import train
from recommendations.serving import forget_model
from recommendations.serving.model import current_model
from recommendations.tests.people import buy, person
from recommendations.training import NAME
from search.affinity import affinity

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings, tmp_path):
    """Some buy all for the light, the others all for the tea."""
    settings.ARTIFACTS_DIR = tmp_path
    shelves = {
        "light": [make_product(name, stock=50) for name in ("Lamp", "Bulb", "Shade", "Torch")],
        "tea": [make_product(name, stock=50) for name in ("Cup", "Pot", "Tin", "Spoon")],
    }
    for number in range(24):
        goods = shelves["light" if number % 2 else "tea"]
        chosen = [one for at, one in enumerate(goods) if at != number // 2 % 4]
        buy(person(), f"order-{number}", *chosen, days_ago=30 - number)
    train(NAME, lambda text: None)
    forget_model()
    return {name: [one.pk for one in goods] for name, goods in shelves.items()}


def _somebody(shop):
    """Bought a lamp and a bulb."""
    somebody = person()
    lamp, bulb, *_others = (Product.objects.get(pk=pk) for pk in shop["light"])
    buy(somebody, "own", lamp, bulb, days_ago=3)
    return somebody


def test_what_goes_with_what_they_bought_fits_better(shop):
    assert current_model().trained.als.trained
    somebody = _somebody(shop)
    rest = [*shop["light"][2:], *shop["tea"]]
    fits = affinity(rest, somebody)
    assert ((fits >= 0) & (fits <= 1)).all()
    assert fits[:2].min() > fits[2:].max()
    assert affinity([10**9, rest[0]], somebody)[0] == 0.5


def test_without_consent_nobody_is_looked_at(shop, django_assert_num_queries):
    somebody = replace(_somebody(shop), consent=Consent.NECESSARY)
    with django_assert_num_queries(0):
        assert not affinity(shop["tea"], somebody).any()


def test_where_nobody_is_known_or_no_model_serves_nothing_counts(settings, tmp_path):
    settings.ARTIFACTS_DIR = tmp_path
    forget_model()
    stranger = person()
    assert not affinity([1, 2], stranger).any()
    assert len(affinity([], EventContext())) == 0
    assert isinstance(affinity([1], stranger), np.ndarray)
