"""Why a checkout did not go through, in words for the shopper."""

from enum import StrEnum

from django.utils.translation import gettext as _


class CheckoutProblem(StrEnum):
    EMPTY = "empty"
    SOLD_OUT = "sold_out"
    PRICE_CHANGED = "price_changed"
    COUPON = "coupon"
    DECLINED = "declined"
    IN_PROGRESS = "in_progress"
    KEY_REUSED = "key_reused"
    METHOD = "method"
    PAYMENT = "payment"
    ADDRESS = "address"
    REFUSED = "refused"
    APPROVAL = "approval"
    TERMS = "terms"
    CONSENT = "consent"
    TENDER = "tender"


class CheckoutError(Exception):
    """Nothing was charged, or what was charged is given back; ``field`` names the form's field."""

    def __init__(self, code: CheckoutProblem, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field


def key_reused() -> CheckoutError:
    """The idempotency key, which a page is given once, has made an order of another content."""
    message = _("This page was used for another order. Open the checkout again.")
    return CheckoutError(CheckoutProblem.KEY_REUSED, message)
