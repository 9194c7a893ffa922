"""How well the assistant understands without a language model, and how fast.

    python benchmarks/assistant.py [--quick] [--json FILE] [--suite FILE]

Utterances written by hand, apart from the lessons that intents are learned from, are read by what
comes with the shop. Right: exactly the wishes that were meant, no more and no less; kept: not
refused though the shop can do it; refused: what it cannot. Baselines, each giving a message one
intent: ``majority``, the commonest intent of the lessons; ``keywords``, a dozen rules of words a
shop would write by hand, in three languages; what no rule knows they refuse.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

import django  # noqa: E402

django.setup()

import numpy as np  # noqa: E402

from assistant.kinds import Intent, Language  # noqa: E402
from assistant.understanding.judging import Marks, Utterance, answer, marks, read_suite  # noqa: E402
from assistant.understanding.lessons import shipped_lessons  # noqa: E402
from assistant.understanding.reading import Reading, Wish  # noqa: E402
from assistant.understanding.serving import SHIPPED, Served, read_with  # noqa: E402
from assistant.understanding.shipped import shipped_model  # noqa: E402
from benchmarks.reporting import Better, Row, command_line, report  # noqa: E402

SUITE = ROOT / "assistant/tests/suite/judge.tsv"
RIGHT, KEPT, REFUSED, MOST_MS = 0.85, 0.93, 0.75, 150.0
ROUNDS = 5
KEYWORDS: dict[Intent, str] = {
    Intent.CANCEL_ORDER: r"cancel|storn|annul",
    Intent.CHANGE_ADDRESS: r"address|adresse",
    Intent.RETURN_ORDER: r"return|send .*back|zurück|retour|renvoyer",
    Intent.ORDER_STATE: r"where is my|track|my order|wo ist mein|meine bestellung|où est ma|colis",
    Intent.TALK_TO_PERSON: r"human|person|agent|mensch|mitarbeiter|humain|conseiller",
    Intent.COMPARE: r"compar|differ|vergleich|unterschied|différence",
    Intent.RECOMMEND: r"recommend|suggest|gift|empf|geschenk|conseil|cadeau",
    Intent.SHOW_CART: r"my (cart|basket)|warenkorb|mon panier",
    Intent.ADD_TO_CART: r"add|take it|nehme|ajoute|je prends",
    Intent.ASK_SHOP: r"shipping|delivery|pay|versand|zahl|livraison|payer|account|konto|compte",
    Intent.ASK_PRODUCT: r"how much|in stock|kostet|auf lager|combien|en stock",
    Intent.FIND_PRODUCTS: r"do you have|looking for|show me|habt ihr|suche|zeig|cherche|avez-vous",
    Intent.GREET: r"^(hi|hello|hallo|bonjour)",
    Intent.THANK: r"thank|danke|merci",
}
Reader = Callable[[str, str], Reading]


def main() -> None:
    parser = command_line(__doc__ or "")
    parser.add_argument("--suite", type=Path, default=SUITE, help=f"default: {SUITE.name}")
    arguments = parser.parse_args()
    if not arguments.suite.exists():
        print(f"No utterances in {arguments.suite}: nothing to judge.")
        return
    suite = read_suite(arguments.suite)
    ours = marks(answer(suite, _ours))
    rows = _rows(ours, marks(answer(suite, _majority)), marks(answer(suite, _keywords)))
    rows += [row for language in Language for row in _by_language(suite, str(language))]
    rows += _times(suite, rounds=1 if arguments.quick else ROUNDS)
    report([*rows, *([] if arguments.quick else [_first_answer()])], json_path=arguments.json)


def _ours(text: str, language: str) -> Reading:
    return read_with(Served(SHIPPED, shipped_model()), text, language=language)


def _majority(text: str, language: str) -> Reading:
    counts = Counter(lesson.intent for lesson in shipped_lessons())
    del counts[Intent.NONE]
    return _one(text, language, Intent(counts.most_common(1)[0][0]))


def _keywords(text: str, language: str) -> Reading:
    found = (intent for intent, rule in KEYWORDS.items() if re.search(rule, text.lower()))
    return _one(text, language, next(found, Intent.NONE))


def _one(text: str, language: str, intent: Intent) -> Reading:
    return Reading(text, Language(language), (Wish(text, intent, 1.0),))


def _rows(ours: Marks, majority: Marks, keywords: Marks) -> list[Row]:
    return [
        Row("assistant/suite/right", ours.right, baseline=keywords.right, to_reach=RIGHT),
        Row("assistant/suite/kept", ours.kept, baseline=keywords.kept, to_reach=KEPT),
        Row("assistant/suite/refused", ours.refused, baseline=keywords.refused, to_reach=REFUSED),
        Row("assistant/suite/slots", ours.slots),
        Row("assistant/suite/utterances", ours.in_scope + ours.out_of_scope),
        Row("assistant/majority/right", majority.right),
    ]


def _by_language(suite: list[Utterance], language: str) -> list[Row]:
    own = [one for one in suite if one.language == language]
    found = marks(answer(own, _ours))
    return [
        Row(f"assistant/{language}/right", found.right, to_reach=RIGHT),
        Row(f"assistant/{language}/refused", found.refused, to_reach=REFUSED),
    ]


def _times(suite: list[Utterance], *, rounds: int) -> list[Row]:
    """CPU milliseconds of reading a message."""
    spent = []
    for _round in range(rounds):
        for one in suite:
            begin = time.process_time()
            _ours(one.text, one.language)
            spent.append(1000 * (time.process_time() - begin))
    middle, high = np.quantile(spent, [0.5, 0.95]).tolist()
    return [
        Row("assistant/read/p50_ms", middle, "ms", better=Better.LOWER),
        Row("assistant/read/p95_ms", high, "ms", to_reach=MOST_MS, better=Better.LOWER),
    ]


def _first_answer() -> Row:
    """CPU milliseconds of the first message in a fresh process, its start apart."""
    code = (
        "import sys,time;sys.path.insert(0,%r);import benchmarks.assistant as b;"
        "t=time.process_time();b._ours('where is my order','en');print(time.process_time()-t)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code % str(ROOT)], capture_output=True, text=True, check=True
    )
    milliseconds = 1000 * float(done.stdout.strip().splitlines()[-1])
    return Row("assistant/read/first_ms", milliseconds, "ms", better=Better.LOWER)


if __name__ == "__main__":
    main()
