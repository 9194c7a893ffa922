"""The mail that the market's shop sent, and who opened it and followed its link, as the log's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from events.context import EventContext
from events.names import Consent, EventName
from events.services import Fact, event_row
from shop.demo.past import Past
from shop.demo.play import PlayedDay
from simulation import MailKind
from simulation.channels import CAMPAIGNS, FIRST_MAIL_CAMPAIGN

SENT_AT = 5 * 3600
"""Second of the day: before the earliest reader is awake."""
LINK_FOLLOWED = timedelta(seconds=25)
SOURCE = "newsletter"


def mail_rows(past: Past, day: PlayedDay) -> Iterator[Any]:
    """Each mail of a day, with what became of it until now, in rows of the log."""
    mail = day.result.mail
    columns = (mail.customer, mail.kind, mail.second, mail.opened, mail.clicked)
    sent = past.moment(day.date, SENT_AT)
    for customer, kind, second, opened, clicked in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        if customer not in past.customers:
            continue
        context = _context(past, customer, MailKind(kind))
        read = past.moment(day.date, second)
        if sent <= past.now:
            yield _row(EventName.MAIL_SENT, sent, context, MailKind(kind))
        if opened and read <= past.now:
            yield _row(EventName.MAIL_OPENED, read, context, MailKind(kind))
        if clicked and read + LINK_FOLLOWED <= past.now:
            yield _row(EventName.MAIL_CLICKED, read + LINK_FOLLOWED, context, MailKind(kind))


def _context(past: Past, customer: int, kind: MailKind) -> EventContext:
    """Whom a mail went to; the log leaves them out where they did not agree to be known."""
    known, campaign = past.customers[customer], CAMPAIGNS[FIRST_MAIL_CAMPAIGN + kind]
    market = past.world.market
    return EventContext(
        customer=known.pseudonym,
        source=SOURCE,
        medium=campaign.medium,
        campaign=campaign.name,
        country=market.countries[int(market.customers.country[customer])],
        consent=Consent(known.consent),
    )


def _row(name: EventName, at: datetime, context: EventContext, kind: MailKind) -> tuple[Any, ...]:
    fact = Fact(name, payload={"mail": kind.name.lower()}, at=at)
    return event_row(fact, context=context)
