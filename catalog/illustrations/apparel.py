"""Clothes, drawn as if pinned to the wall."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look
from .outline import MIRROR_IMAGE, mirrored
from .paints import Blur
from .registry import draws
from .shades import WHITE, darken, lighten

TEE = mirrored(
    "M400 233C444 233 482 222 502 196C532 204 564 216 586 232C620 268 654 330 672 384"
    "C640 408 604 424 574 430L544 372C538 460 542 560 548 648C500 659 450 663 400 663"
)


@draws(Kind.TEE)
def tee(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 700, 190, 14)
    art.hover(TEE)
    art.printed(TEE, colour, motif=(400, 400), size=42)
    with art.within(TEE):
        _folds(art, colour)
    _crew_neck(art, colour)
    hem = darken(colour, 0.28)
    art.stitch("M254 632C340 652 460 652 546 632", hem)
    art.stitch("M138 368C168 392 200 406 232 412M662 368C632 392 600 406 568 412", hem)


def _folds(art: Canvas, colour: str) -> None:
    art.crease("M256 372C290 440 270 540 268 660", colour, 30, 0.3)
    art.crease("M544 372C510 440 530 540 532 660", colour, 34, 0.38)
    art.line("M350 300C340 420 370 520 352 640", WHITE, 24, opacity=0.2, blur=Blur.SOFT)
    art.crease("M470 420C430 500 460 560 430 650", colour, 20, 0.26)
    art.crease("M226 250C250 300 256 330 256 380M574 250C550 300 544 330 544 380", colour)


def _crew_neck(art: Canvas, colour: str) -> None:
    art.shape(
        "M298 196C330 246 470 246 502 196C490 190 480 188 472 186C440 214 360 214 328 186"
        "C318 188 308 190 298 196Z",
        darken(colour, 0.12),
    )
    art.shape("M328 186C360 214 440 214 472 186C440 176 360 176 328 186Z", darken(colour, 0.42))
    art.line("M316 206C350 244 450 244 484 206", darken(colour, 0.3), 2, opacity=0.6)
    art.box(384, 188, 32, 13, WHITE, radius=2, opacity=0.85)


SHIRT = mirrored(
    "M400 226L452 192C500 204 542 214 566 234"
    "C610 310 650 470 668 618L604 636C590 540 572 470 550 410"
    "C540 480 544 560 552 640C500 672 450 680 400 666"
)


@draws(Kind.SHIRT)
def shirt(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 706, 190, 14)
    art.hover(SHIRT)
    art.printed(SHIRT, colour, motif=(400, 430), size=34)
    with art.within(SHIRT):
        _sleeve_folds(art, colour)
        art.box(385, 230, 30, 450, lighten(colour, 0.12), opacity=0.7)
        art.seam("M385 240V670M415 240V670", colour, 2)
    for y in range(290, 650, 62):
        art.disc(400, y, 7, lighten(colour, 0.7))
        art.disc(400, y, 2.2, darken(colour, 0.5))
    pocket = "M446 330h72v66l-36 20l-36-20Z"
    art.shape(pocket, darken(colour, 0.1), opacity=0.55)
    art.stitch(pocket, darken(colour, 0.35))
    _cuffs(art, "M664 586L668 618L604 636L598 602Z", colour)
    _collar(art, colour)


def _sleeve_folds(art: Canvas, colour: str) -> None:
    art.crease("M254 396C290 460 262 560 266 680M546 396C512 460 536 560 534 680", colour, 28)
    art.crease("M234 250C254 300 260 340 254 396M566 250C546 300 540 340 546 396", colour, 16)
    art.crease("M190 400C220 440 230 480 214 530M610 400C580 440 574 480 590 530", colour, 12, 0.3)
    art.line("M340 300C330 420 356 520 340 640", WHITE, 22, opacity=0.18, blur=Blur.SOFT)


def _cuffs(art: Canvas, right: str, colour: str) -> None:
    for place in ("translate(0 0)", MIRROR_IMAGE):
        with art.group(place):
            art.solid(right, darken(colour, 0.16), grain=0.12)


def _collar(art: Canvas, colour: str) -> None:
    art.shape("M348 192C366 178 434 178 452 192L400 240Z", darken(colour, 0.5))
    for place in ("translate(0 0)", MIRROR_IMAGE):
        with art.group(place):
            leaf = "M452 190L478 202L452 274L400 236C420 222 440 206 452 190Z"
            art.solid(leaf, lighten(colour, 0.1), grain=0.1)
            art.line(leaf, darken(colour, 0.3), 2, opacity=0.6)


HOODIE = mirrored(
    "M400 250C440 250 470 236 492 212C536 222 572 238 594 264C634 350 660 490 672 636L604 652"
    "C592 560 576 490 554 424C548 500 550 570 556 632C556 668 500 672 400 672"
)
HOOD = mirrored("M400 140C474 140 528 186 506 236C474 276 440 300 400 304")
HOOD_OPENING = mirrored("M400 176C452 176 482 208 466 236C448 262 424 274 400 278")
KANGAROO_POCKET = mirrored("M400 476L474 476L514 566L506 616L400 616")


@draws(Kind.HOODIE)
def hoodie(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 706, 190, 14)
    art.hover(HOODIE)
    art.printed(HOODIE, colour, motif=(400, 388), size=38, grain=0.2)
    with art.within(HOODIE):
        _sleeve_folds(art, colour)
        _rib(art, "M230 638h340v40h-340Z", colour, (248, 638, 670))
    _cuffs(art, "M668 596L672 636L604 652L599 612Z", colour)
    art.solid(HOOD, lighten(colour, 0.05), grain=0.2)
    art.shape(HOOD_OPENING, darken(colour, 0.55))
    art.seam(HOOD_OPENING, colour, 4)
    art.solid(KANGAROO_POCKET, colour, grain=0.2)
    art.stitch(KANGAROO_POCKET, darken(colour, 0.35))
    for path in ("M366 270C362 310 368 340 362 372", "M434 270C438 310 430 336 436 360"):
        art.line(path, darken(colour, 0.4), 9, opacity=0.4)
        art.line(path, accent, 6)


def _rib(art: Canvas, band: str, colour: str, span: tuple[int, int, int]) -> None:
    """Ribbed knit: a darker band with fine upright lines, from `span[0]` between two heights."""
    start, top, bottom = span
    art.shape(band, darken(colour, 0.16))
    ribs = "".join(f"M{x} {top}V{bottom}" for x in range(start, 800 - start + 1, 13))
    art.seam(ribs, colour, 2, 0.4)


SWEATER = mirrored(
    "M400 240C440 240 474 226 494 204C536 214 574 230 596 258C638 350 662 480 672 632L604 650"
    "C594 560 578 490 554 420C546 500 550 570 556 630C556 664 500 670 400 670"
)


@draws(Kind.SWEATER)
def sweater(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 706, 190, 14)
    art.hover(SWEATER)
    art.printed(SWEATER, colour, motif=(400, 400), size=40, grain=0.3)
    with art.within(SWEATER):
        for x in range(296, 520, 52):
            art.line(f"M{x} 270V640", darken(colour, 0.3), 3, opacity=0.35)
            art.line(f"M{x + 13} 270V640", darken(colour, 0.45), 12, opacity=0.2, dash="3 11")
            art.line(f"M{x + 26} 270V640", lighten(colour, 0.5), 3, opacity=0.3)
        _sleeve_folds(art, colour)
        _rib(art, "M230 632h340v44h-340Z", colour, (248, 632, 672))
    _cuffs(art, "M668 590L672 632L604 650L599 608Z", colour)
    art.shape("M330 196C360 182 440 182 470 196C440 222 360 222 330 196Z", darken(colour, 0.5))
    neck = "M306 204C316 196 322 192 330 192C360 222 440 222 470 192C478 192 484 196 494 204"
    art.solid(f"{neck}C464 252 336 252 306 204Z", darken(colour, 0.14), grain=0.2)


DRESS = mirrored(
    "M400 250C430 250 446 226 450 176L486 172C488 220 502 262 522 288C506 330 494 352 488 388"
    "C532 470 574 570 594 662C530 694 462 700 400 700"
)


@draws(Kind.DRESS)
def dress(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 716, 180, 12)
    art.hover(DRESS)
    art.printed(DRESS, colour, motif=(400, 540), size=40, grain=0.12)
    with art.within(DRESS):
        for x, foot in ((330, 250), (372, 348), (424, 452), (468, 548)):
            art.crease(f"M{x} 400C{x} 480 {foot} 560 {foot} 700", colour, 20, 0.34)
        art.line("M400 410C396 500 392 600 396 700", WHITE, 26, opacity=0.2, blur=Blur.SOFT)
        art.crease("M280 288C310 320 318 350 312 388M520 288C490 320 482 350 488 388", colour, 18)
    neck = "M314 174C318 240 360 262 400 262C440 262 482 240 486 174"
    art.line("M350 176C354 226 370 250 400 250C430 250 446 226 450 176", darken(colour, 0.3), 4)
    art.stitch(neck, darken(colour, 0.3), opacity=0.4)
    art.solid("M312 372C360 384 440 384 488 372L490 398C440 410 360 410 310 398Z", look.accent)
    art.stitch("M210 648C290 684 510 684 590 648", darken(colour, 0.3))


TROUSERS = mirrored(
    "M400 150L494 150C524 300 536 480 540 688C510 698 470 700 440 694C436 560 424 440 400 336"
)


@draws(Kind.TROUSERS)
def trousers(art: Canvas, look: Look) -> None:
    colour = look.colour
    thread = look.accent
    art.stand(400, 714, 170, 12)
    art.hover(TROUSERS)
    art.printed(TROUSERS, colour, motif=(400, 520), size=30, grain=0.22)
    with art.within(TROUSERS):
        art.line("M310 260C290 420 300 560 308 690", WHITE, 26, opacity=0.2, blur=Blur.SOFT)
        art.line("M488 300C496 420 490 560 486 690", WHITE, 18, opacity=0.14, blur=Blur.SOFT)
        art.crease("M400 336C376 440 362 560 356 690M400 336C424 440 438 560 444 690", colour, 26)
        art.crease("M400 330C370 340 340 352 318 372M400 330C430 340 460 352 482 372", colour, 10)
        art.box(290, 150, 220, 34, darken(colour, 0.14))
        art.stitch("M290 184H510", thread)
        art.stitch("M318 186C316 226 296 250 276 256M482 186C484 226 504 250 524 256", thread)
        art.stitch("M400 190V326M424 190C426 240 422 270 400 290", thread)
        art.stitch("M260 670C300 682 340 682 362 678M540 670C500 682 460 682 438 678", thread)
    for x in (316, 356, 438, 478):
        art.box(x, 146, 9, 44, darken(colour, 0.28), radius=3)
    art.disc(400, 168, 9, art.metal())


SHORTS = mirrored("M400 210L508 210C536 330 556 450 566 572C520 590 470 594 432 588L400 390")


@draws(Kind.SHORTS)
def shorts(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 640, 190, 14)
    art.hover(SHORTS)
    art.printed(SHORTS, colour, motif=(400, 460), size=38)
    with art.within(SHORTS):
        art.crease("M400 390C380 450 372 520 364 600M400 390C420 450 428 520 436 600", colour, 24)
        art.line("M310 280C290 380 290 480 296 590", WHITE, 26, opacity=0.2, blur=Blur.SOFT)
        art.seam("M400 250V390", colour)
        art.seam("M304 256C300 310 280 340 254 352M496 256C500 310 520 340 546 352", colour)
        _rib(art, "M290 206h220v42h-220Z", colour, (296, 206, 246))
    for path in ("M386 240C380 280 372 300 374 330", "M414 240C420 276 430 300 424 322"):
        art.line(path, look.accent, 6)
    art.stitch("M236 556C290 574 340 576 370 572M564 556C510 574 460 576 430 572", look.accent)


SKIRT = mirrored("M400 206L482 206C516 340 574 510 606 628C540 660 470 668 400 668")


@draws(Kind.SKIRT)
def skirt(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 704, 190, 12)
    art.hover(SKIRT)
    art.printed(SKIRT, colour, motif=(400, 470), size=40)
    with art.within(SKIRT):
        for top, foot in ((342, 262), (372, 334), (400, 402), (428, 470), (458, 540)):
            art.crease(f"M{top} 250C{top} 380 {foot} 520 {foot} 680", colour, 20, 0.6)
            art.seam(
                f"M{top + 6} 250C{top + 8} 380 {foot + 12} 520 {foot + 14} 680", colour, 2, 0.4
            )
        art.box(300, 200, 200, 42, look.accent)
        art.seam("M300 242H500", colour, 3, 0.5)
    art.stitch("M200 612C290 650 510 650 600 612", darken(colour, 0.3))


JACKET = mirrored(
    "M400 240L456 196C504 206 546 218 574 242"
    "C620 320 654 470 670 618L604 638C592 550 574 480 550 412"
    "C542 480 546 560 554 628C554 660 500 664 400 664"
)


@draws(Kind.JACKET)
def jacket(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 704, 190, 14)
    art.hover(JACKET)
    art.printed(JACKET, colour, motif=(400, 430), size=40, grain=0.24)
    with art.within(JACKET):
        _sleeve_folds(art, colour)
        art.shape("M400 250L344 190L330 210L384 664H416L470 210L456 190Z", accent)
        art.shape("M400 260L372 230L388 664H412L428 230Z", darken(accent, 0.3))
        _rib(art, "M230 622h154v50h-154ZM416 622h154v50h-154Z", colour, (248, 622, 668))
    art.line("M342 222L386 640M458 222L414 640", art.metal(), 7)
    for place in ("translate(0 0)", MIRROR_IMAGE):
        with art.group(place):
            art.line("M520 470L486 560", darken(colour, 0.45), 9)
            art.line("M520 470L486 560", lighten(colour, 0.3), 2)
            art.solid("M456 192L494 204C488 240 470 262 450 280L428 244Z", darken(colour, 0.16))
    _cuffs(art, "M666 578L670 618L604 638L599 598Z", colour)
    art.shape("M348 194C366 182 434 182 452 194L400 236Z", darken(accent, 0.5))
