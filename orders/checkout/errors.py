"""Why a checkout did not go through, in words for the shopper."""

from enum import StrEnum

from django.utils.translation import gettext as _

from foundation.money import Money


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
    SIGN_IN = "sign_in"


class CheckoutError(Exception):
    """Nothing was charged, or what was charged is given back; ``field`` names the form's field.

    ``now`` is the amount of today where another was seen.
    """

    def __init__(
        self, code: CheckoutProblem, message: str, *, field: str = "", now: Money | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
        self.now = now


def key_reused() -> CheckoutError:
    """The idempotency key, which a page is given once, has made an order of another content."""
    message = _("This page was used for another order. Open the checkout again.")
    return CheckoutError(CheckoutProblem.KEY_REUSED, message)
