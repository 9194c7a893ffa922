"""Who is in an audience: its rule as one statement over customers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import reduce
from operator import and_, or_

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Customer
from foundation import clock
from marketing.audiences.facts import AGREED_TO_PERSONALISATION
from marketing.audiences.fields import FIELDS, KINDS
from marketing.audiences.rules import Condition, Group, Match, RuleRefused, conditions, parse
from marketing.audiences.shapes import Value
from marketing.models import Audience

MOST_AUDIENCES_DEEP = 4
"""An audience may be asked for in another, that one in a third, and so on; a ring never ends."""


class TooDeep(RuleRefused):
    """Audiences that ask for each other, or in too long a chain."""


def customers_in(audience: Audience | None, *, at: datetime | None = None) -> QuerySet[Customer]:
    """The customers of an audience as of now; all who are not erased where there is none.

    Only who agreed to personalisation is found by a rule that ``is_personal``.

    Raises:
        RuleRefused: the rule cannot be understood (any more).
    """
    rule = rule_of(audience) if audience else Group()
    return matching(rule, at=at)


def matching(rule: Group, *, at: datetime | None = None) -> QuerySet[Customer]:
    """The customers whom a rule describes, one statement and each once."""
    present = Customer.objects.filter(erased_at__isnull=True)
    if rule_is_personal(rule):
        present = present.filter(consent__in=AGREED_TO_PERSONALISATION)
    return present.filter(_asked(rule, at or clock.now()))


def is_personal(audience: Audience | None) -> bool:
    """Whether the rule reads behaviour or scores, so that both consents are asked for."""
    return audience is not None and rule_is_personal(rule_of(audience))


def rule_is_personal(rule: Group) -> bool:
    """The same of a rule, whose other audiences are looked into.

    Raises:
        TooDeep: audiences ask for each other.
    """
    asked = {each.field for each in _all_conditions(rule)}  # all of them: a ring must be found
    return any(FIELDS[key].is_personal for key in asked)


def rule_of(audience: Audience) -> Group:
    """The audience's rule, read.

    Raises:
        RuleRefused: it cannot be understood (any more).
    """
    return parse(audience.rule, kinds=KINDS)


def named_audiences(rule: Group) -> set[int]:
    """Keys of the audiences for which a rule asks."""
    return {
        int(key)
        for each in conditions(rule)
        if each.field == "audience" and isinstance(each.value, tuple)
        for key in each.value
        if key.isdecimal()
    }


def in_any_of(value: Value, *, at: datetime) -> Q:
    """Customers of one of some audiences; of nobody where those are gone."""
    keys = [int(key) for key in value if key.isdecimal()] if isinstance(value, tuple) else []
    rows = Audience.objects.filter(pk__in=keys)
    return reduce(or_, (_asked(rule_of(each), at) for each in rows), Q(pk__in=[]))


def _asked(rule: Group, at: datetime) -> Q:
    parts = [_part(each, at) for each in rule.rules if not _is_empty(each)]
    if not parts:
        return Q()
    match rule.match:
        case Match.ALL:
            return reduce(and_, parts)
        case Match.ANY:
            return reduce(or_, parts)
        case Match.NONE:
            return ~reduce(or_, parts)


def _part(rule: Condition | Group, at: datetime) -> Q:
    if isinstance(rule, Group):
        return _asked(rule, at)
    return FIELDS[rule.field].asked(rule.operator, rule.value, at)


def _is_empty(rule: Condition | Group) -> bool:
    """A group in which nothing is said: it leaves the others as they are."""
    return isinstance(rule, Group) and all(_is_empty(each) for each in rule.rules)


def _all_conditions(rule: Group, *, depth: int = 0) -> Iterator[Condition]:
    """Conditions of a rule and of the audiences for which it asks."""
    yield from conditions(rule)
    named = named_audiences(rule)
    if not named:
        return
    if depth >= MOST_AUDIENCES_DEEP:
        raise TooDeep(_("Audiences ask for each other in too long a chain."))
    for audience in Audience.objects.filter(pk__in=named):
        yield from _all_conditions(rule_of(audience), depth=depth + 1)
