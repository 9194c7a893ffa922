"""What one day in the market gives back, as tables of arrays.

Columns named ``session`` and ``order`` are rows of the same day's ``sessions`` and ``orders``;
``number`` and ``order_number`` count on over the market's whole life. Seconds are within the day.
Money is in minor units. ``-1`` stands where nothing is meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from simulation.columns import BoolArray, Columns, IntArray


@dataclass(frozen=True)
class Sessions(Columns):
    """Visits of one day, by start."""

    number: IntArray
    visitor: IntArray
    customer: IntArray
    device: IntArray
    source: IntArray
    campaign: IntArray
    """Index into ``Market.campaigns``."""
    country: IntArray
    network: IntArray
    start: IntArray
    end: IntArray
    personalisation: BoolArray
    """Consent to personalisation in this session."""
    declared_bot: BoolArray
    """The user agent says that it is a robot (not all do)."""


@dataclass(frozen=True)
class Events(Columns):
    """What happened, by session and then by time."""

    session: IntArray
    kind: IntArray
    second: IntArray
    category: IntArray
    product: IntArray
    variant: IntArray
    quantity: IntArray
    query: IntArray
    """Index into ``Market.queries``."""
    surface: IntArray
    """Recommendation from which the view or the cart was reached, with its position."""
    position: IntArray


@dataclass(frozen=True)
class Impressions(Columns):
    """Products that the exposure policy showed."""

    session: IntArray
    second: IntArray
    surface: IntArray
    position: IntArray
    product: IntArray
    clicked: BoolArray


@dataclass(frozen=True)
class Orders(Columns):
    """Paid orders, by time. Keys (address, card, network) mean something only by equality."""

    number: IntArray
    session: IntArray
    visitor: IntArray
    customer: IntArray
    second: IntArray
    country: IntArray
    """Country of the delivery address."""
    address: IntArray
    card: IntArray
    card_country: IntArray
    network: IntArray
    express: BoolArray
    gift: BoolArray
    coupon: IntArray
    """Row of the day's promotions whose coupon was used."""
    own_code: IntArray
    """Percent off by a code of the buyer's own that was used, 0 without."""
    subtotal: IntArray
    discount: IntArray
    total: IntArray
    """Goods without shipping: subtotal less discount."""


@dataclass(frozen=True)
class Lines(Columns):
    """Lines of the orders; ``discount`` is for the whole line."""

    order: IntArray
    variant: IntArray
    quantity: IntArray
    unit_price: IntArray
    discount: IntArray


@dataclass(frozen=True)
class PaymentAttempts(Columns):
    """Every time a card was tried; ``order`` is -1 where no order came of it."""

    session: IntArray
    order: IntArray
    second: IntArray
    card: IntArray
    card_country: IntArray
    amount: IntArray
    succeeded: BoolArray


@dataclass(frozen=True)
class Logins(Columns):
    session: IntArray
    customer: IntArray
    second: IntArray
    network: IntArray
    country: IntArray
    succeeded: BoolArray


@dataclass(frozen=True)
class Returns(Columns):
    """Goods that came back today; ``line`` counts within the order."""

    order_number: IntArray
    line: IntArray
    customer: IntArray
    variant: IntArray
    quantity: IntArray
    reason: IntArray


@dataclass(frozen=True)
class Reviews(Columns):
    """Reviews written today; ``order_number`` is -1 for reviews without a purchase."""

    order_number: IntArray
    customer: IntArray
    visitor: IntArray
    network: IntArray
    product: IntArray
    rating: IntArray
    aspect: IntArray
    second: IntArray


@dataclass(frozen=True)
class Chargebacks(Columns):
    """Orders whose payment was disputed today."""

    order_number: IntArray


@dataclass(frozen=True)
class MailResponses(Columns):
    """One row for each mail sent today."""

    customer: IntArray
    kind: IntArray
    sent: IntArray
    second: IntArray
    """When it was read, by those who did."""
    opened: BoolArray
    clicked: BoolArray
    unsubscribed: BoolArray


@dataclass(frozen=True)
class LostDemand(Columns):
    """Wanted, but not there (hidden). ``substitute`` is the variant bought instead, or -1: lost."""

    day: IntArray
    session_number: IntArray
    variant: IntArray
    quantity: IntArray
    substitute: IntArray


@dataclass(frozen=True)
class DayTruth:
    """What only the simulator knows of the day."""

    session_kind: IntArray
    """``SessionKind`` of each session."""
    session_fraud: IntArray
    """``FraudKind`` of each session."""
    order_fraud: IntArray
    """``FraudKind`` of each order."""
    return_fraud: IntArray
    review_fraud: IntArray
    lost: LostDemand


@dataclass(frozen=True)
class StepResult:
    """One simulated day."""

    day: int
    date: date
    new_customers: IntArray
    """Indices of the customers who join today; their rows are in ``Market.customers``."""
    sessions: Sessions
    events: Events
    impressions: Impressions
    orders: Orders
    lines: Lines
    payments: PaymentAttempts
    logins: Logins
    returns: Returns
    reviews: Reviews
    chargebacks: Chargebacks
    mail: MailResponses
    sold: IntArray
    """(V,) units sold, never above the stock given."""
    truth: DayTruth
