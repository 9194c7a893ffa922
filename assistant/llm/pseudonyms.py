"""What tells a person, hidden from the model: each gets a placeholder that comes back as it was.

Hidden are e-mail addresses, telephone and account numbers, tokens, streets with a number, names
after words that introduce them, and the names and addresses that the shop knows of who asks. What a
shopper says beyond that (a name without any such word) is not noticed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings

from assistant.algorithms import contacts
from assistant.asker import Asker
from assistant.learning.blotting import INTRODUCED, STREET
from assistant.models import Conversation

_PLACEHOLDER = re.compile(r"\[(?:mail|number|name|street)-\d{1,3}\]")
_SHORTEST_NAME = 3


class Pseudonyms:
    """Placeholders of one answer: the same text has the same one."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._placeholders: dict[str, str] = {}
        words = sorted({name for name in names if len(name) >= _SHORTEST_NAME}, key=len)
        self._names = (
            re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, reversed(words)))})(?!\w)", re.I)
            if words
            else None
        )

    def hidden(self, text: str) -> str:
        """The text with placeholders for what tells a person."""
        plain = contacts.cleaned(text)
        for mail in contacts.foreign_mails(plain, own_mails={settings.SHOP_EMAIL.lower()}):
            plain = plain.replace(mail, self._placeholder("mail", mail))
        for number in contacts.account_numbers(plain, own_numbers=()):
            plain = plain.replace(number, self._placeholder("number", number))
        for number in contacts.foreign_phones(plain, own_numbers=()):
            plain = plain.replace(number, self._placeholder("number", number))
        plain = STREET.sub(lambda found: self._placeholder("street", found[0]), plain)
        plain = INTRODUCED.sub(self._introduced, plain)
        if self._names is None:
            return plain
        return self._names.sub(lambda found: self._placeholder("name", found[0]), plain)

    def hidden_in(self, facts: Any) -> Any:
        """Facts with placeholders in every text."""
        if isinstance(facts, Mapping):
            return {str(name): self.hidden_in(value) for name, value in facts.items()}
        if isinstance(facts, list | tuple | set | frozenset):
            return [self.hidden_in(value) for value in facts]
        return self.hidden(facts) if isinstance(facts, str) else facts

    def revealed(self, text: str) -> str:
        """What the model wrote, with what its placeholders stand for."""
        back = {placeholder: hidden for hidden, placeholder in self._placeholders.items()}
        return _PLACEHOLDER.sub(lambda found: back.get(found[0], ""), text)

    def _introduced(self, found: re.Match[str]) -> str:
        named = found[0][len(found["before"]) :]
        return found["before"] + self._placeholder("name", named)

    def _placeholder(self, kind: str, hidden: str) -> str:
        if _PLACEHOLDER.fullmatch(hidden):
            return hidden
        number = len(self._placeholders) + 1
        return self._placeholders.setdefault(hidden, f"[{kind}-{number}]")


def pseudonyms_for(asker: Asker, conversation: Conversation) -> Pseudonyms:
    """Placeholders that know the names and addresses of who asks."""
    names = [conversation.name]
    customer = asker.customer
    if customer is not None:
        names += [
            customer.name,
            *customer.name.split(),
            customer.user.name if customer.user else "",
        ]
        for address in customer.addresses.all():
            names += [address.name, *address.name.split(), address.line1, address.line2]
            names += [address.postcode, address.city, address.phone, address.company]
    return Pseudonyms(name.strip() for name in names)
