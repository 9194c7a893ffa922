"""Fonts of the papers: DejaVu Sans, with a fallback for scripts that it does not hold.

A name that cannot be drawn must not become boxes: Chinese, Japanese and Korean text is set in the
PDF readers' own fonts; of what is left, accents are taken off, and the rest becomes "?".
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

FOLDER = Path(__file__).parent / "fonts"
PLAIN, BOLD = "DejaVuSans", "DejaVuSans-Bold"
CHINESE, JAPANESE, KOREAN = "STSong-Light", "HeiseiKakuGo-W5", "HYGothic-Medium"


@lru_cache(maxsize=1)
def register_fonts() -> frozenset[int]:
    """Make the fonts known to reportlab, once a process; returns the code points they hold."""
    plain = TTFont(PLAIN, FOLDER / "DejaVuSans.ttf")
    bold = TTFont(BOLD, FOLDER / "DejaVuSans-Bold.ttf")
    pdfmetrics.registerFont(plain)
    pdfmetrics.registerFont(bold)
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)
    for name in (CHINESE, JAPANESE, KOREAN):
        pdfmetrics.registerFont(UnicodeCIDFont(name))
    return frozenset(plain.face.charToGlyph) & frozenset(bold.face.charToGlyph)


def markup(text: str) -> str:
    """Text as reportlab's paragraphs take it: escaped, each run in a font that holds it."""
    drawable = "".join(_drawable(letter, text) for letter in unicodedata.normalize("NFC", text))
    runs = groupby(drawable, key=lambda letter: font_of(letter, text))
    return "".join(_run(name, "".join(letters)) for name, letters in runs)


def font_of(letter: str, text: str) -> str:
    """The font that a letter is set in, empty for the paragraph's own."""
    if ord(letter) in register_fonts():
        return ""
    script = _script(letter)
    if script == "HANGUL":
        return KOREAN
    if script in ("HIRAGANA", "KATAKANA"):
        return JAPANESE
    if script == "CJK":
        is_japanese = any(_script(other) in ("HIRAGANA", "KATAKANA") for other in text)
        return JAPANESE if is_japanese else CHINESE
    return ""


def _run(name: str, letters: str) -> str:
    return f'<font name="{name}">{escape(letters)}</font>' if name else escape(letters)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _drawable(letter: str, text: str) -> str:
    """The letter, what is nearest to it, or a question mark."""
    known = register_fonts()
    if ord(letter) in known or font_of(letter, text):
        return letter
    if unicodedata.category(letter) in ("Cc", "Cf", "Mn"):
        return " " if letter in "\n\t" else ""
    near = "".join(part for part in unicodedata.normalize("NFKD", letter) if ord(part) in known)
    return near or "?"
