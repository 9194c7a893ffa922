"""Cells that another program marked against spreadsheets."""

from __future__ import annotations

from shop.exchange.cells import Words


class Marked(Words):
    """Words with an apostrophe in front, so that a spreadsheet leaves their zeros and plus."""

    def read(self, text: str) -> str:
        return super().read(text.strip().removeprefix("'"))
