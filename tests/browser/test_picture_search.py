"""Search by picture in the browser: sent, refused, answered; open to everyone in two sizes."""

import os

import pytest
from playwright.sync_api import expect

from catalog.illustrations import Kind
from search.visual.indexing import refresh_index
from search.visual.tests import hostile
from search.visual.tests.conftest import onnx_file  # noqa: F401  (a fixture)
from search.visual.tests.gallery import photograph
from tests.browser.test_accessibility import SIZES, check
from tests.browser.test_buying import refuse_extras

pytestmark = [pytest.mark.slow, pytest.mark.any_database]

PAGE = "/picture-search/"


@pytest.fixture
def looked_at(shop, settings, tmp_path, onnx_file):  # noqa: F811
    """The shop with its pictures in the index."""
    settings.ARTIFACTS_DIR = tmp_path / "artifacts"
    visual = settings.ARTIFACTS_DIR / "visual"
    visual.mkdir(parents=True)
    os.link(onnx_file, visual / onnx_file.name)
    refresh_index()
    return shop


def send(page, content: bytes, name: str = "photo.jpg") -> None:
    page.get_by_label("A picture of your own").set_input_files(
        files=[{"name": name, "mimeType": "image/jpeg", "buffer": content}]
    )
    page.get_by_role("button", name="Find what looks like it").click()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_is_sent_and_what_looks_like_it_is_there_for_everyone(looked_at, size, scheme):
    page = looked_at
    page.set_viewport_size(SIZES[size])
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(page.base)
    refuse_extras(page)
    page.goto(page.base + PAGE)
    check(page, "before")
    send(page, photograph(Kind.LAMP, "ivory"))
    expect(page.locator(".card-name").first).to_have_text("Lamp 1")
    expect(page.get_by_alt_text("The picture that you sent")).to_be_visible()
    check(page, "answer")


def test_what_is_no_picture_is_refused_beside_its_field(looked_at):
    page = looked_at
    page.set_viewport_size(SIZES["phone"])
    page.goto(page.base)
    refuse_extras(page)
    page.goto(page.base + PAGE)
    send(page, hostile.SVG, "drawing.jpg")
    field = page.get_by_label("A picture of your own")
    expect(field).to_have_attribute("aria-invalid", "true")
    check(page, "refused")
    expect(page.locator(".card-name")).to_have_count(0)


def test_the_camera_beside_the_search_box_leads_here_by_keyboard(looked_at):
    page = looked_at
    page.set_viewport_size(SIZES["desktop"])
    page.goto(page.base)
    refuse_extras(page)
    page.get_by_role("link", name="Search by picture").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search by picture")
