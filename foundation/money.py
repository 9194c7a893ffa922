"""Money: integer minor units and an ISO currency; this module alone quantises.

Columns hold minor units (cents), because SQLite keeps decimals as floats. ``Money`` is what
services pass to each other. Rounding is half up, to the currency's exponent (JPY 0, KWD 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency

# ISO 4217 exponents that differ from 2.
_EXPONENTS = {
    "BHD": 3, "BIF": 0, "CLF": 4, "CLP": 0, "DJF": 0, "GNF": 0, "IQD": 3, "ISK": 0, "JOD": 3,
    "JPY": 0, "KMF": 0, "KRW": 0, "KWD": 3, "LYD": 3, "OMR": 3, "PYG": 0, "RWF": 0, "TND": 3,
    "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}  # fmt: skip
BASIS_POINTS = 10_000


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies met without a rate."""


def exponent(currency: str) -> int:
    """How many digits the minor unit of an ISO currency has (EUR 2, JPY 0, KWD 3)."""
    return _EXPONENTS.get(currency.upper(), 2)


def round_half_up(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units of one currency."""

    minor: int
    currency: str

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(0, currency)

    @classmethod
    def of(cls, amount: Decimal | str | int, currency: str) -> Money:
        """Money from an amount in major units: ``Money.of("19.99", "EUR")``, rounded half up."""
        return cls(round_half_up(Decimal(amount).scaleb(exponent(currency))), currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def _check(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")

    def __add__(self, other: Money) -> Money:
        self._check(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._check(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, quantity: int) -> Money:
        return Money(self.minor * quantity, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._check(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._check(other)
        return self.minor <= other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def converted(self, currency: str, rate: Decimal) -> Money:
        """This amount in another currency; ``rate`` is units of the target for one of ours."""
        return Money.of(self.amount * rate, currency)

    def formatted(self, language: str = "en") -> str:
        """The amount as a reader of that language writes it: ``€1,234.50``, ``1.234,50 €``."""
        return format_currency(self.amount, self.currency, locale=language.replace("-", "_"))

    def __str__(self) -> str:
        return self.formatted()


def total(amounts: Sequence[Money], currency: str) -> Money:
    result = Money.zero(currency)
    for amount in amounts:
        result += amount
    return result


def tax_in_gross(gross_minor: int, rate_basis_points: int) -> int:
    """The tax contained in a gross amount, in minor units, rounded half up."""
    rate = Decimal(rate_basis_points)
    return round_half_up(Decimal(gross_minor) * rate / (BASIS_POINTS + rate))


def tax_on_net(net_minor: int, rate_basis_points: int) -> int:
    """The tax to add to a net amount, in minor units, rounded half up."""
    return round_half_up(Decimal(net_minor) * rate_basis_points / BASIS_POINTS)


def allocate(amount: int, weights: Sequence[int]) -> list[int]:
    """Split minor units in proportion to ``weights``, so that the parts sum to the whole.

    Largest remainder method: each part gets its floor, the units left go to the largest
    remainders, ties to the earlier. With weights that are all zero the split is even.

    Raises:
        ValueError: no weights, or a negative one.
    """
    if not weights or min(weights) < 0:
        raise ValueError("weights must be given and not negative")
    if amount < 0:
        return [-part for part in allocate(-amount, weights)]
    shares = list(weights) if sum(weights) else [1] * len(weights)
    whole = sum(shares)
    parts = [amount * share // whole for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda i: (-(amount * shares[i] % whole), i))
    for index in by_remainder[: amount - sum(parts)]:
        parts[index] += 1
    return parts
