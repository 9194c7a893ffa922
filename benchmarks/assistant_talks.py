"""How long an answer of the assistant takes without a language model, over a real store.

    SHELFWISE_DATA_DIR=var python benchmarks/assistant_talks.py

Says each message of the hand-written suite to the store of that folder (`make demo` builds one),
as a customer who ordered, in a talk that is taken back. Beside it the shop's own search for the
same words: what a shopper would have done instead.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

import django  # noqa: E402

django.setup()

import numpy as np  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import transaction  # noqa: E402

from accounts.models import Customer  # noqa: E402
from assistant import llm  # noqa: E402
from assistant.asker import Asker  # noqa: E402
from assistant.conversations import open_conversation, say  # noqa: E402
from assistant.understanding.judging import Utterance, read_suite  # noqa: E402
from benchmarks.reporting import Better, Row, command_line, report  # noqa: E402
from search.query import SearchQuery  # noqa: E402
from search.selectors import search  # noqa: E402

SUITE = ROOT / "assistant" / "tests" / "suite" / "judge.tsv"
MOST_MILLISECONDS = 150.0
QUICK = 40


def main() -> int:
    given = command_line(__doc__.splitlines()[0]).parse_args()
    if llm.is_set_up():
        print("LLM_BASE_URL is set: this measures the answers without a language model.")
        return 2
    customer = Customer.objects.filter(orders__placed_at__isnull=False).first()
    if customer is None:
        print("There is no store with orders in SHELFWISE_DATA_DIR. Run: make demo")
        return 2
    said = read_suite(SUITE)[: QUICK if given.quick else None]
    for one in said[:3]:  # the first reads the search index and the intents
        _answer(one, customer)
    answers = [_timed(partial(_answer, one, customer)) for one in said]
    lists = [_timed(partial(_search, one)) for one in said]
    report(_rows(np.array(answers), np.array(lists)), json_path=given.json)
    return 0


def _rows(answers: np.ndarray, lists: np.ndarray) -> list[Row]:
    """Rows of (CPU, wall) milliseconds: half of the answers, and 95 of 100, within."""
    rows = []
    for share, name in ((50, "p50"), (95, "p95")):
        for place, clock in enumerate(("cpu", "wall")):
            rows.append(
                Row(
                    f"assistant/answer/{name}_{clock}_ms",
                    float(np.percentile(answers[:, place], share)),
                    "ms",
                    baseline=float(np.percentile(lists[:, place], share)),
                    to_reach=MOST_MILLISECONDS,
                    better=Better.LOWER,
                )
            )
    return rows


def _timed(work: Callable[[], None]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return (time.process_time() - cpu) * 1_000, (time.perf_counter() - wall) * 1_000


def _answer(one: Utterance, customer: Customer) -> None:
    asker = Asker(language=one.language, currency=settings.SHOP_BASE_CURRENCY, customer=customer)
    with transaction.atomic():
        talk = open_conversation(asker=asker, language=one.language)
        say(conversation=talk, text=one.text, asker=asker)
        transaction.set_rollback(True)


def _search(one: Utterance) -> None:
    known = one.language in dict(settings.LANGUAGES)  # pages speak fewer languages
    language = one.language if known else settings.LANGUAGE_CODE
    currency = settings.SHOP_BASE_CURRENCY
    search(SearchQuery(language=language, currency=currency, words=one.text))


if __name__ == "__main__":
    raise SystemExit(main())
