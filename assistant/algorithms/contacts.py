"""Addresses in prose by which somebody could be led away: web, mail, telephone, account numbers.

Text is judged as a reader sees it: compatibility forms folded (NFKC), what has no width left out.
A bare name of a host counts where it ends in a top-level domain, also written "evil [dot] com".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from urllib.parse import urlsplit

# Controls, what has no width, marks that turn the direction of writing, tags, variation selectors.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_MARKUP = re.compile(r"</?[a-zA-Z!][^<>]*>?")
_LINK = re.compile(r"!?\[([^\]\n]{0,200})\]\s?(?:\([^)\n]*\)|\[[^\]\n]*\])")

_SCHEME = re.compile(
    r"\b(?:(?:https?|hxxps?|ftps?|wss?|file|tg|whatsapp|intent)\s?:\s?[/\\]{1,}[^\s<>\"]*"
    r"|(?:mailto|javascript|data|tel|sms|vbscript|blob)\s?:\s?[^\s,;<>\"]+)"
    r"|(?<![\w:/.])(?://|\\\\)[\w.-]+\.\w[^\s<>\"]*",
    re.IGNORECASE,
)
_GENERIC = (
    "com|net|org|info|biz|shop|store|online|site|xyz|top|app|dev|cloud|club|live|link|page|click|"
    "icu|vip|buzz|space|website|tech|pro|name|mobi|blog|news|email|support|help|sale|gift|money|"
    "finance|bank|market|deals|discount|promo|example|test|invalid|onion|local|gov|edu|int|zip|mov"
)
_COUNTRIES = (
    "ac|ad|ae|ai|am|ar|at|au|be|bg|br|by|ca|cc|ch|ci|cl|cm|cn|co|cy|cz|de|dk|ee|es|eu|fi|fm|fr|gg|"
    "gl|gr|hk|hr|hu|id|ie|il|im|in|io|ir|is|it|jp|kr|kz|la|li|lt|lu|lv|ly|ma|md|me|mk|ms|mx|my|ng|"
    "nl|no|nu|nz|pe|ph|pl|pm|pt|re|ro|rs|ru|se|sg|sh|si|sk|so|st|su|tf|th|tk|tn|to|tr|tt|tv|tw|ua|"
    "ug|uk|us|uy|vc|vn|ws|za|ga|gq|ml|cf|pw"
)
_DOT = r"(?:[.。．｡․]|\s?[\[({<]\s?(?:\.|dot|punkt|point)\s?[\])}>]\s?)"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
# "blue.It" is a missing space, "blue.it" is a host: a country's letters count in one case only.
_HOST = re.compile(
    rf"(?<![\w@.-])(?P<host>(?:{_LABEL}{_DOT})+(?:(?i:{_GENERIC})|(?:{_COUNTRIES})"
    rf"|(?:{_COUNTRIES.upper()})|xn--[\w-]+))(?![\w-])(?!\.\w)(?P<path>[:/?#][^\s<>\"]*)?"
)
_SPOKEN = re.compile(
    rf"(?<![\w-])[\w-]{{2,}}+(?:\s+dot\s+(?:{_GENERIC})|\s+punkt\s+(?:com|de|net|org|info|shop)"
    r"|\s+point\s+(?:com|fr|net|org|info))\b",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)(?:[:/]\S*)?")
_MAIL = re.compile(
    r"(?<![\w.!#$%&'*+/=?^`{|}~-])[\w.!#$%&'*+/=?^`{|}~-]++\s?"
    r"(?:@|[\[({<]\s?(?:at|@|arobase)\s?[\])}>])\s?[\w-]+(?:\.[\w-]+|\s\.\s?[\w-]+)*",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@])@[A-Za-z_][\w.]{2,}")
_DATE = re.compile(
    r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\s?\d{1,2}[./]\s?(?:\d{4}|\d{2})?\b|\b\d{1,2}:\d{2}\b"
)
_NUMBER = r"\d(?:[\s().\u2010-\u2015/-]{0,3}\d){6,14}"
_PHONE = re.compile(
    rf"(?<![\w.,])(?:\+\s?|00|\(0|\(\+|0(?=[\d\s/-]))\s?\(?{_NUMBER}(?!\w)"
    r"|(?<![\w.-])\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}(?![\w.-]*\d)"
)
_CALL = re.compile(
    r"\b(?:call|hotline|whats-?app|telegram|sms|fax|tel|dial|(?:phone|ring|text)\s(?:us|me|on|at|up)|"
    r"rufen?|anrufen?|telefon\w*|wählen?|appele[rz]|téléphone\w*|composez|joign\w*)\b"
    rf"[^\n]{{0,60}}?(?P<number>{_NUMBER})",
    re.IGNORECASE,
)
_CARD = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
_SECRET = re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{24,}(?![\w-])")


def cleaned(text: str) -> str:
    """The text without what is not seen and without markup; the words of a link stay."""
    plain = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    while (bare := _MARKUP.sub("", _LINK.sub(r"\1", plain))) != plain:
        plain = bare
    return plain


def as_read(text: str) -> str:
    """Cleaned text with one form of each letter (NFKC): what the other functions judge."""
    return unicodedata.normalize("NFKC", cleaned(text))


def foreign_hosts(text: str, *, own_hosts: Collection[str]) -> list[str]:
    """Web addresses of other hosts, as they are written."""
    found = []
    rest = text
    for match in _SCHEME.finditer(text):
        rest = rest.replace(match[0], " ")
        if _host(match[0]) not in own_hosts:
            found.append(match[0])
    rest = _MAIL.sub(" ", rest)
    for match in _HOST.finditer(rest):
        if _plain(match["host"]) not in own_hosts:
            found.append(match[0])
    found += [match[0] for match in _SPOKEN.finditer(rest)]
    hosts = (match[0] for match in _NUMERIC.finditer(rest))
    return found + [host for host in hosts if re.split("[:/]", host)[0] not in own_hosts]


def foreign_mails(text: str, *, own_mails: Collection[str]) -> list[str]:
    """E-mail addresses and handles (@name) other than one's own, as they are written."""
    found = [match[0] for match in _MAIL.finditer(text)]
    foreign = [mail for mail in found if _plain(mail).strip(".").lower() not in own_mails]
    return foreign + [match[0] for match in _HANDLE.finditer(_MAIL.sub(" ", text))]


def foreign_phones(text: str, *, own_numbers: Collection[str]) -> list[str]:
    """Telephone numbers, except where all their digits are one of ``own_numbers``."""
    undated = _DATE.sub(" ", text)
    found = [match[0] for match in _PHONE.finditer(undated)]
    found += [match["number"] for match in _CALL.finditer(undated)]
    return [number for number in found if digits_of(number) not in own_numbers]


def account_numbers(text: str, *, own_numbers: Collection[str]) -> list[str]:
    """Numbers of cards (Luhn) and bank accounts (ISO 13616), and what looks like a token."""
    found = [match[0] for match in _CARD.finditer(text) if _is_card(digits_of(match[0]))]
    found += [match[0] for match in _IBAN.finditer(text) if _is_iban(match[0].replace(" ", ""))]
    found += [match[0] for match in _SECRET.finditer(text)]
    return [number for number in found if digits_of(number) not in own_numbers]


def digits_of(text: str) -> str:
    """Letters and digits alone, in lower case: a number however it is set."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _plain(written: str) -> str:
    dotted = re.sub(_DOT, ".", written, flags=re.IGNORECASE)
    at = re.sub(r"\s?[\[({<]\s?(?:at|@|arobase)\s?[\])}>]\s?", "@", dotted, flags=re.IGNORECASE)
    return re.sub(r"\s", "", at).lower()


def _host(address: str) -> str:
    try:
        return (urlsplit(re.sub(r"\s", "", address.replace("\\", "/"))).hostname or "").lower()
    except ValueError:
        return ""


def _is_card(digits: str) -> bool:
    """Luhn's check (ISO/IEC 7812-1)."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(digits[::-1])]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _is_iban(text: str) -> bool:
    """The remainder of ISO 13616."""
    return int("".join(str(int(letter, 36)) for letter in text[4:] + text[:4])) % 97 == 1
