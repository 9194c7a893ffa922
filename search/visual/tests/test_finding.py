"""What looks like a product or like a picture that somebody sends."""

import pytest

from catalog.illustrations import Kind
from search.algorithms.pictures.intake import open_picture
from search.visual.finding import by_picture, is_ready, similar_looking
from search.visual.index import current_index
from search.visual.tests.gallery import photograph

pytestmark = pytest.mark.django_db


def test_a_mug_looks_like_a_mug(gallery):
    found = similar_looking(gallery.mug.pk, n=3)
    assert found[0].product_id == gallery.cup.pk
    assert gallery.mug.pk not in [one.product_id for one in found]


def test_one_of_its_pictures_may_be_asked_with_alone(gallery):
    red = gallery.mug.images.get(option_value__code="poppy")
    assert similar_looking(gallery.mug.pk, n=3, picture_id=red.pk)[0].product_id == gallery.cup.pk
    assert similar_looking(gallery.mug.pk, n=3, picture_id=-5) == []


@pytest.mark.parametrize(
    ("name", "kind", "colour"),
    [
        ("mug", Kind.MUG, "poppy"),
        ("cup", Kind.MUG, "cobalt"),
        ("lamp", Kind.LAMP, "mustard"),
        ("sweater", Kind.SWEATER, "berry"),
    ],
)
def test_a_picture_before_another_wall_finds_its_product(gallery, name, kind, colour):
    found = by_picture(open_picture(photograph(kind, colour)), n=3)
    assert found[0].product_id == getattr(gallery, name).pk


def test_a_product_that_the_index_does_not_know_has_nothing_alike(gallery):
    assert similar_looking(999_999, n=3) == []


def test_without_an_index_nothing_is_found_and_nothing_fails(hung):
    assert not is_ready()
    assert similar_looking(hung.mug.pk, n=3) == []
    assert by_picture(open_picture(photograph(Kind.MUG, "poppy")), n=3) == []


def test_an_index_of_another_network_is_not_asked(gallery, monkeypatch):
    index = current_index()
    monkeypatch.setattr("search.visual.finding.network", lambda: None)
    assert by_picture(open_picture(photograph(Kind.MUG, "poppy")), n=3) == []
    assert index is current_index()
