"""How many an audience holds, and how many of them may be written to; a few are only few."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from analytics.small_groups import FEWEST, is_shown
from marketing.audiences.asking import matching, rule_is_personal
from marketing.audiences.rules import Group
from marketing.contact.gate import reachable
from marketing.kinds import Medium


@dataclass(frozen=True, slots=True)
class Head:
    """Customers whom a rule describes, and those of them who may be spoken to by e-mail."""

    customers: int
    writable: int

    @property
    def customers_told(self) -> str:
        return told(self.customers)

    @property
    def writable_told(self) -> str:
        """Few who may not be written to are as telling as few who may."""
        if not is_shown(self.customers - self.writable) and is_shown(self.customers):
            return _("nearly all")
        return told(self.writable)


def count(rule: Group, *, medium: Medium = Medium.EMAIL) -> Head:
    """Two statements: who matches, and who of them may be spoken to by a medium.

    Raises:
        RuleRefused: the rule asks for audiences that cannot be understood.
    """
    matched = matching(rule)
    may = reachable(matched, medium=medium, is_personal=rule_is_personal(rule))
    return Head(customers=matched.count(), writable=may.count())


def told(people: int) -> str:
    """A number of people as it may be shown."""
    if is_shown(people):
        return number_format(people, use_l10n=True, force_grouping=True)
    return _("fewer than %(fewest)s") % {"fewest": FEWEST}
