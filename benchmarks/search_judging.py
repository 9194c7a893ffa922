"""Judgements of search results, read from a file of rules, and what a list is worth by them.

A line is ``kind | question | grade: rule; grade: rule``; the first rule that holds gives the grade,
none gives 0. A rule is facts joined by ``&``, each ``fact=value`` (is one of its values),
``fact~word`` (has the word, in this very form) or ``price<=50``; ``|`` between values means any,
``!`` before a fact means not. ``@red = poppy, berry`` names values once for the file.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_FACT = re.compile(r"^(!?)([\w-]+)(<=|>=|=|~)(.+)$")
_WORD = re.compile(r"[a-z0-9äöüßéêè]+")


@dataclass(frozen=True, slots=True)
class Fact:
    """One condition on one fact of a product."""

    name: str
    relation: str
    values: tuple[str, ...]
    is_not: bool = False

    def holds(self, facts: Mapping[str, tuple[str, ...]]) -> bool:
        return self._found(facts.get(self.name, ())) != self.is_not

    def _found(self, own: Sequence[str]) -> bool:
        if self.relation in ("<=", ">="):
            limit = float(self.values[0])
            return any(
                float(one) <= limit if self.relation == "<=" else float(one) >= limit for one in own
            )
        if self.relation == "=":
            return any(one.lower() in self.values for one in own)
        said = {word for one in own for word in _WORD.findall(one.lower())}
        return any(value in said for value in self.values)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A question, what kind of difficulty it is, and which products are how relevant."""

    kind: str
    question: str
    language: str
    rules: tuple[tuple[int, tuple[Fact, ...]], ...]

    def grade(self, facts: Mapping[str, tuple[str, ...]]) -> int:
        for grade, conditions in self.rules:
            if all(one.holds(facts) for one in conditions):
                return grade
        return 0


def read_judgements(path: Path, *, language: str) -> list[Judgement]:
    """All judgements of a file.

    Raises:
        ValueError: a line cannot be read.
    """
    names: dict[str, str] = {}
    judgements = []
    for line in path.read_text(encoding="utf-8").splitlines():
        said = line.strip()
        if not said or said.startswith("#"):
            continue
        if said.startswith("@"):
            name, _equals, values = said.partition("=")
            names[name.strip()] = "|".join(value.strip() for value in values.split(","))
            continue
        kind, question, rules = (part.strip() for part in said.split(" | ", 2))
        judgements.append(Judgement(kind, question, language, _rules(rules, names)))
    return judgements


def _rules(text: str, names: Mapping[str, str]) -> tuple[tuple[int, tuple[Fact, ...]], ...]:
    rules = []
    for rule in text.split(";"):
        grade, _colon, conditions = rule.strip().partition(":")
        facts = tuple(_fact(part.strip(), names) for part in conditions.split("&"))
        rules.append((int(grade), facts))
    return tuple(rules)


def _fact(text: str, names: Mapping[str, str]) -> Fact:
    found = _FACT.match(text)
    if found is None:
        raise ValueError(f"not a fact: {text!r}")
    negation, name, relation, said = found.groups()
    for alias in sorted(names, key=len, reverse=True):
        said = said.replace(alias, names[alias])
    values = tuple(value.strip().lower() for value in said.split("|"))
    return Fact(name, relation, values, is_not=bool(negation))


def ndcg(grades: Sequence[int], all_grades: Sequence[int], *, at: int = 10) -> float:
    """Normalised discounted cumulative gain (Järvelin & Kekäläinen 2002), gain 2^grade − 1.

    ``grades`` are those of the list in its order, ``all_grades`` of the whole catalogue.
    """
    ideal = _gain(sorted(all_grades, reverse=True)[:at])
    return _gain(grades[:at]) / ideal if ideal else 0.0


def _gain(grades: Sequence[int]) -> float:
    return math.fsum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))
