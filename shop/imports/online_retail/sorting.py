"""What each invoice line is: a sale, a charge, shipping, a return, or no matter for the books."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

# A product's code is a number of five digits, with letters for its colours; the web shop had own.
PRODUCT_CODE = r"\d{5}[A-Z]*|DCGS\w+"
CARRIAGE = {"POST", "DOT", "C2"}
# Paid by the customer, but for nothing that lies on a shelf: manual entries and gift vouchers.
CHARGE_CODE = r"M|GIFT_\d+_\d+"


class RowKind(StrEnum):
    """What becomes of a row. All below ``RETURN`` are left out and counted."""

    SALE = "sales of products"
    CHARGE = "charges and vouchers, kept as lines without a product"
    SHIPPING = "shipping, added to its order"
    RETURN = "returns of products"
    BAD_DEBT = "bad debt adjustments (invoice A...)"
    FEE = "fees, samples, donations and other codes that are no product"
    REFUND = "refunds, discounts and fees given back (cancelled rows without a product)"
    WRITE_OFF = "stock write-offs (negative quantity outside a cancellation)"
    FOUND = "stock found or corrected (no price, no customer)"
    ODD_CANCELLATION = "cancelled rows with a positive quantity"
    NEGATIVE_PRICE = "products with a negative price"


KEPT = (RowKind.SALE, RowKind.CHARGE, RowKind.SHIPPING, RowKind.RETURN)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Rows by what they are, in the order of time and then of the file.

    ``left_out`` counts the rows that are no part of a shop's books, by kind.
    """

    sales: pd.DataFrame
    charges: pd.DataFrame
    shipping: pd.DataFrame
    returns: pd.DataFrame
    left_out: Mapping[RowKind, int]


def sort_rows(frame: pd.DataFrame) -> Ledger:
    """Tell the kinds apart; ``frame`` is that of ``InvoiceLines``."""
    kinds = pd.Series(_kinds(frame), index=frame.index)
    ordered = frame.sort_values("at", kind="stable")
    parts = {kind: ordered[kinds.loc[ordered.index] == kind] for kind in KEPT}
    counts = kinds.value_counts()
    return Ledger(
        sales=parts[RowKind.SALE],
        charges=parts[RowKind.CHARGE],
        shipping=parts[RowKind.SHIPPING],
        returns=parts[RowKind.RETURN],
        left_out={
            kind: int(counts[kind]) for kind in RowKind if kind in counts and kind not in KEPT
        },
    )


def _kinds(frame: pd.DataFrame) -> np.ndarray:
    code = frame["code"]
    is_product = code.str.fullmatch(PRODUCT_CODE)
    prefix = frame["invoice"].str[0]
    cancelled = prefix == "C"
    positive = frame["quantity"] > 0
    rules = [
        (prefix == "A", RowKind.BAD_DEBT),
        (cancelled & positive, RowKind.ODD_CANCELLATION),
        (cancelled & ~is_product, RowKind.REFUND),
        (frame["price"] < 0, RowKind.NEGATIVE_PRICE),
        (cancelled, RowKind.RETURN),
        (~positive & is_product, RowKind.WRITE_OFF),
        (is_product & (frame["price"] == 0) & (frame["customer"] == ""), RowKind.FOUND),
        (is_product, RowKind.SALE),
        (positive & (frame["price"] > 0) & code.isin(CARRIAGE), RowKind.SHIPPING),
        (positive & (frame["price"] > 0) & code.str.fullmatch(CHARGE_CODE), RowKind.CHARGE),
    ]
    return np.select(
        [mask.to_numpy(dtype=bool) for mask, _kind in rules],
        [kind.value for _mask, kind in rules],
        default=RowKind.FEE.value,
    )
