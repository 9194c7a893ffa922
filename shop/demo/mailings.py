"""The mail that the market's shop sent, and who opened it and followed its link, as the log's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from events.context import EventContext
from events.names import Consent, EventName
from events.services import Fact, event_row
from shop.demo.campaigns import DemoCampaigns
from shop.demo.past import Past
from shop.demo.play import PlayedDay
from simulation import MailKind
from simulation.channels import CAMPAIGNS, FIRST_MAIL_CAMPAIGN

LINK_FOLLOWED = timedelta(seconds=25)
SOURCE = "newsletter"


def mail_rows(past: Past, day: PlayedDay, campaigns: DemoCampaigns | None = None) -> Iterator[Any]:
    """Each mail of a day, with what became of it until now, in rows of the log."""
    mail = day.result.mail
    columns = (mail.customer, mail.kind, mail.sent, mail.second, mail.opened, mail.clicked)
    for customer, kind, sent_at, second, opened, clicked in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        if customer not in past.customers:
            continue
        context = _context(past, day, customer, kind)
        payload = _payload(day, campaigns, customer, kind)
        sent, read = past.moment(day.date, sent_at), past.moment(day.date, second)
        if sent <= past.now:
            yield _row(EventName.MAIL_SENT, sent, context, payload)
        if opened and read <= past.now:
            yield _row(EventName.MAIL_OPENED, read, context, payload)
        if clicked and read + LINK_FOLLOWED <= past.now:
            yield _row(EventName.MAIL_CLICKED, read + LINK_FOLLOWED, context, payload)


def _payload(
    day: PlayedDay, campaigns: DemoCampaigns | None, customer: int, kind: int
) -> dict[str, Any]:
    """Of the shop's campaigns as the shop itself writes it, of older letters by their kind."""
    told = day.told.get((kind, customer))
    step = campaigns.step_of(*told) if campaigns and told else None
    if step is None:
        return {"mail": MailKind(kind).name.lower()}
    return {"mail": "campaign", "step": step.pk}


def _context(past: Past, day: PlayedDay, customer: int, kind: int) -> EventContext:
    """Whom a mail went to; the log leaves them out where they did not agree to be known."""
    known, campaign = past.customers[customer], FIRST_MAIL_CAMPAIGN + kind
    market = past.world.market
    return EventContext(
        customer=known.pseudonym,
        source=SOURCE,
        medium=CAMPAIGNS[campaign].medium,
        campaign=day.campaign_name(campaign),
        country=market.countries[int(market.customers.country[customer])],
        consent=Consent(known.consent),
    )


def _row(
    name: EventName, at: datetime, context: EventContext, payload: dict[str, Any]
) -> tuple[Any, ...]:
    return event_row(Fact(name, payload=payload, at=at), context=context)
