"""Cameras, and what is pressed and steered with the hands."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look
from .outline import MIRROR_IMAGE, mirrored, rounded_box
from .paints import INK, Blur
from .registry import draws
from .shades import WHITE, darken, lighten, luminance

SANS = "Inter,system-ui,sans-serif"


@draws(Kind.CAMERA)
def camera(art: Canvas, look: Look) -> None:
    chrome, black = art.fade("#f4f4f2", "#b2b2ae"), art.soft("#2a2b2f")
    art.stand(400, 630, 270, 18)
    _top_plate(art, look.accent, chrome, black)
    body = "M150 360h500v230a34 34 0 0 1-34 34h-432a34 34 0 0 1-34-34Z"
    art.solid(body, look.colour, grain=0.34)
    art.line("M150 362H650", INK, 4, opacity=0.3)
    art.edge("M170 300H620", 6, 0.8)
    _lens(art, darken(look.colour, 0.6), chrome, black)
    art.disc(596, 336, 12, look.accent)
    art.box(176, 318, 80, 20, "#2a2b2f", radius=4, opacity=0.85)
    art.text("AURA", 216, 333, 14, WHITE, SANS)


def _top_plate(art: Canvas, accent: str, chrome: str, black: str) -> None:
    art.shape("M316 292L340 236Q344 226 356 226H444Q456 226 460 236L484 292Z", chrome)
    art.box(366, 242, 68, 30, "#23252b", radius=5)
    art.box(372, 247, 30, 20, "#6f86c9", radius=3, opacity=0.7)
    art.box(196, 262, 76, 34, chrome, radius=8)
    art.box(212, 250, 44, 14, accent, radius=5)
    art.box(530, 268, 70, 26, black, radius=8)
    art.shape("M150 366V322a34 34 0 0 1 34-34H616a34 34 0 0 1 34 34V366Z", chrome)


def _lens(art: Canvas, shade: str, chrome: str, black: str) -> None:
    coating = ((0, "#9fb8ff"), (0.3, "#3a3f8f"), (0.7, "#131531"), (1, "#05060c"))
    art.oval(412, 468, 148, 148, shade, opacity=0.6, blur=Blur.SOFT)
    art.disc(400, 456, 142, chrome)
    art.disc(400, 456, 128, black)
    ring = "M294 456a106 106 0 1 1 212 0a106 106 0 1 1-212 0Z"
    art.line(ring, WHITE, 10, opacity=0.14, dash="4 5", cap="butt")
    art.disc(400, 456, 92, "#0a0b10")
    art.disc(400, 456, 80, art.radial(coating, 'cx=".38" cy=".32" r=".8"'))
    art.disc(400, 456, 44, "#05060c", opacity=0.55)
    with art.group("rotate(-38 372 422)"):
        art.oval(372, 422, 26, 16, WHITE, opacity=0.75)
    art.disc(432, 494, 9, WHITE, opacity=0.35)


KEY_ROWS = ((13, 0), (12, 24), (12, 34), (11, 52))
KEY_PITCH = 40


@draws(Kind.KEYBOARD)
def keyboard(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(410, 620, 310, 20)
    with art.group("rotate(-7 400 460) skewX(-8) translate(64 0)"):
        body = rounded_box(106, 340, 588, 244, 30)
        art.shape(body, darken(colour, 0.6), turn="translate(0 20)")
        art.solid(body, colour, grain=0.12)
        art.shape(rounded_box(124, 358, 552, 208, 16), darken(colour, 0.55))
        caps = lighten(colour, 0.16) if luminance(colour) < 0.5 else lighten(colour, 0.5)
        for row, (count, start) in enumerate(KEY_ROWS):
            _keys(
                art,
                [134 + start + KEY_PITCH * place for place in range(count)],
                366 + row * KEY_PITCH,
                caps,
            )
        _keys(art, [134], 366, accent)
        _keys(art, [134 + 24 + KEY_PITCH * 12], 406, accent)
        for x, width, paint in (
            (134, 60, caps),
            (200, 60, caps),
            (266, 240, accent),
            (512, 60, caps),
            (578, 72, caps),
        ):
            art.box(x, 532, width, 28, darken(paint, 0.3), radius=8)
            art.box(x + 2, 529, width - 4, 26, paint, radius=8)


def _keys(art: Canvas, columns: list[int], y: int, colour: str) -> None:
    """A row of caps in one path each for side and top: sixty rectangles would be long."""
    sides = "".join(f"M{x + 3} {y + 5}h28v28h-28Z" for x in columns)
    tops = "".join(f"M{x + 5} {y + 3}h24v23h-24Z" for x in columns)
    for path, paint in ((sides, darken(colour, 0.3)), (tops, colour)):
        art.shape(path, paint)
        art.line(path, paint, 6)


MOUSE = mirrored("M400 210C490 210 524 310 524 430C524 570 480 640 400 640")


@draws(Kind.MOUSE)
def mouse(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(420, 620, 190, 30)
    with art.group("rotate(16 400 430)"):
        art.shape(
            MOUSE, darken(look.backdrop, 0.7), opacity=0.45, blur=Blur.SOFT, turn="translate(22 26)"
        )
        art.shape(MOUSE, darken(colour, 0.5), turn="translate(4 10)")
        art.printed(MOUSE, colour, motif=(400, 520), size=36, grain=0.06)
        art.line(
            "M400 212V392M278 400C330 380 470 380 522 400", darken(colour, 0.5), 4, opacity=0.7
        )
        art.box(384, 270, 32, 78, darken(colour, 0.7), radius=16)
        art.box(389, 278, 22, 62, art.fade(lighten(accent, 0.3), darken(accent, 0.3)), radius=11)
        art.line("M390 294h20M390 308h20M390 322h20", darken(accent, 0.4), 3)
        art.shine("M312 300C300 380 304 480 326 550", 22, 0.5)
        art.box(388, 368, 24, 10, accent, radius=5)


PAD = mirrored(
    "M400 320C440 320 452 296 520 296C606 296 648 380 668 480C684 566 668 640 612 640"
    "C556 640 540 540 490 528C460 522 430 522 400 522"
)


@draws(Kind.GAME_CONTROLLER)
def game_controller(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 646, 290, 18)
    for place in ("translate(0 0)", MIRROR_IMAGE):
        with art.group(place):
            art.box(480, 268, 110, 60, art.soft(darken(colour, 0.4)), radius=26)
    art.shape(PAD, darken(colour, 0.55), turn="translate(0 10)")
    art.printed(PAD, colour, motif=(400, 470), size=40, grain=0.12)
    with art.within(PAD):
        art.crease("M660 480C690 580 640 660 590 640", colour, 40, 0.4)
    art.shine("M190 380C160 440 140 520 146 580", 20, 0.4)
    _thumb_stick(art, 322, 478, colour, accent)
    _thumb_stick(art, 478, 478, colour, accent)
    cross = "M226 366h34v-34h34v34h34v34h-34v34h-34v-34h-34Z"
    art.shape(cross, darken(colour, 0.8), turn="translate(-16 3)", opacity=0.5)
    art.shape(cross, art.soft(darken(colour, 0.65)), turn="translate(-16 0)")
    for x, y, paint in (
        (540, 342, "#e9b23f"),
        (582, 384, "#d9534a"),
        (498, 384, "#4c8fd0"),
        (540, 426, "#54a86b"),
    ):
        art.disc(x, y + 3, 21, darken(colour, 0.8), opacity=0.5)
        art.disc(x, y, 20, art.ball(paint))
    art.box(356, 372, 28, 12, darken(colour, 0.6), radius=6)
    art.box(416, 372, 28, 12, darken(colour, 0.6), radius=6)
    art.disc(400, 410, 15, accent)


def _thumb_stick(art: Canvas, x: float, y: float, colour: str, accent: str) -> None:
    art.disc(x, y, 47, darken(colour, 0.7))
    art.disc(x, y, 44, accent, opacity=0.9)
    art.disc(x, y, 39, darken(colour, 0.85))
    art.disc(x, y - 3, 35, art.soft(darken(colour, 0.6)))
    art.disc(x, y - 3, 22, darken(colour, 0.75), opacity=0.8)


@draws(Kind.POWER_BANK)
def power_bank(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 652, 170, 20)
    art.line("M440 210C440 120 590 110 600 240C610 400 570 520 610 640", darken(accent, 0.25), 15)
    art.line("M438 206C438 116 588 106 598 238C608 398 568 518 608 638", accent, 10)
    art.box(426, 170, 28, 52, art.metal(), radius=5)
    body = rounded_box(282, 206, 236, 446, 44)
    art.shape(body, darken(colour, 0.55), turn="translate(-9 0)")
    art.printed(body, colour, motif=(400, 450), size=44, grain=0.14)
    art.line(rounded_box(290, 214, 220, 430, 38), lighten(colour, 0.5), 2, opacity=0.5)
    art.shape("M414 330l-56 92h40l-14 78l58-98h-42Z", look.accent)
    for place, opacity in enumerate((1, 1, 1, 0.3)):
        art.disc(367 + 22 * place, 590, 6, accent, opacity=opacity)
    art.shine("M312 260C308 380 308 500 314 600", 14, 0.4)
