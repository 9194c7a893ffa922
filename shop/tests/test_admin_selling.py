"""Staff make bundles, price them, sell files and renew downloads."""

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.models import BundlePart, DigitalFile, Product, ProductKind
from catalog.tests.factories import make_product
from inventory.selectors import availability
from inventory.tests.factories import make_bundle
from orders.models import DownloadGrant
from orders.tests.placed import make_order
from orders.tests.selling_rows import fill_selling
from pricing.models import BundlePrice
from pricing.selectors import prices_of
from shop.tests.busy_shop import make_staff

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def staff(client):
    client.force_login(make_staff(), backend=BACKEND)
    return client


def page(name, *args):
    return reverse(f"admin:{name}", args=args)


def make_kind(kind, **fields):
    product = make_product(stock=None, published=False, **fields)
    Product.objects.filter(pk=product.pk).update(kind=kind)
    return product.variants.get()


def test_every_page_of_bundles_and_downloads_opens(staff):
    fill_selling(make_order(), name="a")
    for model in (
        "catalog_bundlepart", "catalog_digitalfile", "inventory_promisedpart",
        "pricing_bundleprice", "orders_downloadgrant",
    ):  # fmt: skip
        row = apps.get_model(*model.split("_")).objects.latest("pk")
        url = page(f"{model}_change", row.pk)
        assert url in staff.get(page(f"{model}_changelist")).content.decode()
        assert staff.get(url).status_code == 200
    for model in ("catalog_bundlepart", "catalog_digitalfile", "pricing_bundleprice"):
        assert staff.get(page(f"{model}_add")).status_code == 200


def test_staff_say_what_a_bundle_is_made_of(staff):
    bundle, part = make_kind(ProductKind.BUNDLE), make_product(stock=9).variants.get()
    typed = {"bundle": bundle.pk, "part": part.pk, "quantity": 4}
    assert staff.post(page("catalog_bundlepart_add"), typed).status_code == 302
    assert availability([bundle.pk]) == {bundle.pk: 2}
    row = BundlePart.objects.get()
    assert staff.post(page("catalog_bundlepart_change", row.pk), {"quantity": 3}).status_code == 302
    assert availability([bundle.pk]) == {bundle.pk: 3}
    assert staff.post(page("catalog_bundlepart_delete", row.pk), {"post": "yes"}).status_code == 302
    assert not BundlePart.objects.exists()


def test_what_cannot_be_a_part_is_told_in_the_form(staff):
    goods = make_product().variants.get()
    typed = {"bundle": goods.pk, "part": make_product().variants.get().pk, "quantity": 1}
    answer = staff.post(page("catalog_bundlepart_add"), typed)
    assert "Make the product a bundle first." in answer.content.decode()
    assert not BundlePart.objects.exists()


def test_the_last_part_of_a_bundle_on_sale_stays(staff):
    make_bundle({make_product().variants.get(): 1})
    row = BundlePart.objects.get()
    answer = staff.post(page("catalog_bundlepart_delete", row.pk), {"post": "yes"}, follow=True)
    assert "A bundle that is on sale needs its parts." in answer.content.decode()
    assert BundlePart.objects.exists()


def test_staff_have_a_bundle_follow_its_parts(staff):
    bundle = make_bundle({make_product(price="10.00").variants.get(): 2})
    typed = {"variant": bundle.pk, "share": "12.5"}
    assert staff.post(page("pricing_bundleprice_add"), typed).status_code == 302
    assert BundlePrice.objects.get().share_basis_points == 1_250
    assert prices_of([bundle.pk], currency="EUR")[bundle.pk].amount.minor == 1_750


def test_staff_put_a_file_there_and_change_its_terms(staff):
    variant = make_kind(ProductKind.DIGITAL)
    typed = {
        "variant": variant.pk, "title": "The pattern", "days": 10, "downloads": 2, "position": 0,
        "is_active": "on", "file": SimpleUploadedFile("jumper.pdf", b"pdf"),
    }  # fmt: skip
    assert staff.post(page("catalog_digitalfile_add"), typed).status_code == 302
    file = DigitalFile.objects.get()
    assert (file.name, file.size, file.days) == ("jumper.pdf", 3, 10)
    changed = {"title": "Pattern", "days": 5, "downloads": 1, "position": 0}
    assert staff.post(page("catalog_digitalfile_change", file.pk), changed).status_code == 302
    file.refresh_from_db()
    assert (file.title, file.days, file.is_active) == ("Pattern", 5, False)
    assert file.file.open().read() == b"pdf"


def test_a_file_for_goods_is_refused_in_the_form(staff):
    typed = {
        "variant": make_product().variants.get().pk, "title": "x", "days": 1, "downloads": 1,
        "position": 0, "file": SimpleUploadedFile("x.pdf", b"x"),
    }  # fmt: skip
    answer = staff.post(page("catalog_digitalfile_add"), typed)
    assert "Make the product a download first." in answer.content.decode()


def test_staff_renew_and_withdraw_a_download(staff):
    grant = fill_selling(make_order(), name="a")
    url = page("orders_downloadgrant_withdraw", grant.pk)
    assert staff.post(url, {"_form_submitted": "on"}).status_code == 200
    assert DownloadGrant.objects.get().withdrawn_at is not None
    url = page("orders_downloadgrant_renew", grant.pk)
    typed = {"_form_submitted": "on", "days": 7, "downloads": 3}
    assert staff.post(url, typed).status_code == 200
    renewed = DownloadGrant.objects.get()
    assert (renewed.withdrawn_at, renewed.series, renewed.allowed) == (None, 2, 3)


def test_a_product_that_was_on_the_shelves_keeps_its_kind(staff):
    product = make_product()
    form = staff.get(page("catalog_product_change", product.pk)).context["adminform"].form
    typed = {name: value for name, value in form.initial.items() if value is not None}
    typed |= {"kind": "digital"}
    answer = staff.post(page("catalog_product_change", product.pk), typed)
    assert "It was on the shelves already" in answer.content.decode()
