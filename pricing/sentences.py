"""Promotions in words: why a coupon does nothing, for shoppers; what a rule does, for staff."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from foundation.money import Money
from pricing.engine import Reason, Refusal, Spread
from pricing.models import Promotion, PromotionKind


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


def promotion_sentence(promotion: Promotion) -> str:
    """What a promotion does and when, in the active language; reads its targets."""
    targets = list(promotion.targets.all())
    goods = [
        str(target.product or target.category or target.brand)
        for target in targets
        if not target.is_reward and (target.product or target.category or target.brand)
    ]
    buyers = [str(target.group or target.company) for target in targets
              if target.group or target.company]  # fmt: skip
    parts = [_deed(promotion)]
    if goods:
        parts.append(_("on %(goods)s") % {"goods": ", ".join(goods)})
    if buyers:
        parts.append(_("for %(buyers)s") % {"buyers": ", ".join(buyers)})
    return ", ".join([*parts, *_conditions(promotion)]) + "."


def _deed(promotion: Promotion) -> str:
    kind = PromotionKind(promotion.kind)
    amount = _money(promotion.amount_minor, promotion.currency)
    percent = f"{Decimal(promotion.percent_basis_points or 0) / 100:g} %"
    if kind is PromotionKind.PERCENTAGE:
        return _("%(percent)s off") % {"percent": percent}
    if kind is PromotionKind.AMOUNT and promotion.spread == Spread.EACH:
        return _("%(amount)s off each piece") % {"amount": amount}
    if kind is PromotionKind.AMOUNT:
        return _("%(amount)s off") % {"amount": amount}
    if kind is PromotionKind.FIXED_PRICE:
        return _("each piece for %(amount)s") % {"amount": amount}
    if kind is PromotionKind.FREE_SHIPPING:
        return _("free shipping")
    if kind is PromotionKind.GIFT:
        return _("%(count)d × %(sku)s as a gift") % {
            "count": promotion.gift_quantity,
            "sku": promotion.gift_variant.sku if promotion.gift_variant else "",
        }
    return _("for %(buy)s bought %(get)s more at %(percent)s off, the cheapest") % {
        "buy": promotion.buy_quantity,
        "get": promotion.get_quantity,
        "percent": percent,
    }


def _conditions(promotion: Promotion) -> list[str]:
    """The conditions and limits that are set, each as a few words."""
    value = _money(promotion.minimum_value_minor, promotion.currency)
    cap = _money(promotion.cap_minor, promotion.currency)
    said = [
        (promotion.minimum_value_minor, _("from %(value)s") % {"value": value}),
        (
            promotion.minimum_quantity,
            _("from %(count)d pieces") % {"count": promotion.minimum_quantity},
        ),
        (promotion.skips_reduced, _("not on what is reduced already")),
        (promotion.first_order_only, _("on a first order")),
        (promotion.needs_coupon, _("with a coupon")),
        (promotion.cap_minor, _("at most %(cap)s") % {"cap": cap}),
        (not promotion.combinable, _("not together with others")),
    ]
    return [words for is_set, words in said if is_set]


def _money(minor: int | None, currency: str) -> str:
    return Money(minor or 0, currency).formatted(get_language() or "en")
