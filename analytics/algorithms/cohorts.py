"""Customers by the month of their first order, and what became of them in the months after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cohorts:
    """Cohorts by age in months; age 0 is the month of the first order.

    Attributes:
        months: int64 [c], the month of each cohort, ascending and without gaps.
        people: int64 [c], who first ordered in it.
        active: int64 [c, a], who of them ordered at each age.
        orders: int64 [c, a].
        revenue: int64 [c, a], minor units.
        is_past: bool [c, a], whether that month has begun: before, nothing can be known.
    """

    months: IntArray
    people: IntArray
    active: IntArray
    orders: IntArray
    revenue: IntArray
    is_past: BoolArray


def cohorts(customer: IntArray, month: IntArray, revenue: IntArray, *, until: int) -> Cohorts:
    """Reckon cohorts from orders, int64 [m] each: who, in which month, and for how much.

    Months are numbers, such as 12 · year + month; ``until`` is the last that has begun.

    Raises:
        ValueError: shapes that do not fit, or an order after ``until``.
    """
    if not customer.shape == month.shape == revenue.shape:
        raise ValueError(f"{customer.shape}, {month.shape} and {revenue.shape} are not of orders")
    if len(month) and month.max() > until:
        raise ValueError("an order of a month that has not begun")
    if not len(month):
        return _none()
    people, row = np.unique(customer, return_inverse=True)
    first = np.full(len(people), until, np.int64)
    np.minimum.at(first, row, month)
    begin = int(first.min())
    size = until - begin + 1
    born, age = first[row] - begin, month - first[row]
    cell = born * size + age
    of_person = np.unique(np.stack([row, cell]), axis=1)[1]
    months = np.arange(begin, until + 1)
    return Cohorts(
        months=months,
        people=np.bincount(first - begin, minlength=size).astype(np.int64),
        active=_table(of_person, size),
        orders=_table(cell, size),
        revenue=_sums(cell, revenue, size),
        is_past=months[:, None] + np.arange(size) <= until,
    )


def _table(cell: IntArray, size: int) -> IntArray:
    return np.bincount(cell, minlength=size * size).reshape(size, size).astype(np.int64)


def _sums(cell: IntArray, worth: IntArray, size: int) -> IntArray:
    """In whole numbers: money is never a float."""
    sums = np.zeros(size * size, np.int64)
    np.add.at(sums, cell, worth)
    return sums.reshape(size, size)


def _none() -> Cohorts:
    nothing, table = np.zeros(0, np.int64), np.zeros((0, 0), np.int64)
    return Cohorts(nothing, nothing, table, table, table, np.zeros((0, 0), np.bool_))
