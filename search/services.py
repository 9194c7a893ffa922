"""Keeping what staff say about searches: synonyms and rules."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from foundation import clock
from foundation.remembered import forget_all
from search.algorithms.links import is_safe_link, is_search
from search.algorithms.rules import ABOUT_GOODS, Kind, Match, split_alternatives
from search.models import TARGETS, SearchRule, Synonym

# What each kind uses; everything else is emptied, so that no forgotten field speaks up later.
USES: dict[Kind, tuple[str, ...]] = {
    Kind.PIN: ("position",),
    Kind.BOOST: ("strength",),
    Kind.BURY: ("strength",),
    Kind.EXCLUDE: (),
    Kind.BANNER: ("text", "link"),
    Kind.REDIRECT: ("link",),
}
NEEDS: dict[Kind, tuple[str, ...]] = {**USES, Kind.BANNER: ("text",)}
_EMPTY: dict[str, object] = {"position": None, "strength": None, "text": "", "link": ""}


def save_synonym(*, synonym: Synonym, actor: User | None, at: datetime | None = None) -> Synonym:
    """Keep a synonym, its words normalised and each once. It holds at once here.

    Raises:
        ValidationError: a language that the shop does not speak, or too few words to say anything.
    """
    if problems := synonym_problems(synonym):
        raise ValidationError(problems)
    words, meant = split_alternatives(synonym.words), split_alternatives(synonym.meant)
    synonym.words, synonym.meant = ", ".join(words), ", ".join(meant)
    synonym.changed_by, synonym.changed_at = actor, at or clock.now()
    synonym.full_clean()
    synonym.save()
    _read_anew()
    return synonym


def synonym_problems(synonym: Synonym) -> dict[str, str]:
    """What is missing from a synonym, by field: sentences for staff."""
    words, meant = split_alternatives(synonym.words), split_alternatives(synonym.meant)
    problems = {}
    if synonym.language not in dict(settings.LANGUAGES):
        problems["language"] = _("The shop does not speak this language.")
    if not words or (not meant and len(words) < 2):
        problems["words"] = _("Name two words at least, or what else they mean.")
    return problems


def delete_synonym(*, synonym: Synonym) -> None:
    """Take a synonym away; its words mean themselves again."""
    synonym.delete()
    _read_anew()


def save_rule(*, rule: SearchRule, actor: User | None, at: datetime | None = None) -> SearchRule:
    """Keep a rule; fields that its kind does not use are emptied. It holds at once here.

    Raises:
        ValidationError: something its kind needs is missing or out of range, it names no goods or
            several, or leads where no rule may lead.
    """
    for name, nothing in unused(rule.kind).items():
        setattr(rule, name, nothing)
    if problems := problems_of(rule):
        raise ValidationError(problems)
    rule.words = "" if rule.match == Match.EVERY else ", ".join(split_alternatives(rule.words))
    rule.changed_by, rule.changed_at = actor, at or clock.now()
    rule.full_clean()
    rule.save()
    _read_anew()
    return rule


def unused(kind: str) -> dict[str, object]:
    """The fields that a kind of rule has no use for, with what stands in them when empty."""
    if kind not in set(Kind):
        return {}
    found = {name: value for name, value in _EMPTY.items() if name not in USES[Kind(kind)]}
    return found if kind in ABOUT_GOODS else found | dict.fromkeys(TARGETS)


def problems_of(rule: SearchRule) -> dict[str, str]:
    """What is missing from a rule or must not be, by field: sentences for staff."""
    if rule.kind not in set(Kind):
        return {}
    kind, problems = Kind(rule.kind), {}
    for name in NEEDS[kind]:
        if getattr(rule, name) in (None, ""):
            problems[name] = _("This kind of rule needs it.")
    named = [name for name in TARGETS if getattr(rule, f"{name}_id") is not None]
    if kind in ABOUT_GOODS and len(named) != 1:
        problems[named[1] if named else TARGETS[0]] = _("Name one thing that the rule is about.")
    if rule.match == Match.EVERY and kind not in {Kind.BOOST, Kind.BURY, Kind.EXCLUDE}:
        problems["match"] = _("This kind of rule is for certain words only.")
    elif rule.match != Match.EVERY and not split_alternatives(rule.words):
        problems["words"] = _("Name the words that the rule is for.")
    if rule.language and rule.language not in dict(settings.LANGUAGES):
        problems["language"] = _("The shop does not speak this language.")
    if rule.link and "link" in USES[kind] and (problem := _problem_of_link(rule.link, kind)):
        problems["link"] = problem
    return problems


def delete_rule(*, rule: SearchRule) -> None:
    """Take a rule away."""
    rule.delete()
    _read_anew()


def _problem_of_link(link: str, kind: Kind) -> str:
    if not is_safe_link(link):
        return _("A page of the shop begins with a slash, any other address with https://.")
    if kind is Kind.REDIRECT and is_search(link):
        return _("This leads to a search again: name a page that is none.")
    return ""


def _read_anew() -> None:
    """What is asked in this transaction hears of it, and what was read beside it is forgotten."""
    forget_all()
    transaction.on_commit(forget_all)
