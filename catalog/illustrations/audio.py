"""What makes sound."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look
from .outline import MIRROR_IMAGE, rounded_box
from .paints import INK, Blur, Light
from .registry import draws
from .shades import darken, lighten


@draws(Kind.HEADPHONES)
def headphones(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 650, 220, 18)
    art.line("M212 420C196 130 604 130 588 420", darken(colour, 0.3), 46)
    art.line("M212 416C196 122 604 122 588 416", art.soft(colour), 38)
    art.line("M236 330C270 170 530 170 564 330", darken(colour, 0.52), 22)
    art.edge("M240 262C290 168 420 150 500 190", 7, 0.5)
    for place in ("translate(246 0) scale(-1 1)", "translate(554 0)"):
        with art.group(place):
            _ear_cup(art, look)


def _ear_cup(art: Canvas, look: Look) -> None:
    accent = art.soft(look.accent)
    shell = rounded_box(-8, 404, 92, 222, 44)
    art.box(-46, 420, 60, 190, art.soft(darken(look.colour, 0.5)), radius=30)
    art.shape(shell, art.soft(look.colour))
    art.line(shell, lighten(look.colour, 0.5), 2, opacity=0.5)
    art.oval(42, 515, 26, 66, accent)
    art.oval(42, 515, 15, 44, darken(look.accent, 0.22), opacity=0.65)
    art.edge("M10 440q10-22 34-24", 7, 0.55)
    art.box(22, 356, 26, 64, accent, radius=10)


BUD_CASE = rounded_box(236, 430, 328, 206, 84)
BUD_LID = rounded_box(248, 268, 304, 190, 78)


@draws(Kind.EARBUDS)
def earbuds(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 640, 200, 18)
    art.solid(BUD_LID, darken(colour, 0.14), grain=0)
    art.shape(
        rounded_box(264, 284, 272, 170, 66), art.fade(darken(colour, 0.55), darken(colour, 0.3))
    )
    for place in ("translate(0 0)", MIRROR_IMAGE):
        with art.group(place):
            _bud(art, look)
    art.shape(BUD_CASE, art.soft(colour))
    art.shape("M236 506C300 522 500 522 564 506V498C500 512 300 512 236 498Z", darken(colour, 0.35))
    art.oval(400, 452, 120, 10, darken(colour, 0.45), opacity=0.35, blur=Blur.FINE)
    art.disc(400, 560, 8, look.accent)
    art.disc(400, 560, 18, look.accent, opacity=0.25)
    art.shine("M268 480C262 530 280 580 310 606", 14, 0.6)


def _bud(art: Canvas, look: Look) -> None:
    stem = rounded_box(446, 330, 40, 130, 20)
    art.shape(
        "M420 350C420 300 460 276 492 288C524 302 524 352 492 372C470 384 430 388 420 350Z",
        art.soft(lighten(look.colour, 0.3)),
    )
    art.shape(stem, art.tube(lighten(look.colour, 0.3)))
    art.oval(434, 334, 18, 26, darken(look.colour, 0.55))
    art.box(459, 380, 14, 34, look.accent, radius=7)
    art.edge("M474 298q22 8 24 34", 5, 0.7)


SPEAKER = rounded_box(270, 180, 260, 474, 70)


@draws(Kind.SPEAKER)
def speaker(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 654, 190, 22)
    art.printed(SPEAKER, colour, motif=(400, 420), size=44, light=Light.TUBE, grain=0.5)
    with art.within(SPEAKER):
        weave = "".join(f"M270 {y}H530" for y in range(236, 620, 12))
        art.line(weave, darken(colour, 0.6), 3, opacity=0.3, dash="2 7", cap="butt")
        art.shape("M270 600C340 622 460 622 530 600V660H270Z", art.tube(darken(colour, 0.3)))
        art.line("M270 600C340 622 460 622 530 600", accent, 5)
    art.oval(400, 208, 118, 32, darken(colour, 0.25))
    art.oval(400, 204, 114, 29, art.fade(lighten(colour, 0.25), darken(colour, 0.1)))
    art.line("M340 204h24M352 198v12M436 204h24", lighten(colour, 0.7), 4)
    art.disc(400, 204, 7, accent)
    art.line("M528 300C590 300 600 400 560 450C548 466 540 440 534 420", darken(accent, 0.1), 11)
    art.line("M528 298C588 298 598 398 558 448", lighten(accent, 0.35), 3)
    art.shine("M318 280V560", 16, 0.3)


RADIO = rounded_box(150, 300, 500, 330, 44)


@draws(Kind.RADIO)
def radio(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 634, 270, 18)
    art.line("M590 300L660 130", art.metal(), 7)
    art.disc(660, 130, 9, art.metal())
    art.line("M240 306C240 226 560 226 560 306", darken(colour, 0.3), 24)
    art.line("M240 304C240 222 560 222 560 304", darken(accent, 0.05), 16)
    art.box(190, 620, 60, 22, darken(colour, 0.6), radius=6)
    art.box(550, 620, 60, 22, darken(colour, 0.6), radius=6)
    art.solid(RADIO, colour, grain=0.14)
    art.shape(
        rounded_box(176, 326, 280, 278, 26), art.fade(lighten(accent, 0.2), darken(accent, 0.12))
    )
    slots = "".join(f"M196 {y}H436" for y in range(350, 596, 22))
    art.line(slots, darken(accent, 0.4), 6, opacity=0.7)
    art.shape(rounded_box(482, 330, 142, 76, 12), art.fade("#fff6df", "#ecd9ae"))
    art.line("M496 380H610", INK, 2)
    art.line("M500 366v14M520 370v10M540 366v14M560 370v10M580 366v14M600 370v10", INK, 2.5)
    art.line("M548 340V396", "#d2452d", 4)
    for x, y, radius in ((518, 470, 30), (592, 470, 30), (555, 556, 44)):
        art.oval(x + 4, y + 6, radius, radius, darken(colour, 0.6), opacity=0.5, blur=Blur.FINE)
        art.disc(x, y, radius, art.metal(lighten(accent, 0.2)))
        art.disc(x, y, radius * 0.7, art.soft(accent))
        art.line(f"M{x} {y - radius * 0.62:g}v{radius * 0.4:g}", darken(accent, 0.6), 4)
    art.edge("M190 312H600", 6, 0.4)
