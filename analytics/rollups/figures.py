"""What a day, a source or a product comes to: the counts of the roll-ups and what follows of them.

Money is in minor units of the base currency. A share whose whole is nought is None, and so is a
margin where no cost is known: nothing is reckoned from what nobody knows.
"""

from __future__ import annotations

from dataclasses import dataclass, fields


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


class _Earning:
    """What revenue and the cost of a part of it come to."""

    __slots__ = ()
    costed_minor: int
    cost_minor: int

    @property
    def margin_minor(self) -> int | None:
        """Revenue less cost, of the goods whose cost is known."""
        return self.costed_minor - self.cost_minor if self.costed_minor else None

    @property
    def margin_share(self) -> float | None:
        """The margin as a share of the revenue whose cost is known; below nought at a loss."""
        return _share(self.costed_minor - self.cost_minor, self.costed_minor)


@dataclass(frozen=True, slots=True)
class SalesFigures(_Earning):
    """The counts of ``DailySales``, of one day or many."""

    orders: int = 0
    first_orders: int = 0
    repeat_orders: int = 0
    cancelled_orders: int = 0
    units: int = 0
    revenue_minor: int = 0
    costed_minor: int = 0
    cost_minor: int = 0
    discount_minor: int = 0
    shipping_minor: int = 0
    tax_minor: int = 0
    refund_minor: int = 0

    @property
    def costed_share(self) -> float | None:
        """How much of the revenue has a known cost: what a margin can speak for."""
        return _share(self.costed_minor, self.revenue_minor)

    @property
    def average_order_minor(self) -> int | None:
        """Revenue by order, to the nearest minor unit, half up."""
        if not self.orders:
            return None
        return (2 * self.revenue_minor + self.orders) // (2 * self.orders)

    @property
    def repeat_rate(self) -> float | None:
        """The share of orders by customers who had ordered before; guests' are neither."""
        return _share(self.repeat_orders, self.first_orders + self.repeat_orders)

    @property
    def cancelled_share(self) -> float | None:
        return _share(self.cancelled_orders, self.orders + self.cancelled_orders)


@dataclass(frozen=True, slots=True)
class TrafficFigures:
    """The counts of ``DailyTraffic``, of one day or many.

    ``visitors`` of many days counts somebody once for each day on which they came.
    """

    sessions: int = 0
    visitors: int = 0
    viewed: int = 0
    carted: int = 0
    started: int = 0
    ordered: int = 0
    product_views: int = 0
    searches: int = 0
    unnamed_views: int = 0

    @property
    def conversion(self) -> float | None:
        """The share of sessions that ordered."""
        return _share(self.ordered, self.sessions)

    @property
    def abandoned_carts(self) -> int:
        """Sessions that filled a cart and did not order."""
        return max(self.carted - self.ordered, 0)

    @property
    def named_share(self) -> float | None:
        """How much of what was seen was seen by people who agreed to be known."""
        return _share(self.product_views, self.product_views + self.unnamed_views)


@dataclass(frozen=True, slots=True)
class ProductFigures(_Earning):
    """The counts of ``DailyProduct`` of one product over some days."""

    product_id: int
    views: int = 0
    carts: int = 0
    recommended: int = 0
    recommended_clicks: int = 0
    orders: int = 0
    units: int = 0
    returned_units: int = 0
    revenue_minor: int = 0
    costed_minor: int = 0
    cost_minor: int = 0

    @property
    def returned_share(self) -> float | None:
        """Units that came back, of those sold in the same days: of others, over a short time."""
        return _share(self.returned_units, self.units)


SALES_COUNTS = tuple(field.name for field in fields(SalesFigures))
TRAFFIC_COUNTS = tuple(field.name for field in fields(TrafficFigures))
PRODUCT_COUNTS = tuple(field.name for field in fields(ProductFigures))[1:]
