"""Parties, presents and greetings."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look, Pattern
from .outline import heart, oval, polar, rounded_box
from .paints import Blur
from .registry import draws
from .shades import WHITE, darken, lighten, luminance, mix

PENNANTS = (
    (96, 226, 172, 262, 9), (190, 270, 270, 296, 6), (292, 300, 374, 308, 2),
    (398, 308, 480, 302, -2), (502, 298, 582, 274, -6), (602, 266, 680, 230, -9),
    (150, 470, 230, 500, 7), (254, 506, 338, 520, 3), (360, 522, 444, 520, 0),
    (466, 518, 548, 502, -4), (570, 496, 650, 466, -8),
)  # fmt: skip


@draws(Kind.BUNTING)
def bunting(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    tape = lighten(mix(colour, accent, 0.5), 0.2)
    art.stand(400, 706, 230, 11)
    cloths = (colour, accent, lighten(colour, 0.55))
    for number, corners in enumerate(PENNANTS):
        _pennant(art, corners, cloths[number % 3], plain=number % 3 != 0)
    for cord in (
        "M50 196C200 300 320 310 400 308C500 306 620 270 750 190",
        "M104 442C240 520 340 524 400 522C480 520 580 506 700 440",
    ):
        art.line(cord, darken(tape, 0.3), 13)
        art.line(cord, tape, 9)


def _pennant(
    art: Canvas, corners: tuple[int, int, int, int, int], cloth: str, *, plain: bool
) -> None:
    left, left_y, right, right_y, lean = corners
    tip_x, tip_y = (left + right) / 2 - lean, max(left_y, right_y) + 124
    flag = f"M{left} {left_y}L{right} {right_y}L{tip_x:g} {tip_y}Z"
    art.hover(flag, 0.25)
    if plain:
        art.solid(flag, cloth, grain=0.2)
    else:
        art.printed(flag, cloth, motif=(400, 300), size=26, grain=0.2)
    art.stitch(flag, darken(cloth, 0.3), 1.6, 0.5)


LANTERNS = ((190, 250, 82), (384, 330, 104), (590, 262, 88))


@draws(Kind.GARLAND)
def garland(art: Canvas, look: Look) -> None:
    """Paper lanterns on a cord, with a paper chain below them."""
    colour, accent = look.colour, look.accent
    art.stand(400, 700, 220, 12)
    cord = "M60 130C180 190 300 220 384 220C500 220 640 170 740 120"
    art.line(cord, darken(look.backdrop, 0.6), 5)
    for (x, y, radius), paper in zip(
        LANTERNS, (colour, accent, mix(colour, WHITE, 0.4)), strict=True
    ):
        _paper_lantern(art, (x, y, radius), paper)
    for number in range(11):
        x = 130 + number * 54
        y = round(500 + 80 * (1 - ((x - 400) / 270) ** 2))
        paper = (colour, accent, lighten(colour, 0.45))[number % 3]
        with art.group(f"rotate({(400 - x) * 0.1:.0f} {x} {y})"):
            art.line(oval(x, y, 37, 22), darken(paper, 0.35), 17)
            art.line(oval(x, y - 2, 37, 22), paper, 12)


def _paper_lantern(art: Canvas, ball: tuple[int, int, int], paper: str) -> None:
    x, y, radius = ball
    art.hover(oval(x, y, radius), 0.3)
    art.shape(oval(x, y, radius, radius * 0.94), art.ball(paper))
    for step in (-0.66, -0.33, 0, 0.33, 0.66):
        half = radius * (1 - step * step) ** 0.5
        rib = (
            f"M{x - half:.0f} {y + step * radius:.0f}"
            f"Q{x} {y + step * radius + radius * 0.12:.0f} {x + half:.0f} {y + step * radius:.0f}"
        )
        art.line(rib, darken(paper, 0.4), 3, opacity=0.4)
    art.box(x - radius * 0.26, y - radius * 1.0, radius * 0.52, 12, darken(paper, 0.4), radius=5)
    art.line(f"M{x} {y - radius}V{y - radius - 26}", darken(paper, 0.5), 4)


BALLOONS = ((274, 270, 104, -14), (532, 262, 100, 14), (402, 340, 118, 0))


@draws(Kind.BALLOONS)
def balloons(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(410, 700, 130, 12)
    papers = (accent, lighten(colour, 0.4), colour)
    strings = (
        "M252 386C280 500 380 540 396 680M556 376"
        "C520 500 420 540 402 680M402 476C410 560 392 600 400 680"
    )
    art.line(strings, darken(look.backdrop, 0.55), 3.5)
    for (x, y, size, lean), skin in zip(BALLOONS, papers, strict=True):
        with art.group(f"translate({x} {y}) rotate({lean}) scale({size / 100:g})"):
            _balloon(art, skin, printed=skin == colour)
    art.shape(
        "M400 660C376 640 352 650 356 668C360 686 384 682 400 668"
        "C416 682 440 686 444 668C448 650 424 640 400 660Z",
        art.soft(colour),
    )


def _balloon(art: Canvas, skin: str, *, printed: bool) -> None:
    body = "M0-116C62-116 98-70 98-14C98 50 50 96 0 112C-50 96-98 50-98-14C-98-70-62-116 0-116Z"
    art.shape("M-14 124L0 104L14 124Z", darken(skin, 0.3))
    if printed:
        art.printed(body, skin, motif=(0, -10), size=36, grain=0)
    else:
        art.shape(body, skin)
    deep = darken(skin, 1)
    round_off = ((0, WHITE, 0.6), (0.4, WHITE, 0), (0.41, deep, 0), (1, deep, 0.5))
    art.shape(body, art.radial(round_off, 'cx=".36" cy=".28" r=".85"'))
    art.line("M-62-44C-56-72-40-86-22-92", WHITE, 11, opacity=0.65)


ENVELOPE = rounded_box(250, 320, 400, 280, 10)
CARD_FRONT = rounded_box(196, 150, 330, 450, 8)


@draws(Kind.CARD)
def card(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(410, 680, 220, 13)
    with art.group("rotate(9 450 460)"):
        art.hover(ENVELOPE, 0.4)
        art.solid(ENVELOPE, lighten(accent, 0.2), grain=0.1)
        art.line("M254 596L410 470M646 596L490 470", darken(accent, 0.3), 3, opacity=0.4)
        art.shape("M254 324L450 500L646 324Z", darken(accent, 0.14))
    with art.group("rotate(-7 360 400)"):
        art.shape(
            CARD_FRONT, darken(colour, 0.8), opacity=0.4, blur=Blur.SOFT, turn="translate(12 16)"
        )
        art.shape(CARD_FRONT, lighten(colour, 0.75), turn="translate(6 4)")
        art.printed(CARD_FRONT, colour, motif=(361, 330), size=46, grain=0.12)
        art.line(rounded_box(212, 166, 298, 418, 4), lighten(accent, 0.2), 3)
        art.line("M201 152V598", lighten(colour, 0.6), 4, opacity=0.5)
        if look.pattern is not Pattern.GRAPHIC:
            art.disc(361, 340, 106, lighten(colour, 0.8))
            art.line(oval(361, 340, 95), accent, 3, dash="3 8")
            art.shape(heart(361, 346, 122), art.soft(_ink_on_paper(look)))
        art.line("M300 500H422M326 532H396", lighten(colour, 0.8), 8)


def _ink_on_paper(look: Look) -> str:
    """The accent where it shows on pale paper, else the colour."""
    return look.accent if luminance(look.accent) < 0.75 else darken(look.colour, 0.1)


ROLLS = ((250, -13, 1), (400, 3, 0), (540, 15, 1))


@draws(Kind.GIFT_WRAP)
def gift_wrap(art: Canvas, look: Look) -> None:
    """Three rolls of paper, the middle one in the print."""
    colour, accent = look.colour, look.accent
    art.stand(400, 664, 210, 18)
    for x, lean, plain in (ROLLS[0], ROLLS[2], ROLLS[1]):
        with art.group(f"rotate({lean} {x} 640)"):
            _roll(
                art,
                look,
                x,
                (accent if lean < 0 else lighten(colour, 0.5)) if plain else colour,
                plain=bool(plain),
            )
    with art.group("rotate(3 400 640)"):
        art.box(326, 410, 148, 34, art.tube(accent), radius=3)
        art.shape(
            "M400 424C352 372 300 388 306 418C312 448 360 446 400 428"
            "C440 446 488 448 494 418C500 388 448 372 400 424Z",
            art.soft(accent),
        )
        art.disc(400, 426, 15, darken(accent, 0.2))


def _roll(art: Canvas, look: Look, x: int, paper: str, *, plain: bool) -> None:
    tube = f"M{x - 70} 160H{x + 70}V640C{x + 50} 656 {x - 50} 656 {x - 70} 640Z"
    if plain:
        art.shape(tube, art.tube(paper))
        bands = "".join(f"M{x - 70} {y}q70 18 140 0" for y in range(240, 640, 80))
        art.line(bands, look.colour if paper == look.accent else look.accent, 9, opacity=0.6)
    else:
        from_paper = look.colour
        art.shape(tube, from_paper)
        art.printed(tube, from_paper, motif=(x, 400), size=46, grain=0)
        art.shape(tube, art.tube(from_paper), opacity=0.3)
    art.oval(x, 160, 70, 17, darken(paper, 0.3))
    art.oval(x, 160, 62, 13, "#f6efe2")
    art.oval(x, 160, 34, 7, darken("#c9a77c", 0.3))


SPOOLS = ((286, 540, 1), (520, 540, 2), (402, 320, 0))


@draws(Kind.RIBBONS)
def ribbons(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 654, 260, 18)
    bands = (colour, accent, mix(colour, WHITE, 0.45))
    for x, y, band in SPOOLS:
        art.hover(oval(x, y, 112), 0.3)
        art.disc(x, y, 112, art.soft("#e3c9a0"))
        art.disc(x, y, 98, darken(bands[band], 0.35))
        art.printed(oval(x, y, 94), bands[band], motif=(x, y), size=30, grain=0.08)
        for radius in (80, 66, 52):
            art.line(oval(x, y, radius), darken(bands[band], 0.4), 2.5, opacity=0.5)
        art.disc(x, y, 40, art.soft("#e3c9a0"))
        art.disc(x, y, 17, "#6d4f33")
    tail = "M486 290C560 250 600 300 570 340C544 376 600 400 650 370"
    art.line(tail, darken(look.backdrop, 0.6), 20, opacity=0.25, blur=Blur.SOFT)
    art.line(tail, darken(colour, 0.25), 23)
    art.line(tail, colour, 18)


@draws(Kind.DOILY)
def doily(art: Canvas, look: Look) -> None:
    """Lace paper: rings of cut-outs in a scalloped round."""
    colour = look.colour
    art.stand(400, 690, 180, 12)
    scallops = "".join(
        oval(round(x), round(y), 33)
        for x, y in (polar(400, 400, 216, turn) for turn in range(0, 360, 18))
    )
    art.hover(oval(400, 400, 236), 0.4)
    art.shape(scallops, art.soft(colour))
    art.solid(oval(400, 400, 218), colour, grain=0.14)
    hole = darken(look.backdrop, 0.18)
    for radius, count, size in ((218, 20, 22), (178, 30, 16), (92, 16, 18)):
        places = (polar(400, 400, radius, turn * 360 / count) for turn in range(count))
        # Strokes of no length with round ends are dots: one element a ring.
        art.line("".join(f"M{x:.0f} {y:.0f}h0" for x, y in places), hole, size)
    for turn in range(0, 360, 30):
        with art.group(f"rotate({turn} 400 400)"):
            art.shape("M400 244C380 262 380 278 400 296C420 278 420 262 400 244Z", hole)
    art.line(oval(400, 400, 198), darken(colour, 0.25), 3, dash="2 7")
    art.line(oval(400, 400, 112), darken(colour, 0.25), 3, dash="2 7")
    art.printed(oval(400, 400, 72), lighten(colour, 0.15), motif=(400, 400), size=26, grain=0.1)
    if look.pattern is Pattern.PLAIN:
        art.shape(heart(400, 404, 76), look.accent)
