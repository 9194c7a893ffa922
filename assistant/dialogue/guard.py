"""What no answer may say, whichever engine wrote it.

An answer is judged sentence by sentence: one that leads off the shop, tells an amount that no
tool told, names an order that is not the asker's or claims to have done what only a click of the
owner does, is left out whole. Parts that are drawn keep only what is the shop's and the asker's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from assistant import ownership
from assistant.algorithms import amounts, contacts
from assistant.algorithms.sentences import sentences
from assistant.models.conversations import LONGEST_ANSWER
from assistant.replies import (
    Block,
    Choices,
    Comparison,
    Links,
    Offer,
    Orders,
    Products,
    Reply,
    Said,
)
from assistant.tools.base import Situation
from assistant.tools.facts import told_money, told_values

_PATH = re.compile(r"/(?![/\\])[^\s\\<>\"']*")
_ORDER = re.compile(r"\b(?:order|bestell|auftrag|commande)", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.,/-])(\d{5,9})(?![\w/-]|[.,]\d)")
_CODE = re.compile(
    r"\b(?:code|voucher|coupon|gutschein\w*|rabattcode|bon)\b\W{1,4}(?:is\W+|lautet\W+|est\W+)?"
    r"(?P<code>(?=[A-Z0-9_-]*[A-Z])[A-Z0-9][A-Z0-9_-]{3,})(?!\w)"
)
_CODE_WORD = re.compile(r"(?i:\b(?:code|voucher|coupon|gutschein\w*|bon)\b)")
# Nothing of this does the assistant ever do by itself.
_CLAIM = re.compile(
    r"\bI(?:'ve|’ve| have)(?: now| just| already| successfully)? (?:cancel|refund|order|purchas|"
    r"bought|chang|updat|reduc|lower|appl|delet|book|transfer|paid|pay)"
    r"|\bI (?:just |now )?(?:cancelled|canceled|refunded|purchased|bought|changed|reduced)\b"
    r"|\bich habe\b[^.!?\n]{0,80}\b(?:storniert|erstattet|bestellt|gekauft|geändert|gesenkt|"
    r"reduziert|gelöscht|überwiesen|bezahlt|abgeschickt)\b"
    r"|\bj['’]ai (?:bien |déjà )?(?:annulé|remboursé|commandé|acheté|modifié|changé|réduit|baissé|"
    r"supprimé|payé|viré)",
    re.IGNORECASE,
)

SHORTEST_SECRET = 8
_KEYS = (
    "SECRET_KEY", "LLM_API_KEY", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET",
    "MAIL_WEBHOOK_SECRET", "VAPID_PRIVATE_KEY", "EMAIL_HOST_PASSWORD",
)  # fmt: skip

Facts = Mapping[str, Any] | Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Guard:
    """The judge of one answer: who asks, and what tools told for it."""

    situation: Situation
    facts: Facts

    def kept(self, text: str) -> str:
        """The sentences of a text that may be said."""
        plain = contacts.cleaned(text)[:LONGEST_ANSWER]
        return "".join(piece for piece in sentences(plain) if self.may_say(piece)).strip()

    def may_say(self, sentence: str) -> bool:
        """Whether a sentence leads nowhere else and tells nothing that no tool told."""
        text = contacts.as_read(sentence)
        return not (
            self.leads_away(text)
            or self._tells_untold_money(text)
            or self._tells_untold_code(text)
            or self._names_foreign_order(text)
            or self._tells_secret(text)
            or _CLAIM.search(text)
        )

    def leads_away(self, text: str) -> bool:
        """Whether it holds a web address, mail, telephone or account that is not the shop's."""
        return bool(
            contacts.foreign_hosts(text, own_hosts=_own_hosts())
            or contacts.foreign_mails(text, own_mails=self._own_mails)
            or contacts.foreign_phones(text, own_numbers=self._told_numbers)
            or contacts.account_numbers(text, own_numbers=self._told_numbers)
        )

    def block(self, block: Block) -> Block | None:
        """The part with what may be drawn of it; None where nothing is left."""
        match block:
            case Said():
                text = self.kept(block.text)
                return Said(text) if text else None
            case Products():
                return replace(block, path=block.path if is_own_path(block.path) else "")
            case Comparison():
                return replace(block, rows=tuple(self._rows(block)))
            case Choices():
                options = tuple(o for o in block.options if all(map(self._is_clean, o)))
                return Choices(options) if options else None
            case Links():
                links = tuple(
                    link for link in block.links if is_own_path(link[1]) and self._is_clean(link[0])
                )
                return Links(links) if links else None
            case Orders() | Offer():
                return self._own(block)
        return block

    def _own(self, block: Orders | Offer) -> Block | None:
        if isinstance(block, Offer):
            offers = self.situation.conversation.proposals.filter(public_id=block.public_id)
            return block if offers.exists() else None
        owned = set(
            ownership.orders_of(self.situation.asker)
            .filter(public_id__in=block.public_ids)
            .values_list("public_id", flat=True)
        )
        kept = tuple(public_id for public_id in block.public_ids if public_id in owned)
        return Orders(kept) if kept else None

    def _rows(self, block: Comparison) -> Iterator[tuple[str, tuple[str, ...]]]:
        for trait, texts in block.rows:
            if self._is_clean(trait):
                yield trait, tuple(text if self._is_clean(text) else "–" for text in texts)

    def _is_clean(self, text: str) -> bool:
        return contacts.cleaned(text) == text and not self.leads_away(contacts.as_read(text))

    def _tells_untold_money(self, text: str) -> bool:
        told = self._told_amounts
        return (
            any(amount not in told for amount in amounts.amounts_in(text))
            or any(price not in self._told_prices for price in amounts.bare_prices_in(text))
            or any(share not in self._told_shares for share in amounts.reductions_in(text))
            or (amounts.has_spelt_amount(text) and text.strip() not in self._told_text)
        )

    def _tells_untold_code(self, text: str) -> bool:
        if not _CODE_WORD.search(text):
            return False
        codes = (match["code"] for match in _CODE.finditer(text))
        return any(contacts.digits_of(code) not in self._told_numbers for code in codes)

    def _names_foreign_order(self, text: str) -> bool:
        if not _ORDER.search(text):
            return False
        asker = self.situation.asker
        return any(
            number not in self._told_numbers and ownership.order_by_number(asker, number) is None
            for number in _NUMBER.findall(text)
        )

    def _tells_secret(self, text: str) -> bool:
        said = contacts.digits_of(text)
        return any(secret in said for secret in self._secrets)

    @cached_property
    def _secrets(self) -> frozenset[str]:
        """Keys of the shop, and what opens this talk, its cart and its orders."""
        asker = self.situation.asker
        keys = (getattr(settings, name, "") for name in _KEYS)
        passwords = (database.get("PASSWORD") for database in settings.DATABASES.values())
        tokens = (self.situation.conversation.token, asker.cart_token, *asker.order_tokens)
        plain = (contacts.digits_of(secret) for secret in (*keys, *passwords, *tokens) if secret)
        return frozenset(secret for secret in plain if len(secret) >= SHORTEST_SECRET)

    @cached_property
    def _values(self) -> tuple[str, ...]:
        return tuple(told_values(self.facts))

    @cached_property
    def _told_text(self) -> str:
        return "\n".join(self._values)

    @cached_property
    def _told_amounts(self) -> frozenset[amounts.Amount]:
        texts = (*self._values, *told_money(self.facts))
        return frozenset(amount for text in texts for amount in amounts.amounts_in(text))

    @cached_property
    def _told_prices(self) -> frozenset[Decimal]:
        told = {number for value in self._values for number in amounts.numbers_told(value)}
        return frozenset(told | {amount.value for amount in self._told_amounts})

    @cached_property
    def _told_shares(self) -> frozenset[Decimal]:
        return frozenset(share for text in self._values for share in amounts.shares_in(text))

    @cached_property
    def _told_numbers(self) -> frozenset[str]:
        own = contacts.account_numbers(settings.SHOP_BANK, own_numbers=())
        return frozenset(contacts.digits_of(value) for value in (*self._values, *own))

    @cached_property
    def _own_mails(self) -> frozenset[str]:
        customer = self.situation.asker.customer
        own = (
            settings.SHOP_EMAIL,
            self.situation.conversation.email,
            customer.email if customer is not None else "",
            customer.user.email if customer is not None and customer.user else "",
        )
        return frozenset(mail.lower() for mail in own if mail)


def guarded(reply: Reply, *, situation: Situation, facts: Facts) -> Reply:
    """The answer without what may not be said or drawn.

    Args:
        facts: of all the tools that were used for it. An amount of money that stands in none of
            them is not said.
    """
    guard = Guard(situation, facts)
    kept = tuple(part for block in reply.blocks if (part := guard.block(block)) is not None)
    if reply.blocks and not kept:
        with translation.override(situation.language):
            kept = (Said(_("I cannot tell you anything reliable about that here.")),)
    return replace(reply, blocks=kept)


def is_own_path(path: str) -> bool:
    """Whether a link leads to a page of this shop: one slash, then no host."""
    return not path or _PATH.fullmatch(path) is not None


def _own_hosts() -> frozenset[str]:
    host = urlsplit(settings.SHOP_BASE_URL).hostname
    return frozenset({host.lower()} if host else ())
