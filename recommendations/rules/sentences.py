"""Rules and what they did, in words for staff."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation import clock
from recommendations.models import RecommendationRule
from recommendations.rules.arranging import Deed, Mark
from recommendations.rules.book import RuleKind, ShopSurface
from recommendations.rules.labels import SURFACES


def rule_sentence(rule: RecommendationRule) -> str:
    """What a rule does, where and until when, in the active language; reads its target."""
    parts = [_deed(rule) % {"goods": _goods(rule), **_amounts(rule)}]
    known = [ShopSurface(surface) for surface in rule.surfaces if surface in set(ShopSurface)]
    if known:
        places = ", ".join(f"“{SURFACES[surface]}”" for surface in known)
        parts.append(_("only in %(places)s") % {"places": places})
    now = clock.now()
    if rule.starts_at > now:
        parts.append(_("from %(day)s") % {"day": _day(rule.starts_at)})
    if rule.ends_at is not None:
        parts.append(_("until %(day)s") % {"day": _day(rule.ends_at)})
    return ", ".join(parts) + "."


def _day(moment: object) -> str:
    return date_format(moment, "SHORT_DATETIME_FORMAT")  # type: ignore[arg-type]


def _deed(rule: RecommendationRule) -> str:
    kind = RuleKind(rule.kind)
    if kind is RuleKind.PIN and rule.product_id is None:
        return _("The best of %(goods)s stands at place %(position)d")
    if kind is RuleKind.REPEAT and not rule.days:
        return _("%(goods)s may be offered again as soon as it was bought")
    return {
        RuleKind.PIN: _("%(goods)s stands at place %(position)d"),
        RuleKind.BOOST: _("%(goods)s is lifted by %(strength)d %% of the list"),
        RuleKind.BURY: _("%(goods)s is lowered by %(strength)d %% of the list"),
        RuleKind.EXCLUDE: _("%(goods)s is never shown"),
        RuleKind.REPEAT: _("%(goods)s may be offered again %(days)d days after it was bought"),
    }[kind]


def _goods(rule: RecommendationRule) -> str:
    if rule.category_id is not None:
        return _("everything in “%(name)s”") % {"name": rule.category}
    if rule.brand_id is not None:
        return _("everything of “%(name)s”") % {"name": rule.brand}
    if rule.option_id is not None:
        return _("everything in %(name)s") % {"name": rule.option}
    return f"“{rule.product}”"


def _amounts(rule: RecommendationRule) -> dict[str, int]:
    return {
        "position": rule.position or 0,
        "strength": rule.strength or 0,
        "days": rule.days or 0,
    }


def mark_sentence(mark: Mark, rules: Mapping[int, RecommendationRule]) -> str:
    """What moved a product or kept it out, in the active language."""
    rule = rules.get(mark.rule) if mark.rule is not None else None
    if rule is not None:
        return rule_sentence(rule)[:1].upper() + rule_sentence(rule)[1:]
    places = round(abs(mark.places))
    lifted = ngettext("lifted by %(count)d place", "lifted by %(count)d places", places) % {
        "count": places
    }
    return {
        Deed.MARGIN: _("Its margin: %(lifted)s.") % {"lifted": lifted},
        Deed.STOCK: _("Its stock: %(lifted)s.") % {"lifted": lifted},
        Deed.OUT_OF_BAND: _("Out of the price band of this shopper: after all others."),
        Deed.VARIETY: _("For variety: what would have come first is too much like the others."),
        Deed.SOLD_OUT: _("Sold out."),
        Deed.JUST_BOUGHT: _("Bought already, and not bought again."),
        Deed.CROWDED_OUT: _("The list is full."),
    }.get(mark.deed, _("A rule that is gone."))
