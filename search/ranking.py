"""The first candidates of an engine in the order in which a shopper sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from time import perf_counter

from django.utils.translation import gettext_lazy as _

import experiments
from events.context import NOBODY, EventContext
from experiments import slots
from mlops.answers import note_answer
from search.affinity import affinity
from search.algorithms.learned_ranking import describe
from search.algorithms.ranking import NAMES, WEIGHTS, FloatArray, blended, in_order
from search.query import Candidate
from search.serving import NAME, current_trees
from search.signals import newest_table

AFFINITY = NAMES.index("affinity")
SLOT = "search.results"


class Approach(StrEnum):
    """How results are ordered; the blend wherever nothing else is tried out."""

    BLEND = "blend"
    LEARNED = "learned"


_watchers: ContextVar[list[Sequence[Candidate]] | None] = ContextVar("search_ranking", default=None)


def register_slot() -> None:
    """Tell the experiments' floor of the slot; a second time changes nothing."""
    labels = {
        str(Approach.BLEND): _("Text and signals, weighed by hand"),
        str(Approach.LEARNED): _("Learned from clicks"),
    }
    slots.slots.register(
        SLOT, slots.Slot(_("Results of a search"), labels, plain=frozenset({str(Approach.BLEND)}))
    )


def ranked(
    candidates: Sequence[Candidate],
    *,
    words: str,
    language: str,
    context: EventContext = NOBODY,
) -> list[Candidate]:
    """The same candidates, none lost, by the blend of text and signals.

    Who is in an experiment of the slot gets the order that was learned from clicks instead, where
    a version of it serves. Where no signals were written yet, all stay as they came.
    """
    seen = _watchers.get()
    if seen is not None:
        seen.append(list(candidates))
    table = newest_table()
    if table is None or len(candidates) < 2:
        return list(candidates)
    product_ids = [one.product_id for one in candidates]
    texts, signals = [one.score for one in candidates], table.rows(product_ids)
    fits = affinity(product_ids, context)
    learned = _learned(texts, signals, context)
    if learned is not None:
        return in_order(candidates, learned + WEIGHTS.affinity * fits)
    signals[:, AFFINITY] = fits
    return in_order(candidates, blended(texts, signals))


def version_for(context: EventContext) -> str:
    """Which version ordered the results of somebody, for the log; empty for the blend."""
    held = current_trees()
    return held[0] if held is not None and _is_learned(context, is_seen=False) else ""


@contextmanager
def watching() -> Iterator[list[Sequence[Candidate]]]:
    """Collect the candidates of every search inside as the engine gave them."""
    seen: list[Sequence[Candidate]] = []
    token = _watchers.set(seen)
    try:
        yield seen
    finally:
        _watchers.reset(token)


def _learned(texts: list[float], signals: FloatArray, context: EventContext) -> FloatArray | None:
    """The trees' scores brought to the spread of the blend's; None where they are not asked."""
    held = current_trees()
    if held is None or not _is_learned(context):
        return None
    began = perf_counter()
    scores = held[1].scores(describe(texts, signals))
    note_answer(NAME, version=held[0], seconds=perf_counter() - began)
    spread = float(scores.max() - scores.min())
    return (scores - scores.min()) / spread if spread > 0 else scores


def _is_learned(context: EventContext, *, is_seen: bool = True) -> bool:
    picked = experiments.strategy(SLOT, context, is_seen=is_seen)
    return picked is not None and picked.strategy == Approach.LEARNED
