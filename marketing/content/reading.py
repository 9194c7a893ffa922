"""Who reads a message, and what may be known of them while it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import pgettext

from accounts.models import Customer
from analytics.models import CustomerProfile
from events.context import EventContext
from events.names import Consent
from marketing.content.goods import Buyer
from marketing.content.links import Links


@dataclass(frozen=True)
class Reader:
    """A customer, or nobody in particular, with all that filling may look at.

    ``about`` is what the enrolment is about; ``code`` and ``until`` are of the offer.
    """

    language: str
    links: Links
    customer: Customer | None = None
    about: dict[str, Any] = field(default_factory=dict)
    code: str = ""
    until: date | None = None

    @property
    def buyer(self) -> Buyer:
        return Buyer(self.language, self.customer)

    @property
    def name(self) -> str:
        """What they are called; a friendly word where no name is known."""
        known = self.customer.name if self.customer else ""
        return known or pgettext("instead of a name", "there")

    @property
    def may_be_known(self) -> bool:
        return self.customer is not None and bool(self.customer.consent & Consent.PERSONALISATION)

    @property
    def context(self) -> EventContext:
        """As recommendations know them: by the pseudonym, and only with their consent."""
        consent = self.customer.consent if self.customer else Consent.NECESSARY
        pseudonym: UUID | None = self.customer.pseudonym if self.customer else None
        return EventContext(customer=pseudonym, consent=consent).minimised()

    @cached_property
    def segment(self) -> str:
        """Their segment; ``""`` where it may not or cannot be known."""
        if not self.may_be_known or self.customer is None:
            return ""
        found = CustomerProfile.objects.filter(pk=self.customer.pk).values_list(
            "segment", flat=True
        )
        return found.first() or ""


def language_of(customer: Customer | None) -> str:
    """The language in which somebody is written to."""
    told = customer.language if customer else ""
    return told if told in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
