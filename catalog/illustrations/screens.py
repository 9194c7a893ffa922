"""What is looked at: anything that is mostly a screen."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look
from .outline import rounded_box
from .paints import INK, Blur
from .registry import draws
from .shades import WHITE, darken, lighten, luminance

SANS = "Inter,system-ui,sans-serif"
GLASS = "#0c0d10"
PALE = 0.74


def screen_tint(look: Look) -> str:
    """The accent, unless white letters would drown in it."""
    if luminance(look.accent) < PALE:
        return look.accent
    return look.colour if luminance(look.colour) < PALE else darken(look.accent, 0.4)


@draws(Kind.PHONE)
def phone(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(410, 672, 150, 15)
    with art.group("rotate(-7 400 400)"):
        art.box(262, 134, 260, 524, darken(colour, 0.55), radius=46)
        art.box(276, 134, 260, 522, art.metal(colour), radius=46)
        art.box(282, 140, 248, 510, GLASS, radius=40)
        with art.within(rounded_box(288, 146, 236, 498, 34)):
            _wallpaper(art, (288, 146, 236, 498), screen_tint(look))
        art.box(372, 160, 70, 20, INK, radius=10)
        art.text("9:41", 406, 300, 66, WHITE, SANS)
        _dock(art)
        art.box(262, 240, 6, 60, darken(colour, 0.2), radius=3)


def _wallpaper(art: Canvas, frame: tuple[float, float, float, float], accent: str) -> None:
    """Fill a screen given as (x, y, width, height) with soft hills of light."""
    x, y, width, height = frame
    glow = ((0, lighten(accent, 0.35)), (0.45, accent), (1, darken(accent, 0.55)))
    art.box(x, y, width, height, art.linear(glow, (0, 0, 0.9, 1)))
    right, foot, size = x + width, y + height, height / 3
    art.disc(right - size * 0.3, foot - size * 0.5, size, darken(accent, 0.25), opacity=0.55)
    art.disc(x + size * 0.25, foot - size * 0.27, size * 0.84, lighten(accent, 0.4), opacity=0.4)
    art.oval(right - 44, y + 104, 80, 80, lighten(accent, 0.7), opacity=0.5, blur=Blur.SOFT)
    art.shape(f"M{x:g} {y:g}h{width * 0.63:g}L{x + 12:g} {foot:g}h-12Z", WHITE, opacity=0.11)


def _dock(art: Canvas) -> None:
    art.box(316, 548, 180, 66, WHITE, radius=22, opacity=0.22)
    for place, opacity in enumerate((0.9, 0.65, 0.45)):
        art.box(332 + 55 * place, 562, 38, 38, WHITE, radius=11, opacity=opacity)


TABLET = rounded_box(206, 170, 372, 474, 34)
PANE = rounded_box(228, 192, 328, 430, 14)


@draws(Kind.TABLET)
def tablet(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, screen_tint(look)
    art.stand(420, 664, 210, 16)
    with art.group("rotate(5 400 400)"):
        art.shape(TABLET, darken(colour, 0.5), turn="translate(-10 4)")
        art.shape(TABLET, art.metal(colour))
        art.box(213, 177, 358, 460, GLASS, radius=28)
        with art.within(PANE):
            _wallpaper(art, (228, 192, 328, 430), accent)
            art.shape(
                "M228 470C290 400 330 440 380 410C440 372 500 330 556 390V630H228Z",
                darken(accent, 0.5),
                opacity=0.7,
            )
            art.shape(
                "M228 540C300 480 380 520 440 490C490 466 530 470 556 480V630H228Z",
                darken(accent, 0.75),
                opacity=0.75,
            )
            art.disc(330, 320, 44, lighten(accent, 0.75), opacity=0.9)
            art.shape("M228 192h190L300 622h-72Z", WHITE, opacity=0.08)
    with art.group("rotate(-12 620 420)"):
        art.box(604, 216, 26, 420, art.tube(lighten(colour, 0.75)), radius=11)
        art.shape("M604 628h26l-10 36h-6Z", darken(colour, 0.5))
        art.box(604, 252, 26, 12, accent)


@draws(Kind.LAPTOP)
def laptop(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, screen_tint(look)
    art.stand(400, 626, 310, 16)
    art.shape(rounded_box(186, 196, 428, 300, 22), art.metal(colour))
    art.box(194, 204, 412, 284, GLASS, radius=16)
    with art.within(rounded_box(208, 220, 384, 254, 6)):
        _wallpaper(art, (208, 220, 384, 254), accent)
        art.box(236, 250, 200, 130, WHITE, radius=10, opacity=0.85)
        art.line(
            "M256 280h90M256 304h150M256 328h130M256 352h70", darken(accent, 0.3), 8, opacity=0.5
        )
        art.box(410, 330, 150, 108, darken(accent, 0.6), radius=10, opacity=0.85)
        art.line("M430 410l30-34l24 20l54-46", lighten(accent, 0.5), 6)
        art.shape("M208 220h200L300 474h-92Z", WHITE, opacity=0.1)
    art.box(176, 488, 448, 12, darken(colour, 0.5), radius=4)
    art.shape("M178 498H622L694 604H106Z", art.fade(lighten(colour, 0.15), darken(colour, 0.1)))
    _laptop_keys(art, colour)
    art.shape("M344 568H456L466 598H334Z", darken(colour, 0.12))
    art.shape(
        "M106 604H694V612C694 622 680 624 668 624H132C120 624 106 622 106 612Z",
        art.metal(darken(colour, 0.1)),
    )
    art.box(350, 604, 100, 8, darken(colour, 0.35), radius=4)


def _laptop_keys(art: Canvas, colour: str) -> None:
    key = darken(colour, 0.75)
    for row in range(4):
        y, spread = 508 + row * 14, row * 9.5
        art.line(
            f"M{206 - spread:g} {y}H{594 + spread:g}", key, 9, dash=f"{23 + row} 4", cap="butt"
        )


MONITOR = rounded_box(120, 160, 560, 356, 22)


@draws(Kind.MONITOR)
def monitor(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, screen_tint(look)
    art.stand(400, 654, 180, 16)
    art.shape("M352 500h96l10 130h-116Z", art.tube(lighten(colour, 0.1)))
    art.shape("M260 650C262 628 330 620 400 620C470 620 538 628 540 650Z", art.soft(colour))
    art.box(260, 646, 280, 9, darken(colour, 0.4), radius=4)
    art.shape(MONITOR, art.metal(colour))
    art.box(128, 168, 544, 340, GLASS, radius=16)
    with art.within(rounded_box(142, 182, 516, 296, 5)):
        _wallpaper(art, (142, 182, 516, 296), accent)
        art.disc(470, 330, 74, lighten(accent, 0.75), opacity=0.85)
        art.shape(
            "M142 420C230 330 300 400 370 370C450 330 540 350 658 420V490H142Z",
            darken(accent, 0.55),
            opacity=0.75,
        )
        art.shape(
            "M142 450C260 400 380 440 470 420C560 400 620 430 658 450V490H142Z",
            darken(accent, 0.8),
            opacity=0.75,
        )
        art.shape("M142 182h260L250 478h-108Z", WHITE, opacity=0.09)
    art.disc(400, 494, 4, accent)
