"""Proposals of pictures on the staff page of a product: accepted, changed or left."""

import os

import pytest
from django.urls import reverse

from catalog.illustrations import Kind
from catalog.services import add_picture
from catalog.tests.factories import make_product
from search.visual.tests.conftest import onnx_file  # noqa: F401  (a fixture)
from search.visual.tests.gallery import indexed, photograph
from shop.tests.busy_shop import make_staff

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def gallery(settings, tmp_path, onnx_file):  # noqa: F811
    folder = tmp_path / "artifacts" / "visual"
    folder.mkdir(parents=True)
    os.link(onnx_file, folder / onnx_file.name)
    return indexed(settings, tmp_path)


@pytest.fixture
def staff(client):
    client.force_login(make_staff(), backend=BACKEND)
    return client


@pytest.fixture
def newcomer(gallery):
    draft = make_product("New mug", category="Wear", published=False)
    add_picture(product=draft, name="new.jpg", content=photograph(Kind.MUG, "poppy"))
    return draft


def address(product) -> str:
    return reverse("admin:catalog_product_look_at_pictures", args=[product.pk])


def test_the_page_offers_the_button_and_the_dialog_what_was_seen(staff, gallery, newcomer):
    page = reverse("admin:catalog_product_change", args=[newcomer.pk])
    assert address(newcomer) in staff.get(page).content.decode()
    form = staff.get(address(newcomer)).context["form"]
    assert form.fields["category"].initial == gallery.mug.category_id
    picture = newcomer.images.get()
    assert str(form.fields[f"colour-{picture.pk}"].queryset.get(code="poppy").pk) == str(
        form.fields[f"colour-{picture.pk}"].initial
    )
    newcomer.refresh_from_db()
    assert str(newcomer.category) == "Wear"


def test_what_is_accepted_is_written_and_what_is_emptied_stays(staff, gallery, newcomer):
    answer = staff.post(
        address(newcomer), {"_form_submitted": "on", "category": gallery.mug.category_id}
    )
    assert answer.headers["HX-Refresh"] == "true"
    newcomer.refresh_from_db()
    assert newcomer.category == gallery.mug.category
    assert newcomer.images.get().option_value is None


def test_another_shelf_than_the_proposed_may_be_chosen(staff, gallery, newcomer):
    staff.post(address(newcomer), {"_form_submitted": "on", "category": gallery.lamp.category_id})
    newcomer.refresh_from_db()
    assert newcomer.category == gallery.lamp.category


@pytest.mark.parametrize("typed", [{}, {"category": "999999"}, {"category": "x"}])
def test_nothing_or_nonsense_is_told_and_not_written(staff, newcomer, typed):
    answer = staff.post(address(newcomer), {"_form_submitted": "on", **typed})
    assert "HX-Refresh" not in answer.headers
    newcomer.refresh_from_db()
    assert str(newcomer.category) == "Wear"


def test_without_an_index_the_dialog_says_so(staff, db, settings, tmp_path):
    settings.ARTIFACTS_DIR = tmp_path
    product = make_product("Unseen")
    answer = staff.post(address(product), {"_form_submitted": "on"})
    assert "say nothing yet" in answer.content.decode()
