"""Amounts of money and reductions in prose: English, German and French ways to write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_SYMBOLS = {"€": "EUR", "£": "GBP", "$": "$", "¥": "JPY", "₹": "INR", "zł": "PLN", "kč": "CZK"}
_CODES = (
    "EUR|USD|GBP|CHF|CAD|AUD|NZD|JPY|CNY|INR|PLN|CZK|SEK|NOK|DKK|HUF|RON|BGN|TRY|BRL|MXN|ZAR|KRW|"
    "SGD|HKD|ISK|KWD|AED|ILS|THB"
)
_WORDS = {
    "EUR": r"euros?|euronen",
    "$": r"dollars?|bucks",
    "GBP": r"pounds?(?: sterling)?|pfund|livres(?: sterling)?|quid",
    "CHF": r"franken|francs?(?: suisses)?",
    "cent": r"cents?|pence|pennies|centimes?|rappen",
    "KR": r"kronen|crowns|couronnes|kr",
}
# A dollar sign names several currencies; the code says which.
_FAMILIES = {"USD": "$", "CAD": "$", "AUD": "$", "NZD": "$", "HKD": "$", "SGD": "$"} | {
    "SEK": "KR",
    "NOK": "KR",
    "DKK": "KR",
}
_CURRENCY = (
    "|".join(re.escape(symbol) for symbol in _SYMBOLS)
    + rf"|(?<![^\W\d_])(?:{_CODES}|{'|'.join(_WORDS.values())})(?![^\W\d_])"
)
# Groups of three with a mark between them, or digits in a row; then a fraction.
_DIGITS = r"(?:\d{1,3}(?:[ \u00a0\u202f'’.,]\d{3}){1,5}(?!\d)(?:[.,]\d{1,3})?|\d++(?:[.,]\d{1,3})?)"
_MONEY = re.compile(
    rf"(?P<before>{_CURRENCY})\s?(?P<first>{_DIGITS})"
    rf"|(?<!\d)(?P<second>{_DIGITS})(?:,[-–—]+|\.[-–—]+)?\s?-?(?P<after>{_CURRENCY})",
    re.IGNORECASE,
)
_SPELT = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
    r"forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|zero|"
    r"ein(?:en|em)?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|\w*zehn|\w*zig|"
    r"\w*hundert|\w*tausend|null|"
    r"un|une|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|"
    r"quarante|cinquante|soixante|cent|mille|zéro)[\s-]+"
    r"(?:euros?|dollars?|pounds?|pfund|livres|franken|francs?|cents?|pence|centimes?)\b",
    re.IGNORECASE,
)
_PER_CENT = re.compile(
    r"(\d+(?:[.,]\d+)?)\s?(?:%|percent\b|per cent\b|prozent\b|pour cent\b)", re.I
)
_REDUCED = re.compile(
    r"\b(?:off|discount\w*|reduc\w*|cheaper|save|saving|voucher\w*|coupon\w*|"
    r"rabatt\w*|nachlass|günstiger|billiger|sparen|sparst|gutschein\w*|ermäßig\w*|reduzier\w*|"
    r"réduc\w*|rédui\w*|remise\w*|rabais|moins cher\w*|bon d'achat|économis\w*|promo\w*)\b",
    re.IGNORECASE,
)

_UNIT = (
    r"(?:[cmk]?m|[mk]?g|[mcd]?l|%|x|v|w|kw|wh|mah|inch(?:es)?|zoll|pouces?|stars?|sternen?|étoiles?|"
    r"of|von|sur|h|hours?|uhr|am|pm|min\w*|days?|tagen?|jours?|weeks?|pieces?|stück|pièces?)\b"
)
_PRICED = re.compile(
    r"\b(?:costs?|cost|pric\w*|pay(?:s|ing)?|sells?|sold|worth|reduced|total|kost\w*|\w*preis\w*|"
    r"bezahl\w*|zahl\w*|gesamt\w*|summe|coût\w*|prix|vaut|pay(?:er|ez|é)|vend\w*)\b",
    re.IGNORECASE,
)
_DECIMAL = re.compile(rf"(?<![\d.,:/-])\d+[.,]\d{{2}}(?![\d:/]|[.,]\d|\s?{_UNIT})", re.IGNORECASE)
_NEXT = re.compile(
    r"\b(?:costs?|priced?|kostet|kosten|preis|coûte(?:nt)?|prix)\b[\s:=]*"
    r"(?:(?:is|are|was|only|just|now|at|about|today|ist|nur|jetzt|noch|etwa|heute|von|beträgt|est|"
    rf"de|seulement|maintenant|désormais)[\s:=]+){{0,3}}(\d+(?:[.,]\d+)?)(?![\d:/]|\s?{_UNIT})",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"\b(?:for|für|pour|um)\s+(?:(?:only|just|nur|seulement)\s+)?(\d+[.,]\d{2})"
    rf"(?![\d:/]|[.,]\d|\s?{_UNIT})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """So much of a currency: its ISO code; ``$``, ``KR``, ``cent`` where a word names several."""

    value: Decimal
    currency: str


def amounts_in(text: str) -> list[Amount]:
    """Amounts written in digits, in the order of the text."""
    found = []
    for match in _MONEY.finditer(text):
        digits = match["first"] or match["second"]
        found.append(Amount(_value(digits), _currency(match["before"] or match["after"])))
    return found


def has_spelt_amount(text: str) -> bool:
    """Whether an amount is written in words ("nine euros")."""
    return _SPELT.search(text) is not None


def bare_prices_in(text: str) -> list[Decimal]:
    """Numbers that a sentence speaks of as a price without a currency ("costs 0.01")."""
    found = [match[1] for pattern in (_NEXT, _FOR) for match in pattern.finditer(text)]
    if _PRICED.search(text):
        found += decimals_in(text)
    return [_value(number) for number in found]


def decimals_in(text: str) -> list[str]:
    """Numbers with two digits after a point or comma and no unit of measure, as written."""
    return [match[0] for match in _DECIMAL.finditer(text)]


def numbers_told(text: str) -> set[Decimal]:
    """Values that a text tells as an amount or as a number with two decimals."""
    return {amount.value for amount in amounts_in(text)} | {
        _value(number) for number in decimals_in(text)
    }


def reductions_in(text: str) -> list[Decimal]:
    """Percentages of a sentence that speaks of a price being reduced."""
    return shares_in(text) if _REDUCED.search(text) else []


def shares_in(text: str) -> list[Decimal]:
    """Percentages, in the order of the text."""
    return [_value(match[1]) for match in _PER_CENT.finditer(text)]


def _currency(written: str) -> str:
    text = written.lower()
    if text in _SYMBOLS:
        return _SYMBOLS[text]
    for name, words in _WORDS.items():
        if re.fullmatch(words, text):
            return name
    return _FAMILIES.get(text.upper(), text.upper())


def _value(digits: str) -> Decimal:
    """The number: a last group of other than three digits after a point or comma is a fraction."""
    text = re.sub(r"[ \u00a0\u202f'’]", "", digits)
    whole, mark, last = _parted(text)
    if mark and len(last) == 3 and text.count(mark) >= 1 and not _has_both(text):
        return Decimal(re.sub(r"[.,]", "", text))
    return Decimal(f"{re.sub(r'[.,]', '', whole) or 0}.{last or 0}")


def _parted(text: str) -> tuple[str, str, str]:
    at = max(text.rfind("."), text.rfind(","))
    return (text[:at], text[at], text[at + 1 :]) if at >= 0 else (text, "", "")


def _has_both(text: str) -> bool:
    return "." in text and "," in text
