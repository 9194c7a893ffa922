"""What staff say of searches: which of their rules are for these words, and what they do.

Goods are moved as the rules of recommendations move them (``recommendations.rules.arranging``), so
that a boost means the same everywhere: it lifts by a share of the list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from recommendations.rules import book
from recommendations.rules.arranging import Arrangement, arrangement
from recommendations.rules.book import Candidate, RuleBook, Target

_NO_WORD = re.compile(r"[^\w@.,'+&%/-]+")
_EDGES = " .,'+&%/-_"


class Match(StrEnum):
    """For which searches a rule is: for its very words, for all that have them, for each."""

    EXACT = "exact"
    CONTAINS = "contains"
    EVERY = "every"


class Kind(StrEnum):
    PIN = "pin"
    BOOST = "boost"
    BURY = "bury"
    EXCLUDE = "exclude"
    BANNER = "banner"
    REDIRECT = "redirect"


ABOUT_GOODS = (Kind.PIN, Kind.BOOST, Kind.BURY, Kind.EXCLUDE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence of the staff. ``words`` are normalised alternatives; no language is every one.

    ``strength`` (0 to 1) is a share of the list; ``position`` counts from 1; the smaller
    ``priority`` goes first.
    """

    key: int
    kind: Kind
    words: tuple[str, ...] = ()
    match: Match = Match.EXACT
    language: str = ""
    target: Target | None = None
    strength: float = 0.5
    position: int = 1
    priority: int = 100
    text: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Banner:
    """A line above the list; ``link`` is empty, a path of the shop or https."""

    text: str
    link: str = ""


@dataclass(frozen=True)
class Merchandising:
    """What the rules say of one search."""

    book: RuleBook = field(default_factory=RuleBook)
    banner: Banner | None = None
    redirect: str = ""

    @property
    def is_empty(self) -> bool:
        return self.book.is_empty and self.banner is None and not self.redirect


NOTHING_SAID = Merchandising()


def normalised(words: str) -> str:
    """Words as they are compared and counted: lower case, one space, no marks around words.

    Compatibility forms are one (``Ｓｏｆａ`` is ``sofa``); accents stay, as they tell words apart.
    """
    plain = unicodedata.normalize("NFKC", words).lower()
    kept = (word.strip(_EDGES) for word in _NO_WORD.sub(" ", plain).split())
    return " ".join(word for word in kept if word)


def split_alternatives(text: str) -> tuple[str, ...]:
    """``Sofa, couch,`` as ``("sofa", "couch")``: commas and lines part, each is named once."""
    parts = (normalised(part) for part in re.split(r"[,;\n]", text))
    return tuple(dict.fromkeys(part for part in parts if part))


def holds(rule: Rule, words: str, language: str) -> bool:
    """Whether a rule is for a search of these normalised words."""
    if rule.language and rule.language != language:
        return False
    if rule.match is Match.EVERY:
        return True
    if rule.match is Match.EXACT:
        return words in rule.words
    return any(f" {own} " in f" {words} " for own in rule.words)


def merchandising(rules: Iterable[Rule], words: str, language: str) -> Merchandising:
    """What all rules together say of a search; of banners and redirects the first by priority.

    Words that say nothing (``!!``) are nobody's search: only what is for every search holds.
    """
    asked = normalised(words)
    held = [rule for rule in rules if holds(rule, asked, language)]
    if not held:
        return NOTHING_SAID
    held.sort(key=lambda rule: (rule.priority, rule.key))
    banner = next((rule for rule in held if rule.kind is Kind.BANNER), None)
    redirect = next((rule for rule in held if rule.kind is Kind.REDIRECT), None)
    return Merchandising(
        book=RuleBook(tuple(_of_goods(rule) for rule in held if rule.kind in ABOUT_GOODS)),
        banner=Banner(banner.text, banner.link) if banner else None,
        redirect=redirect.link if redirect else "",
    )


def arranged(candidates: Sequence[Candidate], said: Merchandising) -> Arrangement:
    """All candidates as the rules want them; only what a rule excludes is left out.

    What is sold out is the ranking's matter: who asks for a product by name is to find it.
    """
    sellable = [replace(one, stock=None) for one in candidates]
    return arrangement(sellable, said.book, len(sellable))


def _of_goods(rule: Rule) -> book.Rule:
    if rule.target is None:
        raise ValueError(f"rule {rule.key} names no goods")
    return book.Rule(
        key=rule.key,
        kind=book.RuleKind(rule.kind.value),
        target=rule.target,
        strength=rule.strength,
        position=rule.position,
        priority=rule.priority,
    )
