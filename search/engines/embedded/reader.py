"""One view of the disk index, until it changes: its searcher and what was already asked of it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from tantivy import Index, Order, Query

from search.engines.embedded.asking import Asker
from search.engines.embedded.counting import count_facets, price_histogram
from search.engines.embedded.folder import Stamp, layout_of
from search.engines.embedded.schema import register_analysers, schema_of
from search.query import Candidate, EngineAnswer, EngineQuery, PriceHistogram, Selection, Sort

MOST_REMEMBERED = 512
MOST_CANDIDATES = 10_000

_ORDERS = {
    Sort.POPULAR: ("popularity", Order.Desc),
    Sort.RELEVANCE: ("popularity", Order.Desc),
    Sort.NEWEST: ("published", Order.Desc),
    Sort.RATING: ("rating", Order.Desc),
}


class View:
    """An index as of one commit. Safe for threads; whoever holds it sees no later change."""

    def __init__(self, path: Path, stamp: Stamp) -> None:
        self.path = path
        self.stamp = stamp
        self.layout = layout_of(path)
        index = Index.open(str(path))
        register_analysers(index, self.layout)
        index.config_reader("manual")
        index.reload()
        self.searcher = index.searcher()
        self._asker = Asker(
            schema_of(self.layout), self.layout, all_priced_in=self._priced_throughout()
        )
        self._answers: OrderedDict[object, EngineAnswer] = OrderedDict()
        self._words: dict[str, dict[str, int]] = {}
        self._lock = Lock()

    def find(self, asked: EngineQuery) -> EngineAnswer:
        """The answer; lists that many ask for, such as categories, are looked up once a commit."""
        key = _key(asked)
        with self._lock:
            if (known := self._answers.get(key)) is not None:
                self._answers.move_to_end(key)
                return known
        answer = self._find(asked)
        with self._lock:
            self._answers[key] = answer
            if len(self._answers) > MOST_REMEMBERED:
                self._answers.popitem(last=False)
        return answer

    def words(self, language: str) -> Mapping[str, int]:
        field = f"words_{self.layout.language(language)}"
        if field not in self._words:
            self._words[field] = dict(self.searcher.terms_with_prefix(field, ""))
        return self._words[field]

    def _find(self, asked: EngineQuery) -> EngineAnswer:
        def ask(selection: Selection) -> Query:
            return self._asker.query(asked, selection)

        candidates, total = self._candidates(ask(asked.selection), asked)
        facets = count_facets(self.searcher, ask, asked) if asked.facets else {}
        return EngineAnswer(candidates, total, facets, self._prices(asked))

    def _candidates(self, query: Query, asked: EngineQuery) -> tuple[tuple[Candidate, ...], int]:
        offset = min(max(asked.offset, 0), self.searcher.num_docs)
        limit = min(max(asked.limit, 0), MOST_CANDIDATES)
        by_score = bool(asked.groups) and asked.sort is Sort.RELEVANCE
        if by_score:
            found = self.searcher.search(query, max(limit, 1), offset=offset)
        else:
            field, order = self._order(asked)
            found = self.searcher.search(
                query, max(limit, 1), offset=offset, order_by_field=field, order=order
            )
        hits = found.hits[:limit]
        ids = self.searcher.fast_field_values("id", [address for _score, address in hits])
        scores = [float(score) if by_score else 0.0 for score, _address in hits]
        candidates = zip(ids, scores, strict=True)
        return tuple(Candidate(int(pk or 0), score) for pk, score in candidates), _total(found)

    def _order(self, asked: EngineQuery) -> tuple[str, Order]:
        if asked.sort in _ORDERS:
            return _ORDERS[asked.sort]
        field = self.layout.price_field(asked.currency) or "price_0"
        return field, Order.Asc if asked.sort is Sort.CHEAPEST else Order.Desc

    def _prices(self, asked: EngineQuery) -> PriceHistogram | None:
        field = self.layout.price_field(asked.currency)
        if asked.price_buckets <= 0 or field is None:
            return None
        query = self._asker.query(asked, asked.selection.without("price"))
        return price_histogram(self.searcher, query, field, asked.price_buckets)

    def _priced_throughout(self) -> frozenset[str]:
        """Currencies in which every product has a price: they need no filter."""
        fields = {code: self.layout.price_field(code) for code in self.layout.currencies}
        wanted = {code: {"value_count": {"field": field}} for code, field in fields.items()}
        if not wanted:
            return frozenset()
        counts = self.searcher.aggregate(Query.all_query(), wanted)
        every = self.searcher.num_docs
        return frozenset(code for code in fields if int(counts[code]["value"]) == every)


def _total(found: Any) -> int:
    return int(found.count or 0)


def _key(asked: EngineQuery) -> object:
    """A question as something that can be looked up."""
    selection = asked.selection
    return (
        asked.language, asked.currency, asked.groups, asked.required, asked.sort, asked.offset,
        asked.limit, asked.facets, asked.price_buckets, asked.only,
        frozenset(selection.chosen.items()), selection.price_from, selection.price_to,
        selection.rating_from, selection.in_stock,
    )  # fmt: skip
