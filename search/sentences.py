"""Rules in words, as staff read them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from search.algorithms.rules import Kind, Match
from search.models import SearchRule


def rule_sentence(rule: SearchRule) -> str:
    """What a rule does and for which words, in the active language."""
    return _("%(searches)s: %(deed)s.") % {"searches": _searches(rule), "deed": _deed(rule)}


def _searches(rule: SearchRule) -> str:
    if rule.match == Match.EVERY:
        return _("Every search")
    words = ", ".join(f"“{words}”" for words in rule.words.split(", "))
    if rule.match == Match.CONTAINS:
        return _("Searches with %(words)s") % {"words": words}
    return words


def _deed(rule: SearchRule) -> str:
    told = {
        "goods": _goods(rule),
        "position": rule.position or 0,
        "strength": rule.strength or 0,
        "text": rule.text,
        "link": rule.link,
    }
    return {
        Kind.PIN: _("%(goods)s stands at place %(position)d"),
        Kind.BOOST: _("%(goods)s is lifted by %(strength)d %% of the list"),
        Kind.BURY: _("%(goods)s is lowered by %(strength)d %% of the list"),
        Kind.EXCLUDE: _("%(goods)s is never shown"),
        Kind.BANNER: _("“%(text)s” stands above the list"),
        Kind.REDIRECT: _("leads to %(link)s"),
    }[Kind(rule.kind)] % told


def _goods(rule: SearchRule) -> str:
    if rule.category_id is not None:
        return _("everything in “%(name)s”") % {"name": rule.category}
    if rule.brand_id is not None:
        return _("everything of “%(name)s”") % {"name": rule.brand}
    return f"“{rule.product}”" if rule.product_id is not None else ""
