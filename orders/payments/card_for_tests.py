"""The test provider: takes no money, but behaves like one that does.

It keeps its own books, apart from the shop's database, as a real provider would: one file a key
below the data folder. So it can be asked after a crash what became of a payment.
"""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from foundation.ids import new_public_id
from foundation.money import Money
from orders.payments.base import ChargeRequest, ChargeResult, Outcome, ProviderUnreachable


class TestCard(StrEnum):
    """What the shopper of a test shop may choose to happen."""

    SUCCESS = "success"
    DECLINE = "decline"
    TIMEOUT = "timeout"


class TestCardProvider:
    """Pays or declines as chosen; ``timeout`` takes the money and never answers."""

    name = "test"

    def charge(self, request: ChargeRequest) -> ChargeResult:
        result = self.look_up(request.key) or self._book(request)
        if request.choice == TestCard.TIMEOUT:
            raise ProviderUnreachable("the test provider was told not to answer")
        return result

    def look_up(self, key: str) -> ChargeResult | None:
        try:
            entry = json.loads(self._path(key).read_text())
        except FileNotFoundError:
            return None
        return ChargeResult(Outcome(entry["outcome"]), entry["reference"], entry["message"])

    def refund(self, *, key: str, refund_key: str, amount: Money) -> str:
        path = self._path(key).with_suffix(f".refund-{self._name(refund_key)}")
        path.write_text(str(amount.minor))
        return f"test_refund_{self._name(refund_key)}"

    def refunded(self, key: str) -> int:
        """How much of a key went back, in minor units."""
        path = self._path(key)
        return sum(int(entry.read_text()) for entry in path.parent.glob(f"{path.stem}.refund-*"))

    def _book(self, request: ChargeRequest) -> ChargeResult:
        declined = request.choice == TestCard.DECLINE
        entry = {
            "outcome": Outcome.DECLINED if declined else Outcome.PAID,
            "reference": f"test_{new_public_id()}",
            "message": _("The card was declined.") if declined else "",
            "amount": request.amount.minor,
            "currency": request.amount.currency,
        }
        path = self._path(request.key)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{new_public_id()}")
        draft.write_text(json.dumps(entry))
        try:
            # A hard link fails where the name is taken: of two calls with one key, one books.
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        booked = self.look_up(request.key)
        if booked is None:
            raise ProviderUnreachable("the test provider lost its books")
        return booked

    def _path(self, key: str) -> Path:
        folder = Path(settings.DATA_DIR) / "test-payments"
        return folder / f"{self._name(key)}.json"

    @staticmethod
    def _name(key: str) -> str:
        return hashlib.sha256(key.encode()).hexdigest()[:40]
