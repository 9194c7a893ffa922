"""A customer's visits, as the log tells them of people who agreed to personalisation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts.models import Customer
from events.models import Event
from events.names import Consent, Device, EventName

MOST_EVENTS = 600
LONGEST_VISIT = timedelta(days=1)
MOST_SEARCHES = 3

_COUNTED = (
    (EventName.PRODUCT_VIEWED, ngettext_lazy("%d product looked at", "%d products looked at")),
    (EventName.SEARCH_PERFORMED, ngettext_lazy("%d search", "%d searches")),
    (EventName.CART_ITEM_ADDED, ngettext_lazy("%d time into the cart", "%d times into the cart")),
    (EventName.WISH_ADDED, ngettext_lazy("%d wish", "%d wishes")),
)
_REACHED = (
    (EventName.ORDER_PLACED, gettext_lazy("ordered")),
    (EventName.CHECKOUT_STARTED, gettext_lazy("began a checkout and did not end it")),
)
_MAIL = {
    EventName.MAIL_OPENED: gettext_lazy("Mail opened"),
    EventName.MAIL_CLICKED: gettext_lazy("Link of a mail followed"),
}
_DEVICES = {
    Device.PHONE: gettext_lazy("Visit by phone"),
    Device.TABLET: gettext_lazy("Visit by tablet"),
    Device.DESKTOP: gettext_lazy("Visit by computer"),
}


def may_tell_behaviour(customer: Customer) -> bool:
    """Whether the log names this customer: they agreed to personalisation and are not erased."""
    return bool(customer.consent & Consent.PERSONALISATION) and customer.erased_at is None


@dataclass(slots=True)
class Visit:
    """One session, or one answer to a mail."""

    began: datetime
    device: str = ""
    source: str = ""
    mail: EventName | None = None
    campaign: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    searches: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        if self.mail is not None:
            return str(_MAIL[self.mail])
        where = str(_DEVICES.get(Device(self.device)) or _("Visit"))
        if not self.source:
            return where
        return _("%(visit)s, from %(source)s") % {"visit": where, "source": self.source}

    @property
    def told(self) -> str:
        """What was done in it, in a line."""
        if self.mail is not None:
            return self.campaign
        parts = [str(words % self.counts[name]) for name, words in _COUNTED if self.counts[name]]
        parts += [str(words) for name, words in _REACHED if self.counts[name]][:1]
        searched = ", ".join(f"“{words}”" for words in self.searches[:MOST_SEARCHES])
        return " · ".join([*parts, searched] if searched else parts)


def visits_of(customer: Customer, *, before: datetime, limit: int) -> list[Visit]:
    """The latest visits that began before a moment, newest first; none without consent.

    A visit that began before the moment may go on after it: so a day more is read.
    """
    if not may_tell_behaviour(customer):
        return []
    rows = _rows_of(customer, before + LONGEST_VISIT)
    visits = _visits(reversed(rows))
    if len(rows) == MOST_EVENTS and len(visits) > 1:
        visits = visits[1:]  # the oldest may have begun before what was read
    begun = [visit for visit in visits if visit.began < before]
    return sorted(begun, key=lambda visit: visit.began, reverse=True)[:limit]


def _rows_of(customer: Customer, until: datetime) -> list[dict[str, Any]]:
    browsers = list(customer.visitors.values_list("visitor", flat=True))
    # What a browser did before they logged in; others may have been logged in there, too.
    theirs = Q(customer=customer.pseudonym) | Q(customer__isnull=True, visitor__in=browsers)
    names = [name for name, _words in (*_COUNTED, *_REACHED)]
    events = Event.objects.filter(theirs, name__in=[*names, *_MAIL], occurred_at__lt=until)
    columns = ("id", "name", "occurred_at", "session", "device", "source", "campaign", "payload")
    return list(events.order_by("-occurred_at").values(*columns)[:MOST_EVENTS])


def _visits(rows: Iterable[dict[str, Any]]) -> list[Visit]:
    """By the beginning; ``rows`` from the oldest. Answers to mail stand for themselves."""
    visits: dict[UUID, Visit] = {}
    for row in rows:
        name = EventName(row["name"])
        if name in _MAIL:
            visits[row["id"]] = Visit(row["occurred_at"], mail=name, campaign=row["campaign"])
            continue
        key = row["session"] or row["id"]
        visit = visits.setdefault(key, Visit(row["occurred_at"]))
        visit.device = visit.device or row["device"]
        visit.source = visit.source or row["source"]
        visit.counts[name] += 1
        words = str(row["payload"].get("words", ""))
        if words and words not in visit.searches:
            visit.searches.append(words)
    return list(visits.values())
