"""Sums of cash that cannot be meant: most often a barcode that was scanned into the field.

Whoever pays lays down no note that is not needed, so that the change stays below the largest one.
"""

from __future__ import annotations

from foundation.money import Money

_LARGEST_NOTES = {
    "AED": 1_000, "AUD": 100, "BGN": 100, "BRL": 200, "CAD": 100, "CHF": 1_000, "CLP": 20_000,
    "CNY": 100, "CZK": 5_000, "DKK": 1_000, "EUR": 500, "GBP": 100, "HKD": 1_000, "HUF": 20_000,
    "ILS": 200, "INR": 2_000, "ISK": 10_000, "JPY": 10_000, "KRW": 50_000, "MXN": 1_000,
    "NOK": 1_000, "NZD": 100, "PLN": 500, "RON": 500, "RSD": 5_000, "SEK": 1_000, "SGD": 1_000,
    "THB": 1_000, "TRY": 200, "UAH": 1_000, "USD": 100, "ZAR": 200,
}  # fmt: skip
"""In whole units: the largest in use, of Scotland and of withdrawn series too."""
_OF_OTHERS = 1_000_000
_NOTES_IN_A_DRAWER = 1_000


def largest_note(currency: str) -> Money:
    """The largest banknote of a currency; a million for those that are not known here."""
    return Money.of(_LARGEST_NOTES.get(currency, _OF_OTHERS), currency)


def is_handed_over(given: Money, *, due: Money) -> bool:
    """Whether somebody may have laid down so much to pay what is due."""
    return given - due <= largest_note(due.currency)


def lies_in_a_drawer(amount: Money) -> bool:
    """Whether a drawer may hold so much: up to a thousand of the largest notes."""
    return amount.minor <= largest_note(amount.currency).minor * _NOTES_IN_A_DRAWER
