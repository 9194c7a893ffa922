"""Pictures by their address: fetched once, from public addresses, and only if they are pictures."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from catalog.models import ProductImage
from catalog.tests.factories import make_product
from foundation import clock
from shop.exchange.goods import pictures
from shop.exchange.goods.articles import Picture
from shop.exchange.goods.pictures import NoPicture, ending_of, fetch_due, wish_pictures
from shop.exchange.models import PictureState, RemotePicture

pytestmark = pytest.mark.django_db


def drawn(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "teal").save(target, kind)
    return target.getvalue()


def swelling() -> bytes:
    """A picture of three kilobytes with a text of three megabytes in it."""
    told, target = PngInfo(), io.BytesIO()
    told.add_text("comment", "x" * 3_000_000, zip=True)
    Image.new("RGB", (8, 8)).save(target, "PNG", pnginfo=told)
    return target.getvalue()


def torn() -> bytes:
    """An AVIF whose head is whole, and whose list of what is in it is not."""
    content = drawn("AVIF", (64, 64))
    return content[:96] + bytes(8) + content[104:]


class _Shop(BaseHTTPRequestHandler):
    answers = {
        "/a.png": drawn(),
        "/page.png": b"<html>no picture</html>",
        "/swelling.png": swelling(),
    }
    asked: list[str] = []

    def do_GET(self):
        self.asked.append(self.path)
        content = self.answers.get(self.path)
        self.send_response(200 if content else 404)
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *args):
        pass


@pytest.fixture
def address(settings, tmp_path) -> Iterator[str]:
    """A server of pictures on this machine, which settings allow."""
    settings.MEDIA_ROOT = tmp_path
    settings.COMPETITOR_FEED_PRIVATE_HOSTS = ["127.0.0.1"]
    _Shop.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Shop)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def wished(*urls: str) -> list[RemotePicture]:
    product = make_product("Lamp")
    wishes = [(product.pk, Picture(url, "A lamp"), place, None) for place, url in enumerate(urls)]
    wish_pictures(wishes=wishes, at=clock.now() - timedelta(seconds=1))
    return list(RemotePicture.objects.order_by("position"))


def look() -> None:
    fetch_due({}, lambda text: None)


def test_a_picture_is_fetched_once_and_hangs_at_its_product(address):
    (wish,) = wished(f"{address}/a.png")
    look()
    look()
    wish.refresh_from_db()
    image = ProductImage.objects.get()
    assert (wish.state, wish.image) == (PictureState.FETCHED, image)
    assert (image.product_id, image.alt, image.file.name[-4:]) == (
        wish.product_id, "A lamp", ".png",
    )  # fmt: skip
    assert image.file.read() == drawn()
    assert _Shop.asked == ["/a.png"]


def test_what_is_no_picture_is_given_up_and_what_is_missing_tried_again(address):
    page, missing = wished(f"{address}/page.png", f"{address}/gone.png")
    look()
    page.refresh_from_db()
    missing.refresh_from_db()
    assert (page.state, page.tries) == (PictureState.FAILED, 1)
    assert (missing.state, missing.tries) == (PictureState.WAITING, 1)
    assert missing.due_at > clock.now()
    for _turn in range(3):
        RemotePicture.objects.filter(pk=missing.pk).update(due_at=clock.now())
        look()
    missing.refresh_from_db()
    assert (missing.state, missing.tries) == (PictureState.FAILED, 4)
    assert "404" in missing.problem
    assert not ProductImage.objects.exists()


def test_a_picture_that_swells_holds_up_none_of_the_others(address):
    swells, good = wished(f"{address}/swelling.png", f"{address}/a.png")
    look()
    swells.refresh_from_db()
    good.refresh_from_db()
    assert (swells.state, good.state) == (PictureState.FAILED, PictureState.FETCHED)


def test_nothing_is_fetched_from_inside_our_own_network(address, settings):
    settings.COMPETITOR_FEED_PRIVATE_HOSTS = []
    (wish,) = wished(f"{address}/a.png")
    look()
    wish.refresh_from_db()
    assert wish.state == PictureState.WAITING
    assert wish.problem
    assert _Shop.asked == []


def two_workers_look(address, monkeypatch) -> None:
    """The second one looks while the first is on its way to the other shop."""
    wished(f"{address}/a.png")
    fetch_first = pictures.fetch

    def fetch_while_another_looks(url, *, limits):
        monkeypatch.setattr(pictures, "fetch", fetch_first)
        look()
        return fetch_first(url, limits=limits)

    monkeypatch.setattr(pictures, "fetch", fetch_while_another_looks)
    look()


def test_two_workers_fetch_a_picture_once(address, monkeypatch):
    two_workers_look(address, monkeypatch)
    assert _Shop.asked == ["/a.png"]
    assert ProductImage.objects.count() == 1


def test_without_a_claim_they_would_fetch_it_twice(address, monkeypatch):
    """The twin: it shows that the test above can fail."""
    monkeypatch.setattr(pictures, "CLAIMED_FOR", timedelta(seconds=-1))
    two_workers_look(address, monkeypatch)
    assert _Shop.asked == ["/a.png", "/a.png"]


def test_what_a_worker_that_died_had_claimed_is_due_again(address, monkeypatch):
    (wish,) = wished(f"{address}/a.png")
    with monkeypatch.context() as dying:
        dying.setattr(pictures, "fetch", _die)
        with pytest.raises(KeyboardInterrupt):
            look()
    wish.refresh_from_db()
    assert wish.due_at <= clock.now() + pictures.CLAIMED_FOR
    RemotePicture.objects.update(due_at=clock.now())
    look()
    wish.refresh_from_db()
    assert wish.state == PictureState.FETCHED


def _die(*args, **kwargs):
    raise KeyboardInterrupt


@pytest.mark.parametrize(("kind", "ending"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")])
def test_the_ending_is_that_of_what_is_in_it(kind, ending):
    assert ending_of(drawn(kind)) == ending


def test_drawings_with_scripts_other_kinds_and_huge_ones_are_not_taken(monkeypatch):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    for content in (svg, drawn("GIF"), b"", drawn()[:30], torn(), swelling()):
        with pytest.raises(NoPicture):
            ending_of(content)
    monkeypatch.setattr(pictures, "MOST_PIXELS", 63)
    with pytest.raises(NoPicture):
        ending_of(drawn())
