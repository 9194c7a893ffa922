"""Whether anybody is looking and agrees to be followed, as far as a request tells."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Mapping

from django.core.cache import cache
from redis.exceptions import RedisError

# What calls itself a program, renders pages for one, or looks after others' machines.
_PROGRAMS = re.compile(
    r"(?<!cu)bot\b|bot[/;_-]|crawl|spider|slurp|preview|monitor|uptime|pingdom|headless|phantomjs"
    r"|puppeteer|playwright|selenium|webdriver|lighthouse|pagespeed|gtmetrix|scrap|archiver"
    r"|curl|wget|python-|aiohttp|httpx|httpclient|http-client|okhttp|axios|node-fetch|undici"
    r"|libwww|java/|go-http|ruby|perl|php/|facebookexternalhit|embedly|feedfetcher|validator"
    r"|mediapartners|google-read-aloud|gptbot|chatgpt|claude|perplexity|bytespider",
    re.IGNORECASE,
)
_AHEAD_OF_TIME = re.compile(r"prefetch|prerender|preview", re.IGNORECASE)
_PURPOSES = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")

MOST_A_MINUTE = 300
"""Events of one visitor; who looks at five things a second does not look."""
MOST_A_MINUTE_UNNAMED = 1_500
"""Events of all alike browsers behind one address, which may be a school."""


def is_bot(user_agent: str) -> bool:
    """Whether a user agent says of itself that nobody is looking; an empty one counts as a bot."""
    return not user_agent or bool(_PROGRAMS.search(user_agent))


def nobody_looks(headers: Mapping[str, str]) -> bool:
    """Whether a program asks, or a browser that fetches what perhaps nobody will open."""
    if is_bot(headers.get("User-Agent", "")):
        return True
    if "headless" in headers.get("Sec-CH-UA", "").lower():
        return True
    return any(_AHEAD_OF_TIME.search(headers.get(name, "")) for name in _PURPOSES)


def asks_not_to_be_followed(headers: Mapping[str, str]) -> bool:
    """Whether the browser sends Do Not Track or Global Privacy Control."""
    return headers.get("DNT") == "1" or headers.get("Sec-GPC") == "1"


def sends_too_fast(sender: str, events: int, *, most: int) -> bool:
    """Count events of a sender in this minute: whether they are more than a person causes.

    The name is hashed before it is kept, for a minute. A cache that is down suspects nobody.
    """
    minute = int(time.time() // 60)
    digest = hashlib.sha256(f"{minute}:{sender}".encode()).hexdigest()[:32]
    key = f"pace:{digest}"
    try:
        cache.add(key, 0, timeout=90)
        return bool(cache.incr(key, events) > most)
    except (RedisError, ValueError):  # down, or the minute ended between the two
        return False
