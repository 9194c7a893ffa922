"""Keeping the rules: every change is written into the audit trail and counts within seconds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from events import audit
from events.audit import AuditAction
from foundation import clock
from foundation.refusals import Refusal
from risk.algorithms.house_rules import HOUSE_RULES, HouseRule
from risk.algorithms.rules import Condition
from risk.models import Rule, RuleCondition
from risk.rules import book
from risk.rules.drafting import RuleDraft, check_rule
from risk.rules.house_words import HOUSE_WORDS, in_english, rule_name, rule_why


@transaction.atomic
def save_rule(
    *, rule: Rule | None, draft: RuleDraft, by: User | None, at: datetime | None = None
) -> Rule:
    """Keep a rule, a new one where ``rule`` is None, with exactly the conditions of the draft.

    Raises:
        Refusal: it lacks something; ``field`` says where.
    """
    check_rule(draft)
    moment = at or clock.now()
    kept = Rule(created_at=moment) if rule is None else Rule.objects.select_for_update().get(
        pk=rule.pk
    )  # fmt: skip
    before = _described(kept) if kept.pk else None
    # A house rule keeps its own words unless others are written, so that they stay translated.
    if kept.pk is None or draft.name != rule_name(kept):
        kept.name = draft.name
    if kept.pk is None or draft.why != rule_why(kept):
        kept.why = draft.why
    kept.door, kept.outcome = draft.door.value, draft.outcome.value
    kept.points, kept.is_active, kept.changed_at = draft.points, draft.is_active, moment
    kept.save()
    kept.conditions.all().delete()
    _write_conditions([(kept, draft.conditions)])
    audit.write(
        actor=by,
        action=AuditAction.CHANGE if before else AuditAction.ADD,
        target=kept,
        changes={"before": before, "after": _described(kept)},
        at=moment,
    )
    book.forget()
    return kept


@transaction.atomic
def switch_rules(
    *, rules: Iterable[Rule], on: bool, by: User | None, at: datetime | None = None
) -> int:
    """Switch rules on or off; how many were the other way round."""
    moment = at or clock.now()
    turned = list(
        Rule.objects.select_for_update()
        .filter(pk__in=[rule.pk for rule in rules])
        .exclude(is_active=on)
    )
    for rule in turned:
        rule.is_active, rule.changed_at = on, moment
        rule.save(update_fields=["is_active", "changed_at"])
        audit.write(
            actor=by,
            action=AuditAction.CHANGE,
            target=rule,
            changes={"is_active": on},
            at=moment,
        )
    book.forget()
    return len(turned)


@transaction.atomic
def delete_rule(*, rule: Rule, by: User | None, at: datetime | None = None) -> None:
    """Delete a rule of the staff's own.

    Raises:
        Refusal: it came with the shop and would come back; it can be switched off.
    """
    if rule.code:
        raise Refusal(_("A rule that came with the shop can be switched off, not deleted."))
    audit.write(
        actor=by,
        action=AuditAction.DELETE,
        target=rule,
        changes={"before": _described(rule)},
        at=at,
    )
    rule.delete()
    book.forget()


@transaction.atomic
def write_house_rules(*, at: datetime | None = None) -> int:
    """Add the rules that come with the shop, and renew those that no staff ever changed.

    Returns how many were added or renewed.
    """
    there = {rule.code: rule for rule in _house_rules_there()}
    moment = at or clock.now()
    written = []
    for place, house in enumerate(HOUSE_RULES):
        kept = there.get(house.code)
        row = _house_row(house, place, moment)
        if kept is not None and (kept.changed_at or _is_alike(kept, house)):
            continue
        if kept is not None:
            row.pk, row.created_at = kept.pk, kept.created_at
            kept.conditions.all().delete()
        row.save()
        written.append((row, house.conditions))
    _write_conditions(written)
    book.forget()
    return len(written)


def _house_rules_there() -> QuerySet[Rule]:
    return Rule.objects.filter(code__isnull=False).prefetch_related("conditions")


def _is_alike(kept: Rule, house: HouseRule) -> bool:
    compiled = book.compiled(kept)
    return (compiled.door, compiled.outcome, compiled.points, compiled.conditions) == (
        house.door, house.outcome, house.points, house.conditions,
    )  # fmt: skip


def _house_row(house: HouseRule, place: int, moment: datetime) -> Rule:
    words = HOUSE_WORDS[house.code]
    return Rule(
        code=house.code,
        name=in_english(words.name),
        why=in_english(words.why),
        door=house.door.value,
        outcome=house.outcome.value,
        points=house.points,
        position=10 * (place + 1),
        created_at=moment,
    )


def _write_conditions(written: Iterable[tuple[Rule, Iterable[Condition]]]) -> None:
    RuleCondition.objects.bulk_create(
        RuleCondition(
            rule=rule,
            signal=condition.signal.value,
            comparison=condition.comparison.value,
            value=condition.value,
        )
        for rule, conditions in written
        for condition in conditions
    )


def _described(rule: Rule) -> dict[str, Any]:
    """What a rule does, for the audit trail."""
    return {
        "door": rule.door,
        "outcome": rule.outcome,
        "points": rule.points,
        "is_active": rule.is_active,
        "conditions": [str(condition) for condition in rule.conditions.all()],
    }
