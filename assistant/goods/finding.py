"""Finding products by what somebody says: the shop's search, or the database where it is down."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from assistant.languages import page_language
from assistant.tools.base import Situation
from catalog.models import Product, ProductStatus
from foundation.money import Money, exponent
from search.algorithms.links import is_safe_link
from search.algorithms.understanding import understand
from search.engines import current
from search.engines.base import EngineDown
from search.query import EngineQuery, Found, SearchQuery, Selection, Sort, TermGroup
from search.selectors import search
from search.vocabulary import vocabulary

logger = logging.getLogger(__name__)

MOST_SHOWN = 6
MOST_READ = 48
"""Products of a relaxed list among which the thing itself is looked for."""
LONGEST_WORDS = 80
_DEAREST = 10**9


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; amounts in major units of the asker's currency."""

    words: str = ""
    price_from: float | None = None
    price_to: float | None = None
    cheapest: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.words and self.price_from is None and self.price_to is None


@dataclass(frozen=True, slots=True)
class FoundGoods:
    """Products by id, best first, of ``total``; ``path`` leads to the whole list.

    ``corrected`` are the words that it was found for where they are not those that were said;
    ``is_relaxed``: too few have every word, so that some of these have not; ``is_instead``: nothing
    was found, and this is something else that many buy. ``has_every_word``: something does have
    every word, as it was said or as it was corrected.
    """

    ids: tuple[int, ...]
    total: int
    path: str
    corrected: str = ""
    is_relaxed: bool = False
    is_instead: bool = False
    redirect: str = ""
    has_every_word: bool = True

    @property
    def is_exact(self) -> bool:
        return self.fits and not self.is_relaxed

    @property
    def fits(self) -> bool:
        """Whether something was found for the words at all."""
        return bool(self.ids) and not self.is_instead


def find(wanted: Wanted, situation: Situation, *, limit: int = MOST_SHOWN) -> FoundGoods:
    """Look in the language of the page first, then in the shop's others where that found nothing.

    The shopper's word for a thing may be of another language than the page.
    """
    first = page_language(situation)
    found = _find(wanted, situation, first, limit)
    if found.is_exact or found.redirect or not wanted.words:
        return found
    for language, _name in settings.LANGUAGES:
        if language == first:
            continue
        other = _find(wanted, situation, language, limit)
        if other.is_exact and not other.corrected:
            return other
    return found


def price_limits(wanted: Wanted, currency: str) -> tuple[Money | None, Money | None]:
    """Both limits as money, the lower one first; none for what is no amount."""
    low, high = _money(wanted.price_from, currency), _money(wanted.price_to, currency)
    return (high, low) if low is not None and high is not None and high < low else (low, high)


def _money(amount: float | None, currency: str) -> Money | None:
    if amount is None or not 0 <= amount <= _DEAREST:
        return None
    return Money.of(Decimal(str(amount)), currency)


def _find(wanted: Wanted, situation: Situation, language: str, limit: int) -> FoundGoods:
    query = _query(wanted, situation, language, limit)
    path = _path(wanted, query)
    try:
        found = search(replace(query, limit=MOST_READ), context=situation.asker.context)
    except EngineDown as reason:
        logger.info("the database stands in for the search: %s", reason)
        return _by_name(wanted, path, limit)
    if found.redirect:
        return FoundGoods((), 0, path, redirect=_own_page(found.redirect))
    return _goods(found, query, path)


def _goods(found: Found, query: SearchQuery, path: str) -> FoundGoods:
    goods = FoundGoods(
        ids=tuple(found.product_ids[: query.limit]),
        total=found.total,
        path=path,
        corrected=found.corrected,
        is_relaxed=found.relaxed,
        is_instead=bool(found.instead),
    )
    return _of_the_thing(goods, found, query) if found.relaxed else goods


def _of_the_thing(goods: FoundGoods, found: Found, query: SearchQuery) -> FoundGoods:
    """Of a relaxed list what is the thing itself: for "warm lamp" lamps, and no warm blankets.

    The thing is the last word, as in English and German, the languages of the index. What has
    every word comes first; where nothing is the thing, the list stays as it was found.
    """
    groups = _groups(found.corrected or query.words, query)
    if not groups:
        return replace(goods, has_every_word=False)
    whole = _matching(found.product_ids, groups, query)
    thing = _matching(found.product_ids, groups[-1:], query)
    ids = [*whole, *(pk for pk in thing if pk not in whole)]
    if not ids:
        return replace(goods, has_every_word=False)
    shown = tuple(ids[: query.limit])
    return replace(goods, ids=shown, total=len(ids), has_every_word=bool(whole))


def _groups(words: str, query: SearchQuery) -> tuple[TermGroup, ...]:
    return understand(
        words, vocabulary(query.language), currency_exponent=exponent(query.currency)
    ).whole


def _matching(
    product_ids: Sequence[int], groups: tuple[TermGroup, ...], query: SearchQuery
) -> list[int]:
    """Those that have every one of the groups, in the order in which they were found."""
    asked = EngineQuery(
        language=query.language,
        currency=query.currency,
        groups=groups,
        required=len(groups),
        limit=len(product_ids),
        only=frozenset(product_ids),
    )
    fitting = {one.product_id for one in current().find(asked).candidates}
    return [pk for pk in product_ids if pk in fitting]


def _query(wanted: Wanted, situation: Situation, language: str, limit: int) -> SearchQuery:
    currency = situation.asker.currency
    low, high = price_limits(wanted, currency)
    usual = Sort.RELEVANCE if wanted.words else Sort.POPULAR
    return SearchQuery(
        words=wanted.words[:LONGEST_WORDS],
        language=language,
        currency=currency,
        selection=Selection(
            price_from=low.minor if low else None, price_to=high.minor if high else None
        ),
        sort=Sort.CHEAPEST if wanted.cheapest else usual,
        limit=limit,
    )


def _path(wanted: Wanted, query: SearchQuery) -> str:
    """The list page of a query, as the storefront writes its addresses."""
    low, high = price_limits(wanted, query.currency)
    asked = {
        "q": query.words,
        "price": f"{_major(low)}-{_major(high)}" if low or high else "",
        "sort": query.sort.value if wanted.cheapest else "",
    }
    with translation.override(query.language):
        path = reverse("storefront:list")
    told = urlencode([(name, value) for name, value in asked.items() if value])
    return f"{path}?{told}" if told else path


def _major(amount: Money | None) -> str:
    if amount is None:
        return ""
    text = f"{amount.amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _own_page(link: str) -> str:
    """A page of this shop that staff lead a search to; "" for any other address."""
    return link if is_safe_link(link) and link.startswith("/") else ""


def _by_name(wanted: Wanted, path: str, limit: int) -> FoundGoods:
    """Without an engine: products whose name has one of the words, in any language."""
    named = Q()
    for word in wanted.words.split()[:8]:
        for code, _name in settings.LANGUAGES:
            named |= Q(**{f"name_{code}__icontains": word})
    rows = Product.objects.filter(named, status=ProductStatus.PUBLISHED).order_by("-published_at")
    ids = tuple(rows.values_list("pk", flat=True)[:limit])
    return FoundGoods(ids, len(ids), path, is_relaxed=True, has_every_word=bool(ids))
