"""How files of competitors' prices are written: a reader for each format, in a registry.

A reader turns bytes into records of words under the names of ``observations.FIELDS``; what they
mean is judged there, alike for every format. An extension registers one of its own under a name.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from foundation.registries import Registry
from pricing.competition.observations import LONGEST_WORD, Record, canonical
from pricing.models.competition import FeedFormat

Reader = Callable[[bytes], Iterator[Record]]
readers: Registry[Reader] = Registry("formats of competitors' prices")
_LISTS = ("offers", "prices", "products", "items", "data")
_ITEMS = {"item", "entry"}


class FormatRefused(ValueError):
    """A file that cannot be read at all; the message says why."""


def records(data: bytes, *, format: str) -> Iterator[Record]:
    """The records of a file in a format that is registered.

    Raises:
        FormatRefused: it is not written so.
    """
    reader = readers.get(format)
    if reader is None:
        raise FormatRefused(_("“%(format)s” is not a format.") % {"format": format})
    return reader(data)


def _csv(data: bytes) -> Iterator[Record]:
    """A heading and a line for each price, parted by commas, semicolons or tabs."""
    text = _text(data)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        heading = canonical(next(rows, []))
        if "price" not in heading:
            raise FormatRefused(_("The first line must name the columns, “price” among them."))
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield dict(zip(heading, cells, strict=False))
    except csv.Error as error:
        raise FormatRefused(_("This is no CSV: %(error)s.") % {"error": error}) from None


def _json(data: bytes) -> Iterator[Record]:
    """A list of objects, alone or under a name such as ``offers``."""
    try:
        told = json.loads(_text(data))
    except (ValueError, RecursionError):
        raise FormatRefused(_("This is no JSON.")) from None
    if isinstance(told, dict):
        told = next((told[name] for name in _LISTS if isinstance(told.get(name), list)), None)
    if not isinstance(told, list):
        raise FormatRefused(_("There is no list of prices in it."))
    for one in told:
        yield _words(one) if isinstance(one, dict) else {}


def _words(told: dict[str, Any]) -> Record:
    plain = {
        str(name): "" if value is None else str(value)[:LONGEST_WORD]
        for name, value in told.items()
        if not isinstance(value, list | dict)
    }
    return dict(zip(canonical(plain), plain.values(), strict=True))


class _Feed:
    """The items of an RSS or Atom feed, gathered while expat reads.

    No document type is let in: entities are how a small file becomes a large one, or another.
    """

    def __init__(self) -> None:
        self.items: list[dict[str, str]] = []
        self._item: dict[str, str] | None = None
        self._field = ""
        self._depth = 0
        self._depth_of_item = 0

    def parse(self, data: bytes) -> list[dict[str, str]]:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._take
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            raise FormatRefused(_("This is no XML: %(error)s.") % {"error": error}) from None
        return self.items

    def _refuse(self, *_told: Any) -> None:
        raise FormatRefused(_("A feed with a document type of its own is not read."))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        local = name.rpartition(" ")[2].lower()
        if self._item is None:
            if local in _ITEMS:
                self._item, self._depth_of_item = {}, self._depth
            return
        if self._depth == self._depth_of_item + 1:
            self._field = local
            self._item.setdefault(local, "")
            if local == "link" and "href" in attributes:
                self._take(attributes["href"])

    def _take(self, text: str) -> None:
        if self._item is not None and self._field:
            self._item[self._field] = (self._item[self._field] + text)[:LONGEST_WORD]

    def _end(self, _name: str) -> None:
        if self._item is not None and self._depth == self._depth_of_item:
            self.items.append(self._item)
            self._item = None
        if self._depth <= self._depth_of_item + 1:
            self._field = ""
        self._depth -= 1


def _google(data: bytes) -> Iterator[Record]:
    """Google's product data in RSS 2.0 or Atom.

    https://support.google.com/merchants/answer/7052112 names the attributes.
    """
    items = _Feed().parse(data)
    if not items:
        raise FormatRefused(_("There is no item in this feed."))
    for item in items:
        known = canonical(item)
        yield {name: value.strip() for name, value in zip(known, item.values(), strict=True)}


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FormatRefused(_("This file is not written in UTF-8.")) from None


readers.register(FeedFormat.CSV, _csv)
readers.register(FeedFormat.JSON, _json)
readers.register(FeedFormat.GOOGLE, _google)
