"""The page that all papers share: A4, styles, a header, a footer with page numbers."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

from orders.documents.fonts import BOLD, PLAIN, markup, register_fonts

INK, QUIET, RULE = (
    colors.HexColor("#1c2420"),
    colors.HexColor("#5c6962"),
    colors.HexColor("#cfd6d2"),
)
SIDE, TOP, FOOT = 20 * mm, 18 * mm, 28 * mm
WIDTH = A4[0] - 2 * SIDE

TEXT = ParagraphStyle("text", fontName=PLAIN, fontSize=9, leading=12.5, textColor=INK)
SMALL = ParagraphStyle("small", parent=TEXT, fontSize=7.5, leading=10, textColor=QUIET)
STRONG = ParagraphStyle("strong", parent=TEXT, fontName=BOLD)
TITLE = ParagraphStyle("title", parent=STRONG, fontSize=17, leading=22)
NUMBER = ParagraphStyle("number", parent=TEXT, alignment=TA_RIGHT)
STRONG_NUMBER = ParagraphStyle("strong-number", parent=STRONG, alignment=TA_RIGHT)
HEAD = ParagraphStyle("head", parent=SMALL, fontName=BOLD)
NUMBER_HEAD = ParagraphStyle("number-head", parent=HEAD, alignment=TA_RIGHT)


def text(words: object, style: ParagraphStyle = TEXT) -> Paragraph:
    """Words as a paragraph, whatever script they are in."""
    return Paragraph(markup(str(words)), style)


def block(lines: Sequence[str], style: ParagraphStyle = TEXT) -> Paragraph:
    """Lines under each other, as of an address."""
    return Paragraph("<br/>".join(markup(line) for line in lines), style)


def table(
    head: Sequence[Paragraph], rows: Sequence[Sequence[Any]], widths: Sequence[float]
) -> Table:
    """A table that goes on over pages, its head on each of them."""
    made = Table([list(head), *map(list, rows)], colWidths=list(widths), repeatRows=1)
    made.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK),
                ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 4),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ]
        )
    )
    return made


def plain_table(rows: Sequence[Sequence[Any]], widths: Sequence[float]) -> Table:
    """Columns side by side, without lines."""
    made = Table([list(row) for row in rows], colWidths=list(widths))
    made.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 1),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
            ]
        )
    )
    return made


def draw(story: Sequence[Flowable], *, title: str, author: str, footer: Sequence[str]) -> bytes:
    """The pages as PDF. The same story gives the same bytes."""
    register_fonts()
    target = BytesIO()
    document = SimpleDocTemplate(
        target,
        pagesize=A4,
        leftMargin=SIDE,
        rightMargin=SIDE,
        topMargin=TOP,
        bottomMargin=FOOT,
        title=title,
        author=author,
        invariant=1,
    )
    document.build(list(story), canvasmaker=lambda *args, **more: _Pages(footer, *args, **more))
    return target.getvalue()


class _Pages(Canvas):
    """Draws the footers when the number of pages is known."""

    def __init__(self, footer: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._footer = footer
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802  (reportlab's name)
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, state in enumerate(self._kept, start=1):
            self.__dict__.update(state)
            self._draw_footer(number, len(self._kept))
            super().showPage()
        super().save()

    def _draw_footer(self, number: int, count: int) -> None:
        self.setStrokeColor(RULE)
        self.line(SIDE, FOOT - 6 * mm, A4[0] - SIDE, FOOT - 6 * mm)
        words = block(self._footer, SMALL)
        _width, height = words.wrap(WIDTH - 30 * mm, FOOT)
        words.drawOn(self, SIDE, FOOT - 8 * mm - height)
        self.setFont(PLAIN, 7.5)
        self.setFillColor(QUIET)
        page = _("Page %(number)d of %(count)d") % {"number": number, "count": count}
        self.drawRightString(A4[0] - SIDE, FOOT - 11 * mm, page)
