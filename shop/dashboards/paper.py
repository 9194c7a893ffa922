"""A page of the numbers as PDF: its tiles, the pictures of its figures, its lists."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image as Picture
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Image, KeepTogether, Spacer, Table, TableStyle

from orders.documents.fonts import BOLD
from orders.documents.sheet import (
    HEAD,
    NUMBER,
    NUMBER_HEAD,
    RULE,
    SMALL,
    TEXT,
    TITLE,
    WIDTH,
    draw,
    table,
    text,
)
from shop.dashboards.filters import value_name
from shop.dashboards.frame import Asked, Cell, Dashboard, Figure, Page, Tile
from shop.dashboards.painting import paint
from shop.dashboards.telling import period_told

TILES_A_ROW = 3
MOST_ROWS = 40
"""Rows of a list that are printed; a file of the page holds all of them."""
PICTURE_SCALE = 1.5
VALUE = ParagraphStyle("value", parent=TEXT, fontName=BOLD, fontSize=14, leading=18)
LEAST_LETTERS, MOST_LETTERS = 11, 40
"""By how many letters the width of a column is reckoned at least and at most."""


def as_pdf(dashboard: Dashboard, asked: Asked, page: Page) -> bytes:
    """The page on paper, in the language that is active."""
    story: list[Flowable] = [
        text(dashboard.title, TITLE),
        text(_subtitle(asked), SMALL),
        Spacer(1, 5 * mm),
        *(text(note) for note in page.notes),
    ]
    if page.tiles:
        story += [_tiles(page.tiles), Spacer(1, 4 * mm)]
    for figure in (*page.figures, *page.lists):
        story += _figure(figure)
    return draw(
        story,
        title=f"{dashboard.title} {period_told(asked.period)}",
        author=settings.SHOP_NAME,
        footer=[settings.SHOP_NAME, settings.SHOP_BASE_URL],
    )


def _subtitle(asked: Asked) -> str:
    parts = [period_told(asked.period)]
    if asked.compared:
        parts.append(_("against %(period)s") % {"period": period_told(asked.compared)})
    if asked.is_filtered:
        parts.append(value_name(asked.dimension, asked.value))
    return " · ".join(parts)


def _tiles(tiles: Sequence[Tile]) -> Table:
    cells = [_tile(tile) for tile in tiles]
    cells += [[] for _each in range(-len(cells) % TILES_A_ROW)]
    rows = [cells[at : at + TILES_A_ROW] for at in range(0, len(cells), TILES_A_ROW)]
    made = Table(rows, colWidths=[WIDTH / TILES_A_ROW] * TILES_A_ROW)
    made.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("BOX", (0, 0), (-1, -1), 0.5, RULE),
                ("INNERGRID", (0, 0), (-1, -1), 0.5, RULE),
                ("TOPPADDING", (0, 0), (-1, -1), 6),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
            ]
        )
    )
    return made


def _tile(tile: Tile) -> list[Flowable]:
    before = _("%(before)s before") % {"before": tile.before} if tile.before else ""
    moved = " · ".join(part for part in (tile.change, before) if part)
    below = [part for part in (moved, tile.target, tile.note) if part]
    return [text(tile.title, SMALL), text(tile.value, VALUE), *(text(p, SMALL) for p in below)]


def _figure(figure: Figure) -> list[Flowable]:
    """The picture of a figure, or its table where there is none; each keeps its words by it."""
    if figure.is_empty:
        words = figure.missing or _("Nothing here yet.")
        return [KeepTogether([text(figure.title, HEAD), text(words, SMALL), Spacer(1, 4 * mm)])]
    note = [text(figure.note, SMALL)] if figure.note else []
    if figure.draw is not None:
        return [KeepTogether([_picture(figure), *note, Spacer(1, 4 * mm)])]
    return [text(figure.title, HEAD), Spacer(1, 1 * mm), _table(figure), *note, Spacer(1, 5 * mm)]


def _picture(figure: Figure) -> Image:
    content = paint(figure, scale=PICTURE_SCALE)
    with Picture.open(BytesIO(content)) as picture:
        width, height = picture.size
    return Image(BytesIO(content), width=WIDTH, height=WIDTH * height / width)


def _table(figure: Figure) -> Table:
    rows = figure.table.rows[:MOST_ROWS]
    is_words = [place == 0 or bool(style) for place, (_name, style) in enumerate(figure.heads)]
    head = [
        text(name, HEAD if words else NUMBER_HEAD)
        for (name, _style), words in zip(figure.heads, is_words, strict=True)
    ]
    body = [
        [text(cell.shown, TEXT if words else NUMBER)
         for cell, words in zip(row, is_words, strict=True)]
        for row in rows
    ]  # fmt: skip
    return table(head, body, _widths(figure, rows))


def _widths(figure: Figure, rows: Sequence[Sequence[Cell]]) -> list[float]:
    """Of the columns, by their longest words, within bounds."""
    longest = [
        max(len(name), *(len(row[place].shown) for row in rows))
        for place, name in enumerate(figure.table.columns)
    ]
    shares = [min(max(letters, LEAST_LETTERS), MOST_LETTERS) for letters in longest]
    return [WIDTH * share / sum(shares) for share in shares]
