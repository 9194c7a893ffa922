"""What is worn with clothes."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look
from .outline import MIRROR_IMAGE, heart, mirrored, oval, rounded_box
from .paints import STEEL, Blur
from .registry import draws
from .shades import WHITE, darken, lighten, mix

GOLD = "#c9a24e"

CROWN = (
    "M176 490C160 340 260 236 384 236C500 236 562 320 570 452C572 474 560 480 540 484"
    "C430 510 300 514 176 490Z"
)
PEAK = (
    "M352 500C420 452 500 430 562 436C646 446 722 500 738 546C742 564 722 568 704 562"
    "C634 536 520 524 400 530C366 530 346 514 352 500Z"
)


@draws(Kind.CAP)
def cap(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(430, 566, 280, 18)
    art.solid(PEAK, darken(look.accent, 0.04), grain=0.22)
    art.stitch("M450 504C540 480 650 504 716 546", darken(look.accent, 0.3))
    art.printed(CROWN, colour, motif=(400, 390), size=34, grain=0.22)
    with art.within(CROWN):
        art.seam("M384 236C320 300 290 400 300 520M384 236C460 290 500 390 492 500", colour, 4)
        art.crease("M560 300C580 380 570 460 560 500", colour, 50, 0.4)
        art.crease("M176 500C300 520 430 520 560 480", colour, 26, 0.4)
        art.shine("M220 420C226 340 280 280 340 262", 16, 0.4)
    for x, y in ((300, 310), (446, 310)):
        art.disc(x, y, 8, darken(colour, 0.35))
        art.disc(x, y, 4, darken(colour, 0.7))
    art.oval(384, 236, 20, 11, look.accent)


KNIT_CROWN = mirrored("M400 226C520 226 572 350 566 520L400 520")
KNIT_BRIM = mirrored(
    "M400 470C470 470 560 476 576 484C590 520 590 570 578 606C520 622 460 626 400 626"
)


@draws(Kind.BEANIE)
def beanie(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 628, 210, 18)
    _pompom(art, look.accent)
    art.printed(KNIT_CROWN, colour, motif=(400, 380), size=40, grain=0.3)
    with art.within(KNIT_CROWN):
        for step in range(-4, 5):
            x = 400 + step * 40
            art.seam(f"M{400 + step * 10} 226C{x} 300 {x} 400 {x} 490", colour, 4, 0.35)
        art.crease("M250 474H560", colour, 20, 0.5)
    art.solid(KNIT_BRIM, lighten(colour, 0.08), grain=0.3)
    with art.within(KNIT_BRIM):
        ribs = "".join(f"M{x} 466V630" for x in range(230, 580, 22))
        art.seam(ribs, colour, 6, 0.35)
    art.shine("M262 500V590", 14, 0.35)
    art.box(448, 520, 62, 40, look.accent, radius=5)
    art.stitch("M454 526h50v28h-50Z", darken(look.accent, 0.35), 1.6)


def _pompom(art: Canvas, colour: str) -> None:
    art.disc(400, 200, 62, art.ball(colour))
    tufts = "".join(
        f"M{400 + dx} {200 + dy}l{dx * 0.3:g} {dy * 0.3:g}"
        for dx, dy in ((-50, -20), (-30, -48), (0, -58), (32, -46), (52, -18), (-54, 16), (54, 18))
    )
    art.line(tufts, colour, 14)
    art.line(
        "M372 180l-12-16M400 172v-18M428 182l12-14M384 214l-16 8M420 214l16 8",
        WHITE,
        4,
        opacity=0.3,
    )


SCARF_LOOP = mirrored("M400 176C516 176 590 232 582 306C570 392 480 424 400 424")
SCARF_TAILS = (
    "M404 372L520 352C532 440 540 520 540 600L430 612C428 530 420 450 404 372Z",
    "M306 366L424 372C420 460 412 560 416 664L294 664C292 560 296 460 306 366Z",
)


@draws(Kind.SCARF)
def scarf(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 706, 170, 12)
    fringes = ((440, 606, 530, 1), (300, 664, 412, 0))
    for tail, (left, foot, right, lift) in zip(SCARF_TAILS, fringes, strict=True):
        art.hover(tail, 0.25)
        threads = "".join(
            f"M{x} {foot - lift * (x - left) / 9:g}v38" for x in range(left, right, 14)
        )
        art.line(threads, darken(colour, 0.12), 7)
        art.printed(tail, colour, motif=(400, 520), size=40, grain=0.3)
        art.seam(tail, colour, 2, 0.4)
    art.hover(SCARF_LOOP, 0.25)
    art.printed(SCARF_LOOP, colour, motif=(400, 520), size=40, grain=0.3)
    art.oval(400, 262, 116, 44, darken(colour, 0.55))
    with art.within(SCARF_LOOP):
        art.crease("M230 300C300 380 480 390 570 300", colour, 16)
        art.crease("M260 260C300 330 500 340 540 260", colour, 14)
    art.shine("M244 320C290 378 350 400 410 404", 12, 0.35)


MITTEN = (
    "M270 640L262 520C236 430 240 310 276 264"
    "C316 216 388 232 400 316L406 410C428 372 466 366 480 392"
    "C492 430 456 480 416 530L414 640Z"
)


@draws(Kind.GLOVES)
def gloves(art: Canvas, look: Look) -> None:
    art.stand(400, 700, 200, 13)
    for place in (
        "translate(-76 20) rotate(-8 340 440)",
        f"translate(76 20) {MIRROR_IMAGE} rotate(-8 340 440)",
    ):
        with art.group(place):
            art.hover(MITTEN, 0.25)
            _mitten(art, look)


def _mitten(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.printed(MITTEN, colour, motif=(330, 400), size=40, grain=0.3)
    with art.within(MITTEN):
        art.crease("M406 410C400 470 404 500 416 530", colour, 16, 0.5)
        art.crease("M276 600C310 610 380 610 410 600", colour, 16)
    cuff = rounded_box(254, 566, 172, 96, 18)
    art.solid(cuff, look.accent, grain=0.3)
    ribs = "".join(f"M{x} 572V656" for x in range(270, 420, 16))
    art.seam(ribs, look.accent, 4, 0.4)
    art.shine("M286 300C272 380 280 440 288 500", 14, 0.35)


LENS = (
    "M422 400C422 378 446 374 526 374C606 374 650 380 650 404"
    "C650 494 616 558 540 558C462 558 422 494 422 400Z"
)


@draws(Kind.SUNGLASSES)
def sunglasses(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 600, 270, 14)
    for place in ("translate(0 20)", f"translate(0 20) {MIRROR_IMAGE}"):
        with art.group(place):
            art.line("M636 392L330 500", darken(colour, 0.5), 15)
            art.shape(LENS, art.fade(darken(look.accent, 0.75), look.accent), opacity=0.92)
            with art.within(LENS):
                art.shape("M470 360L560 360L470 570L400 570Z", WHITE, opacity=0.16)
                art.shape("M584 360L606 360L520 570L498 570Z", WHITE, opacity=0.12)
            art.line(LENS, darken(colour, 0.35), 26)
            art.line(LENS, art.soft(colour), 20)
            art.line("M632 404l14-4", art.metal(), 9)
            art.edge("M440 386C470 376 540 372 610 378", 5, 0.5)
    art.line("M378 420C388 400 412 400 422 420", darken(colour, 0.35), 24)
    art.line("M378 418C388 398 412 398 422 418", colour, 18)


CHAIN = "M210 170C220 380 330 500 400 512C470 500 580 380 590 170"


@draws(Kind.NECKLACE)
def necklace(art: Canvas, look: Look) -> None:
    metal = mix(look.accent, GOLD, 0.7)
    art.stand(400, 706, 130, 12)
    shade = darken(look.backdrop, 0.6)
    art.line(CHAIN, shade, 10, opacity=0.3, blur=Blur.FINE)
    art.line(CHAIN, darken(metal, 0.4), 9, dash="1 11")
    art.line(CHAIN, lighten(metal, 0.3), 6, dash="1 11")
    for x, y in ((300, 440), (350, 488), (450, 488), (500, 440)):
        art.disc(x, y, 13, art.ball(look.accent))
    art.line(oval(400, 520, 17), art.metal(metal), 7)
    pendant = heart(400, 610, 150)
    art.hover(pendant)
    art.shape(pendant, art.metal(metal))
    jewel = heart(400, 608, 118)
    art.printed(jewel, look.colour, motif=(400, 600), size=22, grain=0)
    art.shape(
        "M352 590C354 560 380 556 390 572C376 580 366 596 362 616C356 608 352 600 352 590Z",
        WHITE,
        opacity=0.5,
    )


CANOPY = (
    "M128 430C140 262 258 166 400 166C542 166 660 262 672 430C644 396 590 396 562 428"
    "C532 396 470 394 400 428C330 394 268 396 238 428C210 396 156 396 128 430Z"
)


@draws(Kind.UMBRELLA)
def umbrella(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(420, 706, 150, 12)
    art.line("M400 150V640C400 690 470 690 470 640", art.metal(), 9)
    art.line("M400 600V640C400 694 470 694 470 640V628", darken(accent, 0.3), 24)
    art.line("M400 600V640C400 694 470 694 470 640V628", accent, 18)
    art.shape("M140 428C260 400 540 400 660 428C560 452 240 452 140 428Z", darken(colour, 0.6))
    art.printed(CANOPY, colour, motif=(400, 340), size=44, grain=0.1)
    with art.within(CANOPY):
        art.crease("M670 430C640 280 560 200 440 170", colour, 60, 0.3)
        art.seam("M400 166C330 230 250 330 238 428M400 166C470 230 550 330 562 428", colour)
        art.seam("M400 166V428", colour)
    art.line(CANOPY, darken(colour, 0.3), 3, opacity=0.5)
    art.shine("M190 340C214 270 270 220 330 200", 16, 0.45)
    art.line("M400 164V132", STEEL, 10)
