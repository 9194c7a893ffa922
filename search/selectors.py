"""A list of products as a page asks for it: understood, found, ranked and merchandised.

Whatever is clever may be missing or fail: then words are only cut, candidates stay in the order of
their text, and staff's rules wait. Only an engine that is down is told (``EngineDown``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from events.context import NOBODY, EventContext
from foundation import money
from search import backstop, merchandising
from search.algorithms.relaxing import Step, narrowed, steps
from search.algorithms.rules import NOTHING_SAID, Merchandising
from search.algorithms.understanding import Understood, understand
from search.documents import KEYS
from search.engines import current
from search.engines.base import Engine
from search.query import (
    RATING,
    STOCK,
    Candidate,
    EngineAnswer,
    EngineQuery,
    FacetCount,
    Found,
    SearchQuery,
    Sort,
    Term,
    TermGroup,
)
from search.ranking import ranked
from search.vocabulary import vocabulary

logger = logging.getLogger(__name__)

HEAD = 200
"""Candidates that are ranked by more than their text; pages past them follow the engine."""
PRICE_BUCKETS = 24
MOST_WORDS = 200
"""Characters of a question that are read."""
FACET_SHARE = 0.2
"""A facet of at least this share of what was found is shown."""
MOST_FACETS = 8
ALWAYS = ("category", "brand")

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class _Asked:
    """The step that found enough, with its first candidates."""

    step: Step
    query: EngineQuery
    answer: EngineAnswer


def search(query: SearchQuery, *, context: EventContext = NOBODY) -> Found:
    """What a page shows of a list.

    Args:
        context: who asks; what is theirs counts only with their consent.

    Raises:
        EngineDown: no engine answers; there is no list.
    """
    query = replace(query, words=query.words[:MOST_WORDS].strip(), offset=max(query.offset, 0))
    rules = _or_else(lambda: merchandising.rules_for(query.words, query.language), NOTHING_SAID)
    if rules.redirect:
        return Found((), 0, redirect=rules.redirect)
    engine = current()
    understood = _understood(query)
    asked = _ask(engine, query, understood)
    case = backstop.Situation(engine, query, understood, rules)
    if not asked.answer.total and query.words:
        pinned = _pinned(case)
        if pinned is None:
            return backstop.instead(case, _related(case, ()))
        asked = pinned
    head = _head(asked, query, rules, context)
    found = _counted(engine, query, asked)
    return replace(
        found,
        related=_related(case, head) if backstop.is_short(query, asked.answer.total, HEAD) else (),
        product_ids=_page(engine, query, asked, head),
        total=asked.answer.total + len(set(head) - _ids(asked.answer)),
        corrected=understood.corrected,
        understood=asked.step.selection,
        relaxed=asked.step.is_relaxed,
    )


def _understood(query: SearchQuery) -> Understood:
    if not query.words:
        return Understood()

    def cleverly() -> Understood:
        return understand(
            query.words,
            vocabulary(query.language),
            currency_exponent=money.exponent(query.currency),
            as_typed=query.as_typed,
        )

    return _or_else(cleverly, None) or plain(query.words)


def plain(words: str) -> Understood:
    """Words as they stand, all of them asked for."""
    groups = tuple(TermGroup((Term(word),)) for word in words.split())
    return Understood(groups=groups, required=len(groups), left=words, whole=groups)


def _ask(engine: Engine, query: SearchQuery, understood: Understood) -> _Asked:
    """The strictest step that finds enough; the last where none does."""
    asked = None
    for step in steps(understood):
        wanted = _engine_query(query, step)
        asked = _Asked(step, wanted, engine.find(wanted))
        if asked.answer.total >= step.enough or not query.words:
            break
    assert asked is not None, "there is always a first step"  # noqa: S101
    return asked


def _engine_query(query: SearchQuery, step: Step) -> EngineQuery:
    """The head of the list where it is ranked, else the page itself; and which facets fit it."""
    is_ranked = _is_ranked(query)
    return EngineQuery(
        language=query.language,
        currency=query.currency,
        groups=step.groups,
        required=step.required,
        selection=narrowed(step, query.selection),
        sort=query.sort,
        offset=0 if is_ranked else query.offset,
        limit=HEAD if is_ranked else query.limit,
        facets=() if query.facets else (KEYS,),
    )


def _is_ranked(query: SearchQuery) -> bool:
    return bool(query.words) and query.sort is Sort.RELEVANCE


def _head(
    asked: _Asked, query: SearchQuery, rules: Merchandising, context: EventContext
) -> list[int]:
    """The first products in the order in which they are shown."""
    candidates: Sequence[Candidate] = asked.answer.candidates
    if not _is_ranked(query):
        return [candidate.product_id for candidate in candidates]
    in_order = _or_else(
        lambda: ranked(candidates, words=query.words, language=query.language, context=context),
        candidates,
    )
    product_ids = [candidate.product_id for candidate in in_order]
    may_add = query.selection.is_empty
    return _or_else(lambda: merchandising.apply(product_ids, rules, may_add=may_add), product_ids)


def _page(engine: Engine, query: SearchQuery, asked: _Asked, head: list[int]) -> list[int]:
    """The products of the page: of the head, and past it as the engine has them."""
    if not _is_ranked(query):
        return head
    page = head[query.offset : query.offset + query.limit]
    missing = query.limit - len(page)
    if not missing or asked.answer.total <= HEAD:
        return page
    # Who was pinned from further back is left out of the tail, so a page may be one short.
    start = HEAD + max(query.offset - len(head), 0)
    tail = engine.find(replace(asked.query, offset=start, limit=missing, facets=()))
    shown = set(head)
    return page + [pk for pk in _in_order(tail) if pk not in shown]


def _counted(engine: Engine, query: SearchQuery, asked: _Asked) -> Found:
    """The facets that fit what was found, and its prices."""
    keys = query.facets or _fitting(asked)
    # Only now: counting costs as much as finding, and most steps find too little to be shown.
    counting = replace(asked.query, offset=0, limit=0, facets=keys, price_buckets=PRICE_BUCKETS)
    counted = engine.find(counting)
    return Found((), 0, facets=counted.facets, prices=counted.prices, engine=engine.name)


def _fitting(asked: _Asked) -> tuple[str, ...]:
    """Keys that a good share of what was found has, and all that are chosen."""
    counts: Sequence[FacetCount] = asked.answer.facets.get(KEYS, ())
    enough = FACET_SHARE * asked.answer.total
    common = [entry.value for entry in counts if entry.count >= enough]
    chosen = [key for key in asked.query.selection.chosen if key not in common]
    special = [key for key in common if key not in ALWAYS][:MOST_FACETS]
    first = [key for key in ALWAYS if key in common]
    # Options before attributes: "option.size" sorts after "attribute.care".
    return (*first, *sorted(special, reverse=True), *chosen, RATING, STOCK)


def _pinned(case: backstop.Situation) -> _Asked | None:
    """What staff pinned for words that nothing has, as what was found."""
    wanted = backstop.pinned(case)
    if wanted is None:
        return None
    offset, limit = (0, HEAD) if _is_ranked(case.query) else (case.query.offset, case.query.limit)
    keys = () if case.query.facets else (KEYS,)
    wanted = replace(wanted, sort=case.query.sort, offset=offset, limit=limit, facets=keys)
    answer = case.engine.find(wanted)
    return _Asked(Step((), 0), wanted, answer) if answer.total else None


def _related(case: backstop.Situation, shown: Sequence[int]) -> list[int]:
    """What means alike and is not shown already; nothing where that cannot be told."""
    return _or_else(lambda: backstop.related(case, shown=shown), [])


def _in_order(answer: EngineAnswer) -> list[int]:
    return [candidate.product_id for candidate in answer.candidates]


def _ids(answer: EngineAnswer) -> set[int]:
    return set(_in_order(answer))


def _or_else(attempt: Callable[[], Answer], otherwise: Answer) -> Answer:
    """An answer, or what stands in for it: nothing clever may keep a shopper from the goods."""
    try:
        return attempt()
    except Exception:  # whatever it is: a list without it is better than none
        logger.exception("search: a step was left out")
        return otherwise
