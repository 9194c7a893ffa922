"""The lessons that come with the shop: ways to say each intent, in each language, as texts."""

from __future__ import annotations

import hashlib
import tomllib
from functools import lru_cache
from pathlib import Path

from assistant.algorithms.phrases import Lesson
from assistant.kinds import Intent, Language

FOLDER = Path(__file__).resolve().parent.parent / "lessons"
GOODS, CONCEPTS = FOLDER / "goods.toml", FOLDER / "concepts.toml"


@lru_cache(maxsize=1)
def shipped_lessons() -> tuple[Lesson, ...]:
    """Every lesson of the files.

    Raises:
        ValueError: a file names an intent that there is not.
    """
    found = []
    for language in Language:
        for name, lines in _table(FOLDER / f"{language}.toml").items():
            intent = Intent(name)
            texts = dict.fromkeys(line.strip() for line in lines.splitlines() if line.strip())
            found += [Lesson(text, str(language), str(intent)) for text in texts]
    return tuple(found)


@lru_cache(maxsize=1)
def names_of_goods() -> dict[str, tuple[str, ...]]:
    """Names of goods by language, words in a name parted by spaces."""
    return {
        language: tuple(name.replace("-", " ") for name in dict.fromkeys(lines.split()))
        for language, lines in _table(GOODS).items()
    }


@lru_cache(maxsize=1)
def concepts() -> dict[str, str]:
    """The words of each concept of a shop, and of the world outside, in one text."""
    return _table(CONCEPTS)


def digest() -> str:
    """Changes with any lesson: what a model was learned from."""
    parts = [f"{one.language} {one.intent} {one.text}" for one in shipped_lessons()]
    parts += [f"{language} {' '.join(names)}" for language, names in names_of_goods().items()]
    parts += [f"{concept} {words}" for concept, words in concepts().items()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _table(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return tomllib.load(file)
