"""What stands on a table."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look
from .outline import mirrored, oval
from .paints import Blur, Light
from .registry import draws
from .shades import WHITE, darken, lighten

COFFEE = "#4a2c1a"


@draws(Kind.MUG)
def mug(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 652, 190, 24)
    art.line("M520 352C640 330 660 520 516 548", darken(colour, 0.3), 42)
    art.line("M520 348C634 328 652 512 516 540", colour, 32)
    art.line("M524 342C610 332 634 440 580 500", lighten(colour, 0.45), 7, opacity=0.75)
    body = mirrored("M390 654C480 654 510 640 518 606C528 560 532 292 532 292", axis=390)
    art.printed(body, colour, motif=(390, 470), size=44, light=Light.TUBE, grain=0.1)
    _coffee(art, colour)
    art.shine("M292 340C292 430 296 520 304 596", 15, 0.4)


def _coffee(art: Canvas, colour: str) -> None:
    art.oval(390, 292, 142, 34, lighten(colour, 0.4))
    art.oval(390, 294, 130, 28, art.fade(darken(colour, 0.5), darken(colour, 0.18)))
    art.shape("M268 306a122 24 0 0 1 244 0a122 20 0 0 1-244 0Z", COFFEE)
    art.line("M290 302a100 15 0 0 1 140-8", lighten(COFFEE, 0.3), 5, opacity=0.8)


CUP = mirrored("M400 566C470 566 508 548 524 500C544 440 548 390 552 344")


@draws(Kind.TEACUP)
def teacup(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 640, 260, 22)
    art.oval(400, 612, 258, 34, darken(colour, 0.35))
    art.oval(400, 602, 258, 34, art.soft(colour))
    art.line(oval(400, 602, 250, 31), accent, 5, opacity=0.85)
    art.oval(400, 600, 150, 17, darken(colour, 0.28), opacity=0.7)
    art.line("M536 390C630 366 636 470 514 500", darken(colour, 0.3), 30)
    art.line("M536 386C628 362 632 464 514 494", colour, 21)
    art.shape("M352 556H448L458 596H342Z", art.tube(darken(colour, 0.1)))
    art.printed(CUP, colour, motif=(400, 460), size=42, light=Light.TUBE, grain=0.06)
    _brim(art, colour, accent, (400, 344, 152, 32))
    art.shape("M272 352a128 22 0 0 1 256 0a128 20 0 0 1-256 0Z", "#a8642c")
    art.line("M300 348a110 14 0 0 1 120-10", "#d9a066", 5, opacity=0.8)
    art.shine("M282 390C288 440 300 490 322 524", 14, 0.5)


def _brim(art: Canvas, colour: str, rim: str, ellipse: tuple[float, float, float, float]) -> None:
    """The open mouth of a round vessel: the lip, and the dark inside."""
    cx, cy, rx, ry = ellipse
    art.oval(cx, cy, rx, ry, lighten(rim, 0.2))
    inside = art.fade(darken(colour, 0.5), darken(colour, 0.12))
    art.oval(cx, cy + 2, rx - 9, ry - 5, inside)


POT_BELLY = mirrored("M400 350C480 350 548 392 556 476C562 560 506 618 470 636L400 636")


@draws(Kind.TEAPOT)
def teapot(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 652, 210, 22)
    art.line("M546 410C660 372 672 560 530 574", darken(colour, 0.35), 34)
    art.line("M546 406C656 370 666 552 530 568", colour, 25)
    spout = "M262 540C190 524 182 420 142 386L186 362C224 392 226 450 284 462Z"
    art.solid(spout, darken(colour, 0.06), grain=0.06)
    art.oval(163, 374, 26, 9, darken(colour, 0.55))
    art.shape("M330 628H470L480 652H320Z", art.tube(accent))
    art.printed(POT_BELLY, colour, motif=(400, 500), size=46, light=Light.TUBE, grain=0.06)
    art.shape("M318 366C330 324 470 324 482 366C450 380 350 380 318 366Z", art.tube(colour))
    art.line("M314 368C350 384 450 384 486 368", accent, 9)
    art.disc(400, 316, 24, art.ball(accent))
    art.shine("M282 430C266 490 284 560 316 600", 18, 0.5)


BOWL = mirrored("M400 628C476 628 560 570 586 424")


@draws(Kind.BOWL)
def bowl(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 644, 200, 22)
    art.shape("M330 612H470L480 644H320Z", art.tube(darken(colour, 0.1)))
    art.printed(BOWL, colour, motif=(400, 530), size=46, light=Light.TUBE, grain=0.12)
    _brim(art, colour, look.accent, (400, 424, 187, 46))
    art.line("M240 430C290 468 510 468 560 430", lighten(colour, 0.35), 5, opacity=0.4)
    art.shine("M248 480C262 530 300 580 340 600", 16, 0.45)


@draws(Kind.PLATE)
def plate(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    rim = oval(400, 390, 246)
    art.stand(400, 660, 220, 18)
    art.hover(rim)
    art.printed(rim, colour, motif=(400, 400), size=52, grain=0.05)
    art.line(oval(400, 390, 238), accent, 7)
    art.line(oval(400, 390, 222), accent, 2, opacity=0.7)
    art.oval(406, 398, 164, 164, darken(colour, 0.6), opacity=0.35, blur=Blur.SOFT)
    art.disc(400, 390, 160, art.soft(lighten(colour, 0.35)))
    art.line(oval(400, 390, 150), accent, 3, opacity=0.6)
    for turn in range(0, 360, 45):
        with art.group(f"rotate({turn} 400 390)"):
            art.shape(
                "M400 378C372 350 378 312 400 296C422 312 428 350 400 378Z", accent, opacity=0.6
            )
            art.shape("M418 330q34-14 50-2q-18 22-44 20Z", look.colour, opacity=0.7)
    art.disc(400, 390, 18, accent)
    art.line("M196 300C226 236 280 190 344 170", WHITE, 14, opacity=0.5, blur=Blur.GLEAM)


TUMBLER = mirrored("M400 644L496 644C504 520 514 400 520 270L400 270")


@draws(Kind.GLASS)
def glass(art: Canvas, look: Look) -> None:
    tint, accent = look.colour, look.accent
    art.stand(400, 650, 160, 18)
    art.shape(TUMBLER, art.tube(lighten(tint, 0.55)), opacity=0.55)
    drink = mirrored("M400 624L486 624C494 540 500 470 504 400L400 400")
    art.shape(drink, art.tube(tint), opacity=0.82)
    art.oval(400, 400, 104, 20, lighten(tint, 0.35))
    for x, y, turn in ((356, 430, 14), (432, 452, -18), (388, 500, 30)):
        with art.group(f"rotate({turn} {x} {y})"):
            art.box(x - 28, y - 28, 56, 56, WHITE, radius=10, opacity=0.32)
            art.line(f"M{x - 18} {y - 20}h24", WHITE, 5, opacity=0.7)
    art.line("M430 560L496 150L540 132", darken(accent, 0.2), 17)
    art.line("M430 556L494 148L540 130", accent, 12)
    art.line(oval(400, 270, 120, 24), WHITE, 6, opacity=0.85)
    art.line(oval(400, 270, 120, 24), darken(tint, 0.3), 1.6, opacity=0.6)
    art.oval(400, 640, 92, 12, WHITE, opacity=0.4)
    art.shine("M306 310C310 420 316 520 324 610", 16, 0.7)


JUG = mirrored("M400 646L470 646C500 620 540 560 528 480C516 410 478 390 476 330L484 250L400 250")


@draws(Kind.JUG)
def jug(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 652, 180, 20)
    art.line("M478 290C620 250 640 470 524 520", darken(colour, 0.35), 32)
    art.line("M478 286C614 248 632 464 524 514", colour, 23)
    art.printed(JUG, colour, motif=(400, 500), size=44, light=Light.TUBE, grain=0.08)
    art.shape(
        "M316 250C340 270 460 270 484 250C470 228 380 224 344 232L272 214C276 250 300 280 322 296Z",
        art.tube(colour),
    )
    art.shape(
        "M300 228L346 240C380 230 460 234 472 250C450 264 350 266 330 254Z", darken(colour, 0.5)
    )
    art.line("M272 214L344 232C380 224 470 228 484 250", lighten(accent, 0.1), 6)
    art.line("M324 346C350 358 450 358 476 346", accent, 9)
    art.shine("M296 450C286 510 300 570 326 610", 16, 0.5)


BOTTLE = mirrored(
    "M400 652L470 652C486 652 494 644 494 628L494 330C494 280 452 270 448 226L400 226"
)


@draws(Kind.BOTTLE)
def bottle(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 654, 140, 20)
    art.printed(BOTTLE, colour, motif=(400, 460), size=44, light=Light.TUBE, grain=0.1)
    art.box(346, 214, 108, 22, art.metal())
    art.shape(
        "M342 150C342 140 350 134 362 134H438C450 134 458 140 458 150V216H342Z", art.tube(accent)
    )
    grip = "".join(f"M{x} 152V208" for x in range(356, 450, 14))
    art.line(grip, darken(accent, 0.4), 4, opacity=0.4)
    art.line("M374 134C374 92 426 92 426 134", darken(accent, 0.1), 13)
    art.box(306, 606, 188, 7, darken(colour, 0.4), opacity=0.5)
    art.shine("M330 330V600", 14, 0.5)


HANDLE = "c-10 60-14 120-10 170c2 20 38 20 40 0c4-50 0-110-10-170Z"


@draws(Kind.CUTLERY)
def cutlery(art: Canvas, look: Look) -> None:
    art.stand(410, 668, 210, 12)
    steel = art.metal()
    blades = (
        "M236 200C236 300 238 340 270 352V430H290V352"
        "C322 340 324 300 324 200H306V300H290V200H270V300H254V200Z",
        "M400 190C440 190 456 250 448 300C442 334 424 350 410 356"
        "V430H390V356C376 350 358 334 352 300"
        "C344 250 360 190 400 190Z",
        "M500 190C546 220 560 300 552 390H532V430H510V190Z",
    )
    with art.group("translate(-64 -56) scale(1.16)"):
        for left, blade in zip((270, 390, 511), blades, strict=True):
            handle = f"M{left} 424{HANDLE}"
            art.hover(blade, 0.3)
            art.hover(handle, 0.3)
            art.shape(blade, steel)
            art.printed(handle, look.colour, motif=(400, 520), size=22, light=Light.TUBE, grain=0.1)
            art.box(left - 4, 420, 28, 14, art.tube(look.accent), radius=4)
            art.disc(left + 10, 580, 4, look.accent)
        art.edge("M366 250C366 220 380 206 394 204", 5, 0.8)
