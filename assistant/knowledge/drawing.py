"""An article's text as a page draws it: paragraphs, headings, lists and links into the shop."""

from __future__ import annotations

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from assistant.knowledge.filling import fill, links_in

_LINK = re.compile(r"(\[[^\]\n]+\]\([^)\s]*\))")
_HEADING = re.compile(r"^##\s+(.+)$")
_ITEM = re.compile(r"^[-*]\s+(.+)$")


def drawn(text: str, *, language: str, page_language: str = "") -> SafeString:
    """HTML of an article's ``body``, with the shop's facts; nothing typed is taken for HTML."""
    filled = fill(text.replace("\r\n", "\n"), language=language, page_language=page_language)
    blocks = [block for block in re.split(r"\n\s*\n", filled) if block.strip()]
    return format_html_join("\n", "{}", ((piece,) for block in blocks for piece in _block(block)))


def _block(block: str) -> list[SafeString]:
    pieces: list[SafeString] = []
    lines: list[str] = []
    items: list[str] = []
    for line in block.strip().splitlines():
        heading, item = _HEADING.match(line.strip()), _ITEM.match(line.strip())
        if not item:
            pieces += _list(items)
        if heading or item:
            pieces += _paragraph(lines)
        if heading:
            pieces.append(format_html("<h2>{}</h2>", _inline(heading[1])))
        elif item:
            items.append(item[1])
        else:
            lines.append(line.strip())
    return [*pieces, *_paragraph(lines), *_list(items)]


def _paragraph(lines: list[str]) -> list[SafeString]:
    if not lines:
        return []
    text = " ".join(lines)
    lines.clear()
    return [format_html("<p>{}</p>", _inline(text))]


def _list(items: list[str]) -> list[SafeString]:
    if not items:
        return []
    rows = format_html_join("", "<li>{}</li>", ((_inline(item),) for item in items))
    items.clear()
    return [format_html("<ul>{}</ul>", rows)]


def _inline(text: str) -> SafeString:
    """Words with their links; a link that leads elsewhere is its words alone."""
    parts: list[SafeString] = []
    for piece in _LINK.split(text):
        if not _LINK.fullmatch(piece):
            parts.append(format_html("{}", piece))
        elif links := links_in(piece):
            parts.append(format_html('<a href="{}">{}</a>', links[0][1], links[0][0]))
        else:
            parts.append(format_html("{}", piece[1 : piece.index("]")]))
    return format_html_join("", "{}", ((part,) for part in parts))
