"""Who comes to the shop's doors on a day: what the shop can see of them, and what is so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from simulation.columns import BoolArray, Columns, FloatArray, IntArray


class DoorKind(IntEnum):
    CHECKOUT = 0
    LOGIN = 1
    REVIEW = 2
    RETURN = 3
    COUPON = 4


@dataclass(frozen=True)
class Visitors(Columns):
    """The visits of a day as the doors see them. Keys mean something only by equality."""

    number: IntArray
    customer: IntArray
    visitor: IntArray
    email: IntArray
    device: IntArray
    network: IntArray
    network_country: IntArray
    country: IntArray
    account_days: IntArray
    is_disposable: BoolArray
    """Their e-mail address lasts minutes."""
    fraud: IntArray
    """``FraudKind`` of the visit (hidden)."""
    is_attack: BoolArray
    is_family: BoolArray
    is_office: BoolArray
    is_away: BoolArray


@dataclass(frozen=True)
class Comers(Columns):
    """Everybody who asked at a door on one day, by time; -1 and NaN where nothing is known."""

    door: IntArray
    second: IntArray
    row: IntArray
    """Row of the day's table of that door (orders at checkout and coupon), -1 for none."""
    order_number: IntArray
    customer: IntArray
    email: IntArray
    card: IntArray
    address: IntArray
    device: IntArray
    network: IntArray
    coupon: IntArray
    thing: IntArray
    wording: IntArray
    amount: IntArray
    """Minor units."""
    units: IntArray
    express: BoolArray
    gift: BoolArray
    first_order_coupon: BoolArray
    is_disposable: BoolArray
    card_abroad: BoolArray
    network_abroad: BoolArray
    account_days: IntArray
    orders_before: IntArray
    rating: IntArray
    unverified: BoolArray
    share_of_order: FloatArray
    passed: BoolArray
    """Paid, logged in, published, taken back; else declined, or a wrong password."""
    worn: BoolArray
    """What came back was used; the stockroom sees it days later."""
    fraud: IntArray
    """``FraudKind`` (hidden)."""
    is_abuser: BoolArray
    """Somebody who abuses, in an attempt that is none by itself (hidden)."""
    is_family: BoolArray
    is_office: BoolArray
    is_away: BoolArray


def come(visitors: Visitors, **columns: object) -> Comers:
    """Rows of those visitors, with what else the door knows."""
    return Comers.build(
        len(visitors),
        **{
            "customer": visitors.customer,
            "email": visitors.email,
            "device": visitors.device,
            "network": visitors.network,
            "is_disposable": visitors.is_disposable,
            "account_days": visitors.account_days,
            "share_of_order": float("nan"),
            "is_family": visitors.is_family & ~visitors.is_attack,
            "is_office": visitors.is_office & ~visitors.is_attack,
            "is_away": visitors.is_away & ~visitors.is_attack,
            **columns,
        },  # type: ignore[arg-type]
    )
