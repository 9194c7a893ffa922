"""What understanding a question of four words costs at 20,000 words of vocabulary."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from benchmarks.reporting import Better, Row, timed
from search.algorithms.understanding import understand
from search.algorithms.vocabulary import Vocabulary

WORDS, QUESTIONS, LONG = 20_000, 300, 4
SYLLABLES = "ta be lo ri mun sel tor an per ki do fra lin sto ver cal mo hu gen pat".split()  # noqa: SIM905
TO_REACH_MS = 2.0


def rows_of_time() -> list[Row]:
    """p95 of CPU milliseconds for questions of known words, of one slip and of four."""
    draw = random.Random(3)
    words: dict[str, int] = {}
    while len(words) < WORDS:
        words["".join(draw.choices(SYLLABLES, k=draw.randint(2, 5)))] = draw.randint(1, 500)
    vocabulary, known = Vocabulary("en", words), list(words)
    _speller, seconds = timed(lambda: vocabulary.speller)
    rows = [Row("search/understand/index_s", seconds, "s", better=Better.LOWER)]
    for slips in (0, 1, LONG):
        questions = [
            " ".join(
                _slipped(word, draw) if place < slips else word
                for place, word in enumerate(draw.sample(known, LONG))
            )
            for _ in range(QUESTIONS)
        ]
        figure = _p95_ms([lambda said=said: _ask(said, vocabulary) for said in questions])  # type: ignore[misc]
        name = f"search/understand/{slips}_slips_p95_ms"
        rows.append(Row(name, figure, "ms", to_reach=TO_REACH_MS, better=Better.LOWER))
    return rows


def _ask(question: str, vocabulary: Vocabulary) -> None:
    understand(question, vocabulary, currency_exponent=2)


def _slipped(word: str, draw: random.Random) -> str:
    at = draw.randrange(1, len(word) - 1)
    return word[:at] + draw.choice("abcdefghijklmnop") + word[at + 1 :]


def _p95_ms(work: Sequence[Callable[[], None]]) -> float:
    seconds = sorted(timed(one)[1] for one in work)
    return 1000 * seconds[int(0.95 * len(seconds))]
