"""Where a rule may lead: a page of the shop, or https."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit


def is_safe_link(link: str) -> bool:
    """Whether a link is a path of this shop or an https address that browsers read as we do.

    Browsers take ``/\\host`` and ``//host`` for other hosts, and drop tabs and line breaks.
    """
    if not link or "\\" in link or any(ord(c) <= 32 or ord(c) == 127 for c in link):
        return False
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        return False
    if parts.scheme:
        return parts.scheme == "https" and bool(host) and "@" not in parts.netloc
    return not parts.netloc and link.startswith("/") and not link.startswith("//")


def is_search(link: str) -> bool:
    """Whether a path of this shop is a search itself: a redirect there might never end."""
    parts = urlsplit(link)
    return not parts.netloc and bool(parse_qs(parts.query).get("q"))
