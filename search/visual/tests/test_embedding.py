"""What vectors of pictures promise: a wall counts little, a thing and its colour much."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from search.algorithms.pictures.colours import foreground, histogram, main_colour, to_lab
from search.algorithms.pictures.embedding import Directions, Seen
from search.algorithms.pictures.nearest import likenesses, lookalikes, voted

RED, BLUE = (200, 40, 40), (40, 60, 190)


def disc(colour, wall, *, side=112) -> Image.Image:
    picture = Image.new("RGB", (side, side), wall)
    ImageDraw.Draw(picture).ellipse((side * 0.25, side * 0.25, side * 0.75, side * 0.75), colour)
    return picture


def colours_of(picture) -> np.ndarray:
    lab = to_lab(np.asarray(picture))
    return histogram(lab, foreground(lab))


@pytest.mark.parametrize(
    ("rgb", "lab"),
    [  # from the definition of sRGB and CIELAB under D65
        ((255, 255, 255), (100, 0, 0)),
        ((0, 0, 0), (0, 0, 0)),
        ((255, 0, 0), (53.24, 80.09, 67.20)),
        ((0, 255, 0), (87.73, -86.18, 83.18)),
        ((0, 0, 255), (32.30, 79.19, -107.86)),
    ],
)
def test_colours_are_measured_as_the_standard_says(rgb, lab):
    np.testing.assert_allclose(to_lab(np.array(rgb)), lab, atol=0.05)


def test_the_wall_is_not_the_thing():
    weights = foreground(to_lab(np.asarray(disc(RED, (230, 225, 215)))))
    assert weights[56, 56] > 0.9
    assert weights[3:10, 3:100].max() < 0.05


def test_a_thing_as_white_as_its_wall_is_looked_for_in_the_middle():
    weights = foreground(to_lab(np.full((112, 112, 3), 240, np.uint8)))
    assert weights[56, 56] > 0.9
    assert weights[56, 56] > weights[2, 2] > 0


def test_another_wall_changes_colours_less_than_another_colour():
    here, there = disc(RED, (230, 225, 215)), disc(RED, (190, 215, 200))
    other = disc(BLUE, (230, 225, 215))
    same = float(colours_of(here) @ colours_of(there))
    assert same > 0.9
    assert float(colours_of(here) @ colours_of(other)) < same - 0.5


@settings(max_examples=40, deadline=None)
@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_a_histogram_has_length_one_whatever_the_colours(colour):
    shares = colours_of(disc(colour, (230, 225, 215)))
    assert abs(float(shares @ shares) - 1) < 1e-6


@pytest.mark.parametrize("colour", [RED, BLUE, (20, 20, 20), (250, 250, 250)])
def test_the_main_colour_is_that_of_the_thing(colour):
    lab = to_lab(np.asarray(disc(colour, (150, 190, 170))))
    main = main_colour(lab, foreground(lab))
    assert np.linalg.norm(main - to_lab(np.array(colour))) < 6


def seen(count: int) -> Seen:
    random = np.random.default_rng(11)
    features = np.abs(random.normal(size=(count, 64))).astype("f4")
    colours = np.abs(random.normal(size=(count, 48))).astype("f4")
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    colours /= np.linalg.norm(colours, axis=1, keepdims=True)
    return Seen(features, colours, np.zeros((count, 3), "f4"))


@pytest.mark.parametrize("count", [1, 2, 7, 400])
def test_products_of_vectors_are_the_weighed_likeness_of_features_and_colours(count):
    pictures = seen(count)
    vectors = Directions.fit(pictures).vectors(pictures)
    whole = (
        0.7 * pictures.features @ pictures.features.T + 0.3 * pictures.colours @ pictures.colours.T
    )
    np.testing.assert_allclose(vectors @ vectors.T, whole, atol=1e-3)
    assert ((vectors @ vectors.T).argmax(axis=1) == np.arange(count)).all()


def test_a_product_is_named_once_by_its_likest_picture_and_those_of_its_kind_come_first():
    likeness = np.array([0.99, 0.98, 0.97, 0.80, 0.75, 0.10])
    found = lookalikes(
        likeness,
        pictures=np.array([1, 2, 3, 4, 5, 6]),
        products=np.array([10, 10, 20, 30, 40, 50]),
        categories=np.array([1, 1, 1, 2, 1, 1]),
        n=3,
        without=[],
    )
    assert [(one.product_id, one.picture_id) for one in found] == [(10, 1), (20, 3), (40, 5)]


def test_what_is_not_to_be_named_is_not():
    found = lookalikes(
        np.array([0.9, 0.8]), pictures=np.array([1, 2]), products=np.array([10, 20]),
        categories=np.array([1, 1]), n=5, without=(10,),
    )  # fmt: skip
    assert [one.product_id for one in found] == [20]


def test_nearer_pictures_have_more_of_a_say_and_the_unknown_have_none():
    shares = voted(np.array([0.9, 0.6, 0.6, 0.95]), np.array([7, 8, 8, -1]))
    assert list(shares) == [7, 8]
    assert sum(shares.values()) == pytest.approx(1)
    assert voted(np.array([0.9]), np.array([-1])) == {}


def test_a_product_with_two_pictures_is_asked_with_both():
    vectors = np.eye(3, dtype="f4")
    assert likenesses(vectors, vectors[:2]).tolist() == [1, 1, 0]
