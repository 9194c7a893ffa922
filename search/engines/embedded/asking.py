"""What is asked of the disk index: words, weights and filters as its queries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tantivy import FieldType, Occur, Query, Schema

from search.engines.embedded.schema import (
    FEWEST_SKU_LETTERS,
    LONGEST_WORD,
    Layout,
    plain_analyser,
    sku_key,
    stemming_analyser,
)
from search.query import EngineQuery, Selection, Term, TermGroup

WEIGHTS = {"name": 4.0, "brand": 2.5, "category": 2.0, "attributes": 1.5, "description": 0.5}
"""What a match in a field is worth, times its BM25 score."""
SKU_SCORE = 40.0
NAME_BEGINS_SCORE, BEGINS_SCORE = 8.0, 3.0
TIE_BREAKER = 0.15
"""What the weaker fields of a word add to its strongest."""
MOST_GROUPS = 32

_DIGIT = re.compile(r"\d")
_FACET_KEY = re.compile(r"[\w.-]+")


class Asker:
    """Turns questions into queries for one index."""

    def __init__(self, schema: Schema, layout: Layout, *, all_priced_in: frozenset[str]) -> None:
        self._schema = schema
        self._layout = layout
        self._all_priced_in = all_priced_in

    def query(self, asked: EngineQuery, selection: Selection) -> Query:
        """The query of some words under a selection, which scores by the words alone."""
        price_field = self._layout.price_field(asked.currency)
        if price_field is None:
            return Query.empty_query()
        filters = list(self._filters(asked, selection, price_field))
        if not asked.groups:
            return _all_of(filters)
        words = self._words(asked)
        if words is None:
            return Query.empty_query()
        return Query.boolean_query([(Occur.Must, words), *_must(filters)])

    def _words(self, asked: EngineQuery) -> Query | None:
        """At least the required number of groups; None where nothing in them can be looked for."""
        language = self._layout.language(asked.language)
        asked_for = [self._group(group, language) for group in asked.groups[:MOST_GROUPS]]
        groups = [query for query in asked_for if query is not None]
        if not groups:
            return None
        clauses = [(Occur.Should, group) for group in groups]
        required = min(asked.required, len(groups))
        if required > 0:
            return Query.boolean_query(clauses, minimum_number_should_match=required)
        every = Query.const_score_query(Query.all_query(), 0.0)
        return Query.boolean_query([(Occur.Must, every), *clauses])

    def _group(self, group: TermGroup, language: str) -> Query | None:
        alternatives: list[Query] = []
        for term in group.terms:
            found = [*self._in_fields(term, language), *self._sku(term)]
            if group.is_prefix:
                found += self._begins(term, language)
            if found:
                best = Query.disjunction_max_query(found, TIE_BREAKER)
                alternatives.append(Query.boost_query(best, max(term.weight, 0.0)))
        if not alternatives:
            return None
        return Query.disjunction_max_query(alternatives)

    def _in_fields(self, term: Term, language: str) -> Iterator[Query]:
        tokens = stemming_analyser(language).analyze(term.text)
        if not tokens:
            return
        for name, weight in WEIGHTS.items():
            yield Query.boost_query(self._side_by_side(f"{name}_{language}", tokens), weight)

    def _side_by_side(self, field: str, tokens: Sequence[str]) -> Query:
        if len(tokens) == 1:
            return Query.term_query(self._schema, field, tokens[0])
        return Query.phrase_query(self._schema, field, list(tokens))

    def _sku(self, term: Term) -> Iterator[Query]:
        """Only what has a digit: most words of letters alone would be part of some SKU."""
        key = sku_key(term.text)
        if FEWEST_SKU_LETTERS <= len(key) <= LONGEST_WORD and _DIGIT.search(key):
            found = Query.term_query(self._schema, "sku", key, index_option="basic")
            # A longer piece of a SKU says more; all of equal length say the same.
            yield Query.const_score_query(found, SKU_SCORE * min(len(key), 12) / 12)

    def _begins(self, term: Term, language: str) -> Iterator[Query]:
        """Words that begin with the last word of a term, beside those before it."""
        tokens = plain_analyser().analyze(term.text)
        if not tokens:
            return
        pattern = f"{re.escape(tokens[-1])}.*"
        for field, score in (("name_begins", NAME_BEGINS_SCORE), ("begins", BEGINS_SCORE)):
            name = f"{field}_{language}"
            parts = [Query.regex_query(self._schema, name, pattern)]
            parts += [
                Query.term_query(self._schema, name, token, index_option="basic")
                for token in tokens[:-1]
            ]
            yield Query.const_score_query(_all_of(parts), score)

    def _filters(
        self, asked: EngineQuery, selection: Selection, price_field: str
    ) -> Iterator[Query]:
        if asked.only is not None:
            yield Query.term_set_query(self._schema, "id", sorted(asked.only))
        for key, values in selection.chosen.items():
            yield self._any_of(key, sorted(values))
        if selection.in_stock:
            yield Query.term_query(self._schema, "in_stock", True)
        if selection.rating_from is not None:
            yield Query.range_query(
                self._schema, "rating", FieldType.Float, float(selection.rating_from), None
            )
        lowest, highest = selection.price_from, selection.price_to
        if lowest is not None or highest is not None:
            yield Query.range_query(
                self._schema, price_field, FieldType.Integer, _price(lowest), _price(highest)
            )
        elif asked.currency not in self._all_priced_in:
            yield Query.exists_query(price_field)

    def _any_of(self, key: str, values: Sequence[str]) -> Query:
        if not values or not _FACET_KEY.fullmatch(key):
            return Query.empty_query()
        return Query.term_set_query(self._schema, facet_field(key), list(values))


def facet_field(key: str) -> str:
    """Where the values of a facet stand; its own dots are no path."""
    return "facets." + key.replace(".", "\\.")


def _price(amount: int | None) -> int | None:
    """Prices from an address may be longer than the column."""
    return None if amount is None else min(max(amount, -(2**62)), 2**62)


def _all_of(filters: Sequence[Query]) -> Query:
    if not filters:
        return Query.const_score_query(Query.all_query(), 0.0)
    return Query.boolean_query(_must(filters))


def _must(filters: Sequence[Query]) -> list[tuple[Occur, Query]]:
    return [(Occur.Must, Query.const_score_query(query, 0.0)) for query in filters]
