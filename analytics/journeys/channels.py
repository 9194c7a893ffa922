"""By which channel somebody came: source and medium of a visit, in the groups that marketing uses.

The rules are those of the default channel grouping of web analytics: the medium decides, and where
it tells nothing, the source does.
"""

from __future__ import annotations

from functools import cache

from analytics.models import ChannelGroup

CHANNELS = tuple(ChannelGroup)
"""In the order of their numbers in arrays."""
DIRECT = CHANNELS.index(ChannelGroup.DIRECT)

_PAID = frozenset({"cpc", "ppc", "paid", "paid-search", "paidsearch", "sem", "cpm-search"})
_SEARCH_ENGINES = (
    "search", "google", "bing", "duckduckgo", "ecosia", "yahoo", "baidu", "yandex", "qwant",
    "startpage", "brave",
)  # fmt: skip
_NETWORKS = (
    "social", "facebook", "instagram", "pinterest", "tiktok", "linkedin", "reddit", "youtube",
    "twitter", "mastodon", "bluesky", "snapchat", "threads",
)  # fmt: skip
_MEDIA = {
    "organic": ChannelGroup.ORGANIC_SEARCH,
    "email": ChannelGroup.EMAIL,
    "e-mail": ChannelGroup.EMAIL,
    "mail": ChannelGroup.EMAIL,
    "newsletter": ChannelGroup.EMAIL,
    "affiliate": ChannelGroup.AFFILIATE,
    "affiliates": ChannelGroup.AFFILIATE,
    "partner": ChannelGroup.AFFILIATE,
    "display": ChannelGroup.DISPLAY,
    "banner": ChannelGroup.DISPLAY,
    "cpm": ChannelGroup.DISPLAY,
    "social": ChannelGroup.SOCIAL,
    "post": ChannelGroup.SOCIAL,
    "paid-social": ChannelGroup.PAID_SOCIAL,
    "paidsocial": ChannelGroup.PAID_SOCIAL,
    "paid_social": ChannelGroup.PAID_SOCIAL,
    "referral": ChannelGroup.REFERRAL,
    "link": ChannelGroup.REFERRAL,
}


@cache
def channel_of(source: str, medium: str) -> ChannelGroup:
    """The group of a source and a medium, as an address (``utm_…``) or a referrer told them."""
    source, medium = source.strip().lower(), medium.strip().lower()
    if not source and not medium:
        return ChannelGroup.DIRECT
    is_search = _is_one_of(source, _SEARCH_ENGINES)
    is_network = _is_one_of(source, _NETWORKS)
    if medium in _PAID:
        return ChannelGroup.PAID_SOCIAL if is_network else ChannelGroup.PAID_SEARCH
    if medium in _MEDIA:
        return _MEDIA[medium]
    if medium:
        return ChannelGroup.OTHER
    if is_search:
        return ChannelGroup.ORGANIC_SEARCH
    if is_network:
        return ChannelGroup.SOCIAL
    return _MEDIA.get(source, ChannelGroup.REFERRAL)


def channel_number(source: str, medium: str) -> int:
    """Its row of ``CHANNELS``."""
    return CHANNELS.index(channel_of(source, medium))


def _is_one_of(source: str, names: tuple[str, ...]) -> bool:
    """Whether a part of the source is one of the names: ``www.google.de`` is ``google``."""
    return any(part in names for part in source.replace("-", ".").split("."))
