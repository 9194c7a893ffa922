"""From who came to the market's doors to attempts as the risk office takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from risk.algorithms.attempts import Attempt
from risk.algorithms.velocity import at_night
from risk.algorithms.vocabulary import Door, Mark, Result, Signal
from risk.replay.visits import Visit
from simulation.columns import Columns
from simulation.doors import Comers, DoorKind

Keys = Callable[[Mark, int], int]
"""The key of a mark for the number that the market gives it."""
DOORS = {
    DoorKind.CHECKOUT: Door.CHECKOUT,
    DoorKind.LOGIN: Door.LOGIN,
    DoorKind.REVIEW: Door.REVIEW,
    DoorKind.RETURN: Door.RETURN,
    DoorKind.COUPON: Door.COUPON,
}
_MARKS = {
    Mark.CUSTOMER: "customer",
    Mark.EMAIL: "email",
    Mark.CARD: "card",
    Mark.ADDRESS: "address",
    Mark.DEVICE: "device",
    Mark.NETWORK: "network",
    Mark.COUPON: "coupon",
    Mark.THING: "thing",
    Mark.WORDING: "wording",
}
_BUYING = (
    (Signal.EXPRESS, "express"),
    (Signal.COUPON_USED, "first_order_coupon"),
    (Signal.FIRST_ORDER_COUPON, "first_order_coupon"),
    (Signal.UNITS, "units"),
    (Signal.CARD_ABROAD, "card_abroad"),
)
_CODE = ((Signal.FIRST_ORDER_COUPON, "first_order_coupon"),)
_REVIEW = ((Signal.RATING, "rating"), (Signal.UNVERIFIED, "unverified"))
_RETURN = ((Signal.RETURN_SHARE_OF_ORDER, "share_of_order"),)
_OF_DOOR = {
    Door.CHECKOUT: _BUYING,
    Door.LOGIN: (),
    Door.REVIEW: _REVIEW,
    Door.RETURN: _RETURN,
    Door.COUPON: _CODE,
}
_SEEN = {Door.CHECKOUT, Door.LOGIN}
"""Doors that are told in which country the network is."""
_INSPECTED_AFTER = 3 * 86_400.0


@dataclass(frozen=True, slots=True)
class Translator:
    """``keys`` names the marks; ``midnight`` tells a day of the market in seconds since 1970."""

    keys: Keys
    midnight: Callable[[int], float]
    exponent: int = 2

    def visits(self, comers: Comers, day: int) -> Iterator[Visit]:
        """Attempts of a day, in their order."""
        midnight = self.midnight(day)
        for row in _rows(comers):
            yield self._visit(row, midnight)

    def _visit(self, row: Mapping[str, float], midnight: float) -> Visit:
        door = DOORS[DoorKind(int(row["door"]))]
        at = midnight + row["second"]
        marks = {
            mark: self.keys(mark, int(row[column]))
            for mark, column in _MARKS.items()
            if row[column] >= 0
        }
        facts = self._facts(door, row)
        if door is Door.REVIEW and row["customer"] < 0:  # whoever writes has an account
            marks[Mark.CUSTOMER] = self.keys(Mark.CUSTOMER, int(row["email"]))
            facts[Signal.GUEST] = 0.0
        late = {}
        if door is Door.CHECKOUT and not row["passed"]:
            late = {Mark.CARD: marks.pop(Mark.CARD)}
            facts.pop(Signal.CARD_ABROAD)
        return Visit(
            Attempt(door, at, marks, facts),
            Result.PASSED if row["passed"] else Result.FAILED,
            late,
            is_judged=door is not Door.LOGIN or bool(row["passed"]),
            worn_at=at + _INSPECTED_AFTER if row["worn"] else None,
        )

    def _facts(self, door: Door, row: Mapping[str, float]) -> dict[Signal, float]:
        facts = {
            Signal.NIGHT: at_night(int(row["second"]) // 3600),
            Signal.ACCOUNT_DAYS: float(row["account_days"]),
            Signal.ORDERS_BEFORE: float(row["orders_before"]),
            Signal.GUEST: float(row["customer"] < 0),
            Signal.DISPOSABLE_MAIL: float(row["is_disposable"]),
        }
        if row["amount"] >= 0:
            facts[Signal.AMOUNT] = row["amount"] / 10**self.exponent
        if door in _SEEN:
            facts[Signal.NETWORK_ABROAD] = float(row["network_abroad"])
        facts.update((signal, float(row[column])) for signal, column in _OF_DOOR[door])
        return facts


def _rows(table: Columns) -> Iterator[Mapping[str, float]]:
    names = list(table.__dataclass_fields__)
    columns = (getattr(table, name).tolist() for name in names)
    for values in zip(*columns, strict=True):
        yield dict(zip(names, values, strict=True))
