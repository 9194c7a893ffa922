"""Pictures that anybody sends: honest ones come out as bare pixels, all others are refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from search.algorithms.pictures import intake
from search.algorithms.pictures.intake import (
    MOST_BYTES,
    WORKING_SIDE,
    PictureRefused,
    Problem,
    open_picture,
)
from search.visual.tests import hostile

KINDS = ("JPEG", "PNG", "WEBP")
REFUSED = {
    "nothing": (b"", Problem.EMPTY),
    "six megabytes": (hostile.plain() + b"\0" * MOST_BYTES, Problem.TOO_HEAVY),
    "64k x 64k as PNG": (hostile.png_that_claims(65_535, 65_535), Problem.TOO_LARGE),
    "64k x 64k as JPEG": (hostile.jpeg_that_claims(65_535, 65_535), Problem.TOO_LARGE),
    "64k x 64k as WebP": (hostile.webp_that_claims(65_535, 65_535), Problem.TOO_LARGE),
    "a strip": (hostile.png_that_claims(65_535, 20), Problem.TOO_LARGE),
    "26 megapixels": (hostile.png_that_claims(5_200, 5_000), Problem.TOO_LARGE),
    "negative when signed": (hostile.png_that_claims(2**31 + 5, 2**31 + 5), Problem.TOO_LARGE),
    "a pixel": (hostile.plain(size=(1, 1)), Problem.TOO_SMALL),
    "a drawing": (hostile.SVG, Problem.TYPE),
    "a drawing after a byte order mark": (b"\xef\xbb\xbf" + hostile.SVG, Problem.TYPE),
    "an animated GIF": (hostile.animated("GIF"), Problem.TYPE),
    "a still GIF": (hostile.plain("GIF"), Problem.TYPE),
    "a TIFF": (hostile.plain("TIFF"), Problem.TYPE),
    "an animated PNG": (hostile.animated("PNG"), Problem.ANIMATED),
    "an animated WebP": (hostile.animated("WEBP"), Problem.ANIMATED),
    "a page of HTML": (b"<html><body>hello</body></html>", Problem.TYPE),
    "a picture that is a page": (hostile.plain() + b"<script>alert(1)</script>", Problem.MIXED),
    "a picture that is PHP": (hostile.plain("JPEG") + b"<?PHP system(1);", Problem.MIXED),
    "a picture that is an archive": (hostile.with_archive(hostile.plain("JPEG")), Problem.MIXED),
    "a comment that is a page": (
        hostile.plain("JPEG", comment=b"<script src=x></script>"), Problem.MIXED,
    ),
    "the first bytes of a PNG": (b"\x89PNG\r\n\x1a\n", Problem.DAMAGED),
    "the first bytes of a JPEG": (b"\xff\xd8\xff", Problem.DAMAGED),
    "the first bytes of a WebP": (b"RIFF\x10\0\0\0WEBPVP8X", Problem.DAMAGED),
    "a JPEG without a frame": (b"\xff\xd8\xff\xe0\x00\x02\xff\xd9", Problem.DAMAGED),
    "a WebP that is only a header": (hostile.webp_that_claims(64, 64), Problem.DAMAGED),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_plain_picture_is_refused_with_the_reason(name):
    content, problem = REFUSED[name]
    with pytest.raises(PictureRefused) as refused:
        open_picture(content)
    assert refused.value.problem == problem


@pytest.mark.parametrize(
    "name", [name for name in REFUSED if REFUSED[name][1] is not Problem.DAMAGED]
)
def test_it_is_refused_before_a_pixel_is_decoded(name, monkeypatch):
    def decode(*_args, **_kwargs):
        raise AssertionError("decoded")

    monkeypatch.setattr(intake.Image, "open", decode)
    with pytest.raises(PictureRefused):
        open_picture(REFUSED[name][0])


def test_a_bomb_that_is_small_to_send_is_refused_by_its_header():
    bomb = hostile.png_bomb()
    assert len(bomb) < MOST_BYTES / 10
    with pytest.raises(PictureRefused, match="too_large"):
        open_picture(bomb)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_half_a_picture_is_refused(kind, share):
    whole = hostile.plain(kind, size=(300, 200))
    with pytest.raises(PictureRefused, match="damaged"):
        open_picture(whole[: int(len(whole) * share)])


@pytest.mark.parametrize("kind", KINDS)
def test_an_honest_picture_comes_out_as_pixels(kind):
    picture = open_picture(hostile.plain(kind, size=(640, 480)))
    assert (picture.mode, picture.size) == ("RGB", (448, 336))
    assert max(picture.size) == WORKING_SIDE
    corner = picture.getpixel((440, 8))
    assert corner[0] > 230
    assert corner[1] < 30


def test_the_largest_that_is_allowed_is_looked_at():
    picture = open_picture(hostile.plain("JPEG", size=(5_000, 5_000), quality=40))
    assert picture.size == (WORKING_SIDE, WORKING_SIDE)


def test_the_orientation_is_applied_and_nothing_else_of_the_metadata_is_kept():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "taken at home"
    picture = open_picture(hostile.plain("JPEG", size=(100, 60), exif=exif, quality=95))
    assert picture.size == (60, 100)
    assert picture.getexif() == {}
    assert picture.info == {}
    assert b"taken at home" not in hostile.encoded(picture, "JPEG")


def test_what_was_transparent_is_white():
    picture = Image.new("RGBA", (32, 32), (0, 0, 0, 0))
    assert open_picture(hostile.encoded(picture, "PNG")).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_pictures_of_every_colour_mode_are_understood(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert open_picture(hostile.encoded(Image.new(mode, (40, 40)), kind)).mode == "RGB"


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(KINDS), st.integers(0, 10**6), st.binary(min_size=1, max_size=8))
def test_damage_anywhere_is_refused_or_stands_no_harm(kind, at, noise):
    content = bytearray(hostile.plain(kind))
    place = at % len(content)
    content[place : place + len(noise)] = noise
    try:
        picture = open_picture(bytes(content))
    except PictureRefused:
        return
    assert picture.mode == "RGB"


@settings(deadline=None, max_examples=100)
@given(st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP"]), st.binary())
def test_whatever_follows_the_first_bytes_is_refused_in_words(head, rest):
    with pytest.raises(PictureRefused):
        open_picture(head + rest)


def test_what_phones_hang_behind_a_jpeg_is_no_reason_to_refuse():
    film = b"\0\0\0\x18ftypmp42" + np.random.default_rng(3).bytes(20_000)
    assert open_picture(hostile.plain("JPEG") + film).size == (64, 48)
