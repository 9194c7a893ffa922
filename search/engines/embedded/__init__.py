"""The engine that needs no server: an index on disk, one writer, any number of readers.

Made with tantivy. Readers notice a commit of another process within a second.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from threading import Lock

from tantivy import Index, IndexWriter, Query

from search.documents import ProductDocument
from search.engines.base import EngineDown, EngineStatus
from search.engines.embedded.folder import IndexFolder, keep_layout, layout_of
from search.engines.embedded.reader import View
from search.engines.embedded.schema import Layout, register_analysers, row_of, schema_of
from search.query import EngineAnswer, EngineQuery

LOOK_EVERY_SECONDS = 1.0
WRITER_HEAP = 64_000_000
BATCH = 1_000
WRITE_PATIENCE, REBUILD_PATIENCE = 2.0, 60.0
"""Seconds to wait for another writer: changes come again by the outbox, a rebuild was asked for."""


class EmbeddedEngine:
    """Keep one for each folder and process: it holds the opened index."""

    name = "embedded"

    def __init__(self, path: Path, *, languages: Sequence[str] = ("en", "de")) -> None:
        self._folder = IndexFolder(path)
        self._languages = tuple(languages)
        self._view: View | None = None
        self._looked_at = 0.0
        self._lock = Lock()

    def find(self, query: EngineQuery) -> EngineAnswer:
        return self._current_view().find(query)

    def words(self, language: str) -> dict[str, int]:
        return dict(self._current_view().words(language))

    def write(self, documents: Sequence[ProductDocument], *, gone: Sequence[int] = ()) -> None:
        if not documents and not gone:
            return
        with self._folder.writing(WRITE_PATIENCE):
            path = self._folder.current()
            if path is None:
                self._fill_new(documents)
            else:
                self._change(path, documents, gone)
        self._look_now()

    def rebuild(self, documents: Iterable[ProductDocument]) -> int:
        with self._folder.writing(REBUILD_PATIENCE):
            written = self._fill_new(documents)
        self._look_now()
        return written

    def status(self) -> EngineStatus:
        writer = self._folder.writer()
        note = f"being written by {writer}" if writer else ""
        try:
            view = self._current_view()
        except EngineDown as error:
            return EngineStatus(self.name, is_ready=False, note=note or str(error))
        written_at = datetime.fromtimestamp(view.stamp[-1] / 1e9, UTC)
        return EngineStatus(self.name, True, view.searcher.num_docs, written_at, note)

    def _change(
        self, path: Path, documents: Sequence[ProductDocument], gone: Sequence[int]
    ) -> None:
        known = layout_of(path)
        layout = known.with_prices_of(documents)
        if layout != known:
            keep_layout(path, layout)
        index = Index.open(str(path))
        register_analysers(index, layout)
        writer = index.writer(WRITER_HEAP, 1)
        # By a query: the deletion of a term takes its number for a signed one and finds nothing.
        stale = sorted({*gone, *(document.product_id for document in documents)})
        writer.delete_documents_by_query(Query.term_set_query(schema_of(layout), "id", stale))
        _add(writer, documents, layout)
        writer.commit()
        writer.wait_merging_threads()

    def _fill_new(self, documents: Iterable[ProductDocument]) -> int:
        path = self._folder.make()
        layout = Layout(self._languages)
        index = Index(schema_of(layout), path=str(path))
        register_analysers(index, layout)
        writer = index.writer(WRITER_HEAP, 1)
        written = 0
        remaining = iter(documents)
        while batch := list(islice(remaining, BATCH)):
            layout = layout.with_prices_of(batch)
            _add(writer, batch, layout)
            written += len(batch)
        writer.commit()
        writer.wait_merging_threads()
        keep_layout(path, layout)
        self._folder.swap_in(path)
        return written

    def _current_view(self) -> View:
        """The newest view that a look at the disk once a second finds.

        Raises:
            EngineDown: there is no index, or it cannot be read.
        """
        now = time.monotonic()
        view = self._view
        if view is not None and now - self._looked_at < LOOK_EVERY_SECONDS:
            return view
        with self._lock:
            self._view = self._newest()
            self._looked_at = now
            return self._view

    def _newest(self) -> View:
        try:
            return self._open()
        except (OSError, ValueError):
            # Taken away while we opened it: there is a newer one.
            try:
                return self._open()
            except (OSError, ValueError) as error:
                raise EngineDown(f"the index cannot be read: {error}") from error

    def _open(self) -> View:
        path = self._folder.current()
        if path is None:
            raise EngineDown("there is no index yet")
        stamp = self._folder.stamp(path)
        held = self._view
        if held is not None and (held.path, held.stamp) == (path, stamp):
            return held
        return View(path, stamp)

    def _look_now(self) -> None:
        self._looked_at = 0.0


def _add(writer: IndexWriter, documents: Iterable[ProductDocument], layout: Layout) -> None:
    schema = schema_of(layout)
    for document in documents:
        writer.add_document(row_of(document, layout, schema))
