"""Search by picture: with and without an index, refusals in words, and nothing that is kept."""

import os
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from catalog.illustrations import Kind
from events.models import Event
from events.names import EventName
from search.visual.index import current_index
from search.visual.tests import hostile
from search.visual.tests.conftest import onnx_file  # noqa: F401  (a fixture)
from search.visual.tests.gallery import hang, indexed, photograph
from shop.storefront.listing import rebuild_listings
from shop.storefront.tests.reading import Page
from tests.page_profile import BROWSER

pytestmark = pytest.mark.django_db

PAGE = "/picture-search/"


@pytest.fixture
def folder(tmp_path, onnx_file):  # noqa: F811
    visual = tmp_path / "artifacts" / "visual"
    visual.mkdir(parents=True)
    os.link(onnx_file, visual / onnx_file.name)
    cache.clear()
    return tmp_path


@pytest.fixture
def gallery(db, settings, folder):
    found = indexed(settings, folder)
    rebuild_listings()
    return found


@pytest.fixture
def bare(db, settings, folder):
    """The same shop without an index."""
    found = hang(settings, folder)
    rebuild_listings()
    return found


def sent(content: bytes, name: str = "picture.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def names_on(html: str) -> list[str]:
    page = Page(html)
    return [one.text.strip() for one in page.root if one.attributes.get("class", "") == "card-name"]


def test_a_picture_finds_its_product_without_script(client, gallery):
    assert "multipart/form-data" in client.get(PAGE).content.decode()
    answer = client.post(PAGE, {"picture": sent(photograph(Kind.LAMP, "mustard"))})
    html = answer.content.decode()
    assert names_on(html)[0] == "Alder lamp"
    assert "data:image/jpeg;base64," in html
    assert "no-store" in answer["Cache-Control"]


def test_a_photo_taken_now_is_as_good(client, gallery):
    html = client.get(PAGE).content.decode()
    assert 'capture="environment"' in html
    answer = client.post(PAGE, {"photo": sent(photograph(Kind.SWEATER, "berry"))})
    assert names_on(answer.content.decode())[0] == "Loft sweater"


def test_what_is_sent_is_kept_nowhere(client, gallery, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "uploads")
    Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir()
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    picture = hostile.plain("PNG", size=(1500, 1200), compress_level=0)  # 5.1 MB
    assert "larger than 5 MB" in client.post(PAGE, {"picture": sent(picture)}).content.decode()
    client.post(PAGE, {"picture": sent(photograph(Kind.MUG, "poppy"))})
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == before


REFUSED = {
    "nothing was chosen": (None, "Choose a picture first"),
    "empty": (b"", "empty"),
    "six megabytes": (b"\xff\xd8\xff" + b"\0" * 6_000_000, "larger than 5 MB"),
    "64k x 64k": (hostile.png_that_claims(65_535, 65_535), "25 megapixels"),
    "a drawing": (hostile.SVG, "no JPEG, PNG or WebP"),
    "a page": (b"<html><script>alert(1)</script></html>", "no JPEG, PNG or WebP"),
    "two things at once": (hostile.with_archive(hostile.plain("JPEG")), "more than a picture"),
    "half a file": (hostile.plain("JPEG", size=(300, 200))[:900], "damaged"),
    "an animated bomb": (hostile.animated("PNG"), "stands still"),
    "an animated GIF": (hostile.animated("GIF"), "no JPEG, PNG or WebP"),
    "a pixel": (hostile.plain(size=(1, 1)), "too small"),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("field", ["picture", "photo"])
def test_anything_else_is_refused_in_words_at_its_field(client, gallery, name, field):
    content, told = REFUSED[name]
    typed = {} if content is None else {field: sent(content)}
    answer = client.post(PAGE, typed)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert told in Page(html).told_at("picture" if content is None else field)
    assert names_on(html) == []


def test_more_than_a_picture_could_weigh_is_not_even_read(client, gallery):
    answer = client.post(PAGE, {"picture": sent(b"\xff\xd8\xff" + b"\0" * 9_000_000)})
    assert answer.status_code == 413
    assert "5 MB at most" in answer.content.decode()


def test_without_its_token_nothing_is_looked_at(gallery):
    strict = Client(enforce_csrf_checks=True, HTTP_HOST="localhost", HTTP_USER_AGENT=BROWSER)
    answer = strict.post(PAGE, {"picture": sent(photograph(Kind.MUG, "poppy"))})
    assert answer.status_code == 403


def test_too_many_pictures_are_refused_for_a_while(client, gallery, settings):
    settings.PAGE_RATES = {**settings.PAGE_RATES, "pictures": "2/hour"}
    statuses = [client.post(PAGE, {}).status_code for _time in range(3)]
    assert statuses == [200, 200, 429]
    assert client.get(PAGE).status_code == 200


def test_a_product_page_leads_to_what_looks_like_it(client, gallery):
    html = client.get(f"/p/{gallery.mug.slug_en}/").content.decode()
    address = f"{PAGE}?product={gallery.mug.public_id}"
    assert address in html
    found = client.get(address).content.decode()
    assert names_on(found)[0] == "Harbour mug"
    assert f"{address}&amp;picture=2" in found
    assert names_on(client.get(f"{address}&picture=2").content.decode())[0] == "Harbour mug"


@pytest.mark.parametrize(
    "query", ["product=none", "product=0000000000000000", "picture=3", "product=%00"]
)
def test_an_address_that_names_nothing_shows_the_form(client, gallery, query):
    assert client.get(f"{PAGE}?{query}").status_code == 200


@pytest.mark.parametrize("picture", ["0", "99", "-1", "abc", "²", "1e3"])
def test_a_picture_that_the_product_lacks_is_all_of_them(client, gallery, picture):
    answer = client.get(f"{PAGE}?product={gallery.mug.public_id}&picture={picture}")
    assert names_on(answer.content.decode())[0] == "Harbour mug"


def test_the_row_of_the_product_page_is_logged_with_its_index(client, gallery):
    html = client.get(f"/holes/looks-alike/?product={gallery.mug.public_id}").content.decode()
    assert names_on(html)[0] == "Harbour mug"
    shown = Event.objects.filter(name=EventName.IMPRESSION).first()
    assert shown.slot == "product.looks_alike"
    assert shown.model_version == f"pictures:{current_index().version}"


def test_what_the_page_shows_in_other_rows_is_not_shown_again(client, gallery):
    answer = client.get(
        f"/holes/looks-alike/?product={gallery.mug.public_id}&besides={gallery.cup.public_id}"
    )
    assert "Harbour mug" not in answer.content.decode()


def test_without_an_index_the_page_says_so_and_the_row_is_not_there(client, bare):
    html = client.get(PAGE).content.decode()
    assert "cannot be searched right now" in html
    answer = client.post(PAGE, {"picture": sent(photograph(Kind.MUG, "poppy"))})
    assert answer.status_code == 200
    assert "cannot be searched right now" in answer.content.decode()
    row = client.get(f"/holes/looks-alike/?product={bare.mug.public_id}")
    assert (row.status_code, row.content) == (204, b"")
    assert client.get(f"/p/{bare.mug.slug_en}/").status_code == 200
