"""Tools that find products: by what is said, by what they are like, by what others buy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assistant.algorithms.wording import bare, says_along, says_cheaper, says_similar
from assistant.dialogue.memory import Free, Key, Use, asked, read_memory
from assistant.goods import facts, telling
from assistant.goods.finding import MOST_SHOWN, FoundGoods, Wanted, find, price_limits
from assistant.goods.naming import meant_one
from assistant.replies import Block, Links, Products, Said
from assistant.tools.base import Outcome, Situation, Tool, tools
from foundation.money import Money
from recommendations.serving import Recommendation, for_you, similar, together, trending

FIND, RECOMMEND = "find_products", "recommend_products"
MOST_ASKED_FOR = 24
"""Recommendations that are asked for, since prices may leave few of them."""


@dataclass(frozen=True, slots=True)
class FindProducts:
    """``words`` describe what is looked for; amounts in major units of the shopper's currency."""

    words: str = ""
    price_from: float | None = None
    price_to: float | None = None
    cheapest: bool = False
    question: str = ""


@dataclass(frozen=True, slots=True)
class RecommendProducts:
    """``words`` say for what or whom; ``places`` are of a product shown that it should be like."""

    words: str = ""
    price_from: float | None = None
    price_to: float | None = None
    places: tuple[int, ...] = ()
    question: str = ""


def find_products(arguments: FindProducts, situation: Situation) -> Outcome:
    """Products by words and price; asks back where nothing was named."""
    wanted = _continued(_wanted(arguments), situation)
    if not arguments.words and says_cheaper(arguments.question):
        wanted = _cheaper(wanted, situation)
    if wanted.is_empty and not wanted.cheapest:
        free = Free(Use(FIND, {}), "words")
        return Outcome((Said(_("What are you looking for?")),), memory=asked(free=free))
    found = find(wanted, situation)
    if found.redirect:
        links = Links(((wanted.words, found.redirect),))
        return Outcome((Said(_("We have a page for that:")), links))
    if found.fits or not _has_limit(wanted):
        return _shown(wanted, found, situation, _told(wanted, found, situation))
    return _without_limit(wanted, found, situation)


def recommend_products(arguments: RecommendProducts, situation: Situation) -> Outcome:
    """What may please: like a product that was shown, for what was said, else for this person."""
    wanted = Wanted(bare(arguments.words), arguments.price_from, arguments.price_to)
    liked = _liked(arguments, situation)
    if liked is not None:
        rows, said = _beside(liked, arguments.question, situation)
        if ids := _affordable(rows, wanted, situation):
            return _list(ids, wanted, [said], situation)
        return _for_anybody(wanted, situation)
    if wanted.words:
        found = find(wanted, situation)
        if found.fits and found.has_every_word:
            said = _("For “%(words)s” I would look at these.") % {"words": wanted.words}
            return _shown(wanted, found, situation, [said, *_limits(wanted, situation)])
    return _for_anybody(wanted, situation)


def _wanted(arguments: FindProducts) -> Wanted:
    return Wanted(
        arguments.words.strip(), arguments.price_from, arguments.price_to, arguments.cheapest
    )


def _continued(wanted: Wanted, situation: Situation) -> Wanted:
    """A price or an order alone is about what was looked for before: "and under 40?"."""
    before = read_memory(situation.conversation.memory).query.get("words")
    is_bare = not wanted.words and (_has_limit(wanted) or wanted.cheapest)
    return replace(wanted, words=before) if is_bare and isinstance(before, str) else wanted


def _cheaper(wanted: Wanted, situation: Situation) -> Wanted:
    """As what was spoken of, or the cheapest of those shown, for less."""
    memory = read_memory(situation.conversation.memory)
    ids = (memory.product,) if memory.product is not None else memory.shown
    shown = facts.products(ids, situation)
    if not shown:
        return wanted
    least = min(shown, key=lambda one: one.cheapest.minor)
    below = Money(max(least.cheapest.minor - 1, 0), least.cheapest.currency)
    before = memory.query.get("words")
    words = before if isinstance(before, str) and before else least.category
    return replace(wanted, words=words, price_to=float(below.amount))


def _has_limit(wanted: Wanted) -> bool:
    return wanted.price_from is not None or wanted.price_to is not None


def _without_limit(wanted: Wanted, found: FoundGoods, situation: Situation) -> Outcome:
    """Nothing at that price: what comes nearest, and that it costs otherwise."""
    anyhow = replace(wanted, price_from=None, price_to=None, cheapest=wanted.price_to is not None)
    other = find(anyhow, situation)
    if not other.fits or not wanted.words:
        return _shown(wanted, found, situation, _told(wanted, found, situation))
    said = _("I have nothing like that at such a price. At another price there is this.")
    return _shown(anyhow, other, situation, [said])


def _told(wanted: Wanted, found: FoundGoods, situation: Situation) -> list[str]:
    """What was found, and how far it is what was asked for."""
    words = found.corrected or wanted.words
    if not found.fits:
        nothing = _("I found nothing for “%(words)s”.") % {"words": wanted.words}
        return [nothing, _("This is what many buy here.")] if found.ids else [nothing]
    if found.is_relaxed:
        fit = (
            _("These fit “%(words)s” best.")
            if found.has_every_word
            else _("These come nearest to “%(words)s”; not all of them fit every word.")
        )
        return [fit % {"words": words}, *_limits(wanted, situation)]
    number = {"count": found.total, "words": words}
    if not words:
        text = ngettext("I found %(count)d product.", "I found %(count)d products.", found.total)
    else:
        text = ngettext(
            "I found %(count)d product for “%(words)s”.",
            "I found %(count)d products for “%(words)s”.",
            found.total,
        )
    cheapest = [_("The cheapest come first.")] if wanted.cheapest else []
    return [text % number, *_limits(wanted, situation), *cheapest]


def _limits(wanted: Wanted, situation: Situation) -> list[str]:
    """The price that was understood, so that a misunderstanding is seen."""
    low, high = price_limits(wanted, situation.asker.currency)
    language = situation.language
    if low is not None and high is not None:
        prices = {"low": low.formatted(language), "high": high.formatted(language)}
        return [_("They cost from %(low)s to %(high)s.") % prices]
    if high is not None:
        return [_("They cost at most %(price)s.") % {"price": high.formatted(language)}]
    if low is not None:
        return [_("They cost at least %(price)s.") % {"price": low.formatted(language)}]
    return []


def _shown(wanted: Wanted, found: FoundGoods, situation: Situation, told: Sequence[str]) -> Outcome:
    path = found.path if found.total > len(found.ids) and not found.is_instead else ""
    outcome = _list(found.ids, wanted, told, situation, path=path)
    return replace(
        outcome,
        facts={**outcome.facts, "searched": wanted.words, "found": found.total},
        memory={**outcome.memory, Key.QUERY.value: {"words": wanted.words}},
        is_unanswered=bool(wanted.words) and not (found.fits and found.has_every_word),
    )


def _list(
    ids: Sequence[int],
    wanted: Wanted,
    told: Sequence[str],
    situation: Situation,
    *,
    path: str = "",
) -> Outcome:
    """Cards with what is said above them; the next message may speak of them by place."""
    shown = facts.products(ids, situation)
    blocks: list[Block] = [Said(" ".join(told))]
    if not shown:
        return Outcome(tuple(blocks), facts={"products": [], **_limit_facts(wanted, situation)})
    known = tuple(one.id for one in shown)
    return Outcome(
        (*blocks, Products(known, path)),
        facts={
            "products": telling.placed_facts(shown, situation),
            **_limit_facts(wanted, situation),
        },
        memory={
            Key.SHOWN.value: list(known),
            Key.PRODUCT.value: known[0] if len(known) == 1 else None,
        },
    )


def _limit_facts(wanted: Wanted, situation: Situation) -> dict[str, str]:
    """The prices that were understood, so that they may be said."""
    low, high = price_limits(wanted, situation.asker.currency)
    return {
        name: amount.formatted(situation.language)
        for name, amount in (("price_from", low), ("price_to", high))
        if amount is not None
    }


def _liked(arguments: RecommendProducts, situation: Situation) -> int | None:
    """The product that others should be like or go with, where one is spoken of."""
    is_asked = says_similar(arguments.question) or says_along(arguments.question)
    if not arguments.places and not is_asked:
        return None
    words = "" if is_asked else arguments.words
    meant = meant_one(words, arguments.question, arguments.places, situation)
    return meant.ids[0] if meant.ids else None


def _beside(
    product_id: int, question: str, situation: Situation
) -> tuple[list[Recommendation], str]:
    context = situation.asker.context
    if says_along(question):
        rows = together(product_id, n=MOST_ASKED_FOR, context=context)
        if rows:
            return rows, _("This is often bought along with it.")
    return similar(product_id, n=MOST_ASKED_FOR, context=context), _("These are much like it.")


def _for_anybody(wanted: Wanted, situation: Situation) -> Outcome:
    """For this person where they agreed to that, else what many want; never an empty hand."""
    context = situation.asker.context
    answers: tuple[tuple[str, Callable[[], list[Recommendation]]], ...] = (
        (
            _("From what you looked at and bought here, this may please you."),
            lambda: for_you(context, n=MOST_ASKED_FOR),
        ),
        (
            _("This is what many look at and buy at the moment."),
            lambda: trending(n=MOST_ASKED_FOR, context=context),
        ),
    )
    for said, rows in answers:
        if ids := _affordable(rows(), wanted, situation):
            return _list(ids, wanted, [said, *_limits(wanted, situation)], situation)
    popular = replace(wanted, words="")
    found = find(popular, situation)
    said = _("This is what many buy here.")
    return _shown(popular, found, situation, [said, *_limits(wanted, situation)])


def _affordable(
    rows: Sequence[Recommendation], wanted: Wanted, situation: Situation
) -> tuple[int, ...]:
    """The first of them that can be had at the price that was said."""
    ids = [row.product_id for row in rows]
    if not ids:
        return ()
    low, high = price_limits(wanted, situation.asker.currency)
    return tuple(
        one.id
        for one in facts.products(ids, situation)
        if not one.is_sold_out
        and (low is None or low <= one.cheapest)
        and (high is None or one.cheapest <= high)
    )[:MOST_SHOWN]


def register() -> None:
    tools.register(
        FIND,
        Tool(
            FIND,
            "Find products by words and price. Call it whenever goods are looked for.",
            FindProducts,
            find_products,
        ),
    )
    tools.register(
        RECOMMEND,
        Tool(
            RECOMMEND,
            "Recommend products: like one that was shown (places), for an occasion or a person "
            "(words), or in general. Give the shopper's own sentence as question.",
            RecommendProducts,
            recommend_products,
        ),
    )
