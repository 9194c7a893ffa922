"""What both models of customers learn from: orders, behaviour and the windows that are over.

Windows are read once; the latest judges what the earlier ones taught, and then all of them teach
the model that serves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Customer
from analytics.algorithms.behaviour import Behaviour
from analytics.algorithms.closed_windows import (
    Habits,
    Window,
    begins_of,
    closed_windows,
    fit_habits,
)
from analytics.algorithms.customer_facts import AHEAD, Facts, facts_of
from analytics.algorithms.purchases import Purchases
from analytics.customers.dataset import day_to_look_from, load_behaviour, load_purchases
from mlops.models import ModelVersion

FEWEST_CUSTOMERS = 200
"""In the window that judges: of fewer, chance decides what is better."""
MOST_CUSTOMERS = 40_000
"""Of more, one in some is learned from: the others teach little, and all are answered for."""
BEHAVIOUR_DAYS = 730
KEPT = 0.7
"""Share of customers and of orders that are left since the last training, at the least."""
LARGEST_CUSTOMER = 0.3
"""No customer places so many of all orders by honest means, once there are some."""
ENOUGH_ORDERS = 500


@dataclass(frozen=True, slots=True)
class Books:
    """The orders that a training read, in a few figures."""

    customers: int
    orders: int
    largest_customer: float

    @classmethod
    def of(cls, purchases: Purchases, *, every: int = 1) -> Books:
        """Of all customers, where the purchases are those of one in ``every``."""
        counts = purchases.counts()
        largest = float(counts.max() / counts.sum() / every) if len(counts) else 0.0
        return cls(len(purchases.customers) * every, len(purchases) * every, largest)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def faults(self, before: Mapping[str, Any] | None) -> list[str]:
        """What forbids to learn from them, in sentences."""
        found = []
        if self.orders >= ENOUGH_ORDERS and self.largest_customer > LARGEST_CUSTOMER:
            found.append(
                _("One customer placed %(share)s of all orders.")
                % {"share": f"{self.largest_customer:.0%}"}
            )
        if before and self.orders < KEPT * before["orders"]:
            found.append(
                _("There are %(now)d orders; the last training read %(before)d.")
                % {"now": self.orders, "before": before["orders"]}
            )
        if before and self.customers < KEPT * before["customers"]:
            found.append(
                _("There are %(now)d customers; the last training knew %(before)d.")
                % {"now": self.customers, "before": before["customers"]}
            )
        return found


@dataclass(frozen=True, slots=True)
class Lessons:
    """All that a training reads.

    Attributes:
        windows: over by ``as_of``, latest first.
        now: facts on the morning of ``as_of``, of which nothing is known to come.
    """

    as_of: date
    books: Books
    habits: Habits
    windows: Sequence[Window]
    now: Facts
    purchases: Purchases
    behaviour: Behaviour

    @property
    def exam(self) -> Window:
        """The latest window: it judges."""
        return self.windows[0]

    @property
    def before_exam(self) -> list[Window]:
        """Windows that were over when the exam began."""
        return [each for each in self.windows if each.begins + each.days <= self.exam.begins]

    @property
    def are_enough(self) -> bool:
        return bool(self.windows and self.before_exam) and len(self.exam) >= FEWEST_CUSTOMERS

    def trained_on(self) -> dict[str, Any]:
        """What a version remembers of them."""
        first = min((each.begins for each in self.windows), default=self.purchases.until)
        return {
            "until": self.as_of.isoformat(),
            "first_window": first,
            "windows": len(self.windows),
            "books": self.books.to_json(),
        }


def read_lessons(*, at: datetime | None = None, days: int = AHEAD) -> Lessons | None:
    """The windows of so many days that are over today; None where there are no habits yet."""
    as_of = day_to_look_from(at)
    every = max(1, -(-Customer.objects.count() // MOST_CUSTOMERS))
    purchases = load_purchases(until=as_of, every=every)
    if (habits := fit_habits(purchases)) is None:
        return None
    behaviour = load_behaviour(until=as_of, days=BEHAVIOUR_DAYS, every=every)
    return Lessons(
        as_of=as_of,
        books=Books.of(purchases, every=every),
        habits=habits,
        windows=windows_of(purchases, behaviour, days),
        now=facts_of(purchases, behaviour, habits.buying, habits.spending),
        purchases=purchases,
        behaviour=behaviour,
    )


def windows_of(purchases: Purchases, behaviour: Behaviour, days: int) -> list[Window]:
    """Windows of so many days that are over, latest first."""
    begins = begins_of(int(purchases.day.min()), purchases.until - days)
    return closed_windows(purchases, behaviour, begins=begins, days=days)


def books_before(serving: ModelVersion | None) -> Mapping[str, Any] | None:
    """The books of the training that serves."""
    return serving.trained_on.get("books") if serving else None
