"""What is expected of a promotion, or was measured, in sentences."""

from __future__ import annotations

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.admin import money_text
from pricing.algorithms.promotion_uplift import Range
from pricing.models import CannotTell, PromotionResponse
from pricing.models.promotion_effects import Outcome
from pricing.promotion_effects.figures import Name, range_of

SMALL = 20
"""Below so many units a tenth of one is told, too."""


def explain_forecast(row: Outcome, response: PromotionResponse | None) -> list[str]:
    """What a promotion is expected to do, and how far that is to be trusted."""
    if row.cannot_tell:
        return [_cannot(row)]
    sold = _("Without it about %(without)s units would be sold, under it %(under)s (%(ends)s).")
    return [*_outcome(row, sold, expected=True), _learned_from(response)]


def explain_effect(row: Outcome) -> list[str]:
    """What a promotion did, as far as it can be told."""
    if row.cannot_tell:
        return [_cannot(row)]
    sold = _("%(under)s units were sold; without it there would have been about %(without)s.")
    return _outcome(row, sold, expected=False)


def _outcome(row: Outcome, sold: str, *, expected: bool) -> list[str]:
    under, without = range_of(row.figures, Name.UNDER), range_of(row.figures, Name.WITHOUT)
    told = [_scope(row)]
    if under and without:
        numbers = {
            "under": units(under.mean),
            "without": units(without.mean),
            "ends": ends(under),
        }
        told.append(sold % numbers)
    return [*told, *_lost_elsewhere(row), *_worth(row, expected=expected)]


def units(value: float) -> str:
    """Units as a reader writes them."""
    places = 1 if 0 < abs(value) < SMALL else 0
    value = round(value, places) + 0.0  # no minus before nought
    return str(number_format(value, places, force_grouping=True)).replace("-", "−")


def ends(one: Range) -> str:
    """Both ends of an interval of units."""
    return _("%(low)s to %(high)s") % {"low": units(one.low), "high": units(one.high)}


def money(value: float, currency: str) -> str:
    return str(money_text(round(value), currency)).replace("-", "−")


def money_ends(one: Range, currency: str) -> str:
    return _("%(low)s to %(high)s") % {
        "low": money(one.low, currency),
        "high": money(one.high, currency),
    }


def _cannot(row: Outcome) -> str:
    return _("It cannot be told: %(why)s.") % {"why": CannotTell(row.cannot_tell).label}


def _scope(row: Outcome) -> str:
    return ngettext(
        "%(count)d product from %(first)s to %(last)s.",
        "%(count)d products from %(first)s to %(last)s.",
        row.products,
    ) % {
        "count": row.products,
        "first": date_format(row.first_day, "SHORT_DATE_FORMAT"),
        "last": date_format(row.last_day, "SHORT_DATE_FORMAT"),
    }


def _lost_elsewhere(row: Outcome) -> list[str]:
    """What neighbours and the days after lost or gained, where it can be told."""
    told = []
    beside, later = (range_of(row.figures, name) for name in (Name.NEIGHBOURS, Name.AFTERWARDS))
    if beside and (beside.low or beside.high):
        told.append(
            _("Goods on the same shelves: %(units)s units (%(ends)s).")
            % {"units": units(beside.mean), "ends": ends(beside)}
        )
    if later:
        told.append(
            _("In the days after it: %(units)s units (%(ends)s).")
            % {"units": units(later.mean), "ends": ends(later)}
        )
    return told


def _worth(row: Outcome, *, expected: bool) -> list[str]:
    discount = range_of(row.figures, Name.DISCOUNT)
    margin = range_of(row.figures, Name.MARGIN)
    if discount is None:
        return []
    given = money(discount.mean, row.currency)
    if margin is None:
        return [
            _("It gives away %(given)s; what it earns cannot be told: a cost is not known.")
            % {"given": given}
        ]
    told = [
        _("Given away: %(given)s. Change of the margin: %(margin)s (%(ends)s).")
        % {
            "given": given,
            "margin": money(margin.mean, row.currency),
            "ends": money_ends(margin, row.currency),
        }
    ]
    even, lift = range_of(row.figures, Name.BREAK_EVEN), row.lift
    if expected and lift is not None:
        told.append(_break_even(even, lift))
    return told


def _break_even(even: Range | None, lift: float) -> str:
    if even is None:
        return _("Each unit is sold for less than it costs: no number of units makes up for it.")
    return _(
        "To keep its margin it has to sell %(needed)s times its usual units; %(expected)s times "
        "are expected."
    ) % {"needed": number_format(even.mean, 1), "expected": number_format(1 + lift, 1)}


def _learned_from(response: PromotionResponse | None) -> str:
    if response is None:
        return _(
            "No promotion of this shop was measured yet: what one does beyond its price rests on "
            "what other shops saw, and the interval is wide."
        )
    return ngettext(
        "What it does beyond its price was learned from %(count)d promotion of this shop.",
        "What it does beyond its price was learned from %(count)d promotions of this shop.",
        response.promotions,
    ) % {"count": response.promotions}
