"""Writing audiences down: saved as they are read, and left alone while a campaign goes by them."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Variant
from foundation import clock
from foundation.refusals import Refusal
from marketing.audiences.asking import matching, named_audiences, rule_is_personal, rule_of
from marketing.audiences.counting import Head, count
from marketing.audiences.fields import FIELDS, KINDS, TYPED
from marketing.audiences.presets import preset
from marketing.audiences.rules import Group, RuleRefused, conditions, parse, unparse
from marketing.audiences.shapes import Deed
from marketing.kinds import RUNNABLE
from marketing.models import Audience, Campaign


class AudienceInUse(Refusal):
    """A campaign or another audience goes by it."""


@transaction.atomic
def save_audience(*, audience: Audience, rule: Group, at: datetime | None = None) -> Audience:
    """Keep a new or changed audience, and count it.

    Raises:
        RuleRefused: the rule asks for what the shop does not have, or for itself.
        AudienceInUse: a campaign that runs goes by it, or by an audience that asks for it, and the
            rule is another.
        Refusal: it has no name, another has it, or it cannot be kept.
    """
    plain = unparse(rule)
    if audience.pk is not None:
        before = Audience.objects.select_for_update(no_key=True).get(pk=audience.pk)
        if before.rule != plain:
            _refuse_while_running(before)
    _check_what_is_chosen(rule)
    _check_words(audience)
    audience.rule = plain
    try:
        audience.full_clean()
    except ValidationError as error:
        field, texts = next(iter(error.message_dict.items()))
        raise Refusal(texts[0], field=field) from error
    audience.save()
    _check_for_rings(audience, rule)
    for asking in _who_ask_for(audience):
        rule_is_personal(rule_of(asking))  # raises TooDeep: their chain is longer now
    _count(audience, rule, at=at)
    return audience


@transaction.atomic
def make_from_preset(*, key: str, at: datetime | None = None) -> Audience:
    """A ready-made audience under a name that is free.

    Raises:
        Refusal: there is no preset of this name.
    """
    chosen = preset(key)
    if chosen is None:
        raise Refusal(_("There is no such audience to begin with."))
    audience = Audience(
        name=_free_name(str(chosen.name)), description=str(chosen.description),
        created_at=at or clock.now(),
    )  # fmt: skip
    return save_audience(audience=audience, rule=parse(chosen.rule, kinds=KINDS), at=at)


@transaction.atomic
def delete_audience(*, audience: Audience) -> None:
    """Take an audience away.

    Raises:
        AudienceInUse: a campaign of whatever state, or another audience, goes by it.
    """
    Audience.objects.select_for_update().get(pk=audience.pk)
    campaign = audience.campaigns.first()
    if campaign is not None:
        raise AudienceInUse(_("The campaign “%(name)s” goes by it.") % {"name": campaign.name})
    other = next((each for each in _others(audience) if audience.pk in _named_by(each)), None)
    if other is not None:
        raise AudienceInUse(_("The audience “%(name)s” asks for it.") % {"name": other.name})
    audience.delete()


@transaction.atomic
def count_audience(*, audience: Audience, at: datetime | None = None) -> Head:
    """Count anew how many it holds, and keep how many of them may be written to.

    Raises:
        RuleRefused: the rule cannot be understood (any more).
    """
    return _count(audience, rule_of(audience), at=at)


def _count(audience: Audience, rule: Group, *, at: datetime | None) -> Head:
    head = count(rule)
    audience.customers, audience.counted_at = head.writable, at or clock.now()
    audience.save(update_fields=["customers", "counted_at"])
    return head


def _refuse_while_running(audience: Audience) -> None:
    """Who may enter is part of what a campaign's result is a result of."""
    concerned = [audience, *_who_ask_for(audience)]
    campaign = Campaign.objects.filter(audience__in=concerned, state__in=RUNNABLE).first()
    if campaign is not None:
        raise AudienceInUse(
            _("The campaign “%(name)s” goes by it: make another audience, or end the campaign.")
            % {"name": campaign.name},
            field="rule",
        )


def _check_what_is_chosen(rule: Group) -> None:
    """Every choice is one that the shop offers today."""
    for each in conditions(rule):
        field, value = FIELDS[each.field], each.value
        chosen = value.of if isinstance(value, Deed) else value
        if not isinstance(chosen, tuple) or not chosen:
            continue
        if field.key in TYPED:
            known = set(Variant.objects.filter(sku__in=chosen).values_list("sku", flat=True))
        else:
            known = {choice.value for choice in field.choices()} if field.choices else set()
        if missing := [name for name in chosen if name not in known]:
            raise RuleRefused(
                _("%(field)s: the shop has no “%(name)s”.")
                % {"field": field.label, "name": missing[0]}
            )


def _check_words(audience: Audience) -> None:
    """PostgreSQL keeps no text with a NUL in it."""
    for field in ("name", "description"):
        if "\0" in getattr(audience, field):
            raise Refusal(_("There are letters in it that cannot be shown."), field=field)


def _check_for_rings(audience: Audience, rule: Group) -> None:
    """An audience that asks for itself, however far round, has no answer."""
    rule_is_personal(rule)  # raises TooDeep
    if audience.pk in named_audiences(rule):
        raise RuleRefused(_("An audience cannot ask for itself."))
    matching(rule)


def _who_ask_for(audience: Audience) -> list[Audience]:
    """The audiences that ask for it, and those that ask for these, and so on."""
    named = {each: _named_by(each) for each in _others(audience)}
    found: dict[int, Audience] = {}
    news = {audience.pk}
    while news:
        asking = {each.pk: each for each, names in named.items() if names & news}
        news = asking.keys() - found.keys()
        found |= asking
    return list(found.values())


def _others(audience: Audience) -> list[Audience]:
    return list(Audience.objects.exclude(pk=audience.pk))


def _named_by(audience: Audience) -> set[int]:
    try:
        return named_audiences(rule_of(audience))
    except RuleRefused:
        return set()


def _free_name(name: str) -> str:
    taken = set(Audience.objects.filter(name__startswith=name).values_list("name", flat=True))
    numbered = (name if number == 1 else f"{name} {number}" for number in range(1, len(taken) + 2))
    return next(each for each in numbered if each not in taken)
