"""What shoppers are told: why a coupon does nothing."""

from __future__ import annotations

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from foundation.money import Money
from pricing.engine import Reason, Refusal


def coupon_sentence(code: str, refusal: Refusal, currency: str) -> str:
    """Why a code does nothing, in the active language."""
    if refusal.reason is Reason.MINIMUM_VALUE:
        missing = Money(refusal.missing, currency).formatted(get_language() or "en")
        return _("For %(code)s goods for %(missing)s are still missing.") % {
            "code": code,
            "missing": missing,
        }
    if refusal.reason is Reason.MINIMUM_QUANTITY:
        return ngettext(
            "For %(code)s %(count)d more piece is needed.",
            "For %(code)s %(count)d more pieces are needed.",
            refusal.missing,
        ) % {"code": code, "count": refusal.missing}
    return _plain(refusal.reason) % {"code": code}


def _plain(reason: Reason) -> str:
    return {
        Reason.UNKNOWN: _("We do not know the code %(code)s."),
        Reason.NOT_YET: _("The code %(code)s does not hold yet."),
        Reason.EXPIRED: _("The code %(code)s holds no longer."),
        Reason.SPENT: _("The code %(code)s has been used up."),
        Reason.USED_BY_YOU: _("You have used the code %(code)s already."),
        Reason.CURRENCY: _("The code %(code)s does not hold in this currency."),
        Reason.SIGN_IN: _("Sign in to use the code %(code)s."),
        Reason.NOT_FOR_YOU: _("The code %(code)s is meant for other customers."),
        Reason.NOT_FIRST_ORDER: _("The code %(code)s holds for a first order only."),
        Reason.NO_MATCHING_ITEMS: _("Nothing in your cart goes with the code %(code)s."),
        Reason.NOT_COMBINABLE: _("The code %(code)s does not combine with a better offer here."),
        Reason.BETTER_OFFER: _("A better offer holds already in place of the code %(code)s."),
        Reason.NO_EFFECT: _("The code %(code)s takes nothing off this cart."),
        Reason.GIFT_GONE: _("The gift of the code %(code)s has run out."),
    }[reason]
