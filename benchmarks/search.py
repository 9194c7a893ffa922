"""Index and query times of the search at 10,000 and 100,000 products, with whole pages.

For each engine that is set up (the index on disk; Elasticsearch where ``ELASTICSEARCH_URL`` says
where it is): how long an index takes to build, to take up a change, to answer a question in words,
a suggestion while typing, and the whole page of a search: understood, found, counted, with prices,
stock and its template, through Django's test client in this process. Every question is asked once,
after others like it: nothing is answered from memory that a shopper would wait for. Milliseconds
are of the clock, at the 50th and 95th percentile; beside them the CPU time of this process.

The store is ``benchmarks/page_store.py``'s, in SQLite and a folder of its own, unless
``DATABASE_URL`` names an empty database.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.reporting import command_line, report  # noqa: E402

SIZES, QUICK_SIZES = (10_000, 100_000), (2_000,)
QUESTIONS, QUICK_QUESTIONS = 300, 60


def main() -> None:
    parser = command_line(__doc__ or "")
    parser.add_argument(
        "--products", type=int, nargs="+", metavar="N", help="sizes of the store, ascending"
    )
    arguments = parser.parse_args()
    quick = arguments.quick
    sizes = arguments.products or (QUICK_SIZES if quick else SIZES)
    with tempfile.TemporaryDirectory(prefix="shelfwise-search-") as folder:
        _start_django(Path(folder))
        from benchmarks.search_times import measure_stores

        rows = measure_stores(sizes, QUICK_QUESTIONS if quick else QUESTIONS)
    report(rows, json_path=arguments.json)


def _start_django(folder: Path) -> None:
    """An empty shop of its own, as it is served: without debugging."""
    os.environ["SHELFWISE_DATA_DIR"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    os.environ["DEBUG"] = "0"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    main()
