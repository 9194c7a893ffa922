"""What a language model costs the shop itself, and how soon it is given up when it fails.

    SHELFWISE_DATA_DIR=var python benchmarks/assistant_model.py

Says messages of the hand-written suite to the store of that folder (`make demo` builds one), in a
talk that is taken back, through a stand-in model on this machine that answers at once and chooses
by rules: what remains is what the shop adds (tools, prompt, checks, guard). Beside it the answers
of the trained intents. Then the stand-in fails in several ways: the seconds until the shopper has
the answer of the trained intents, with LLM_TIMEOUT_SECONDS at 2.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
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
from assistant.asker import Asker  # noqa: E402
from assistant.conversations import open_conversation, say  # noqa: E402
from assistant.kinds import Engine  # noqa: E402
from assistant.tests.model_server import ModelServer, Mood, model_server, set_up  # noqa: E402
from assistant.understanding.judging import Utterance, read_suite  # noqa: E402
from benchmarks.reporting import Better, Row, command_line, report  # noqa: E402

SUITE = ROOT / "assistant" / "tests" / "suite" / "judge.tsv"
SECONDS = 2.0
MOST, QUICK = 120, 20
FAILING, QUICK_FAILING = 5, 1
MOODS = (Mood.SLOW, Mood.DRIP, Mood.DRIP_HEAD, Mood.DYING, Mood.GARBAGE, Mood.ERROR)


def main() -> int:
    parser = command_line(__doc__.splitlines()[0])
    parser.add_argument("--suite", type=Path, default=SUITE)
    given = parser.parse_args()
    customer = Customer.objects.filter(orders__placed_at__isnull=False).first()
    if customer is None:
        print("There is no store with orders in SHELFWISE_DATA_DIR. Run: make demo")
        return 2
    if not given.suite.exists():
        print(f"There is no suite at {given.suite}.")
        return 2
    said = read_suite(given.suite)[: QUICK if given.quick else MOST]
    settings.LLM_BASE_URL = ""
    trained = _seconds(said[:3] + said, customer)[3:]  # the first three load what is learned
    with model_server() as server:
        set_up(settings, server)
        by_model = _seconds(said[:3] + said, customer, Engine.MODEL)[3:]
        rows = _rows(trained, by_model)
        times = QUICK_FAILING if given.quick else FAILING
        rows += [_given_up(server, mood, said[:times], customer) for mood in MOODS]
    report(rows, json_path=given.json)
    return 0


def _rows(trained: np.ndarray, by_model: np.ndarray) -> list[Row]:
    """Milliseconds within which half of the answers, and 95 of 100, are whole."""
    return [
        Row(
            f"assistant_model/answer/p{share}_ms",
            1_000 * float(np.percentile(by_model, share)),
            "ms",
            baseline=1_000 * float(np.percentile(trained, share)),
            better=Better.LOWER,
        )
        for share in (50, 95)
    ]


def _given_up(
    server: ModelServer, mood: Mood, said: Sequence[Utterance], customer: Customer
) -> Row:
    """The longest that somebody waited for the trained answer in place of the model's."""
    server.mood = mood
    waited = []
    for one in said:
        set_up(settings, server, seconds=SECONDS)  # forgets the outage before
        waited += list(_seconds([one], customer, Engine.FALLBACK))
    server.mood = Mood.SENSIBLE
    return Row(
        f"assistant_model/given_up/{mood.name.lower()}_s",
        max(waited),
        "s",
        to_reach=SECONDS,
        better=Better.LOWER,
    )


def _seconds(
    said: Sequence[Utterance], customer: Customer, engine: Engine = Engine.TRAINED
) -> np.ndarray:
    return np.array([_answered(one, customer, engine) for one in said])


def _answered(one: Utterance, customer: Customer, engine: Engine) -> float:
    asker = Asker(language=one.language, currency=settings.SHOP_BASE_CURRENCY, customer=customer)
    with transaction.atomic():
        talk = open_conversation(asker=asker, language=one.language)
        began = time.perf_counter()
        turn = say(conversation=talk, text=one.text, asker=asker)
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    if turn.engine != engine:
        print(f"{one.text!r} was answered by {turn.engine}, not {engine}")
    return seconds


if __name__ == "__main__":
    raise SystemExit(main())
