"""What is learned again and when: each period makes one job, however often the beat fires.

The beat only says "now"; the job's key names the period, so that two beats, a beat that fires
late or a message delivered twice make the same job once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from celery.schedules import crontab

from foundation import clock

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PeriodicJob:
    """A job of the ledger (``events.jobs``) that is due once in every ``period``.

    ``when`` is the beat's clock. A period is a business day of the shop, or a part of an hour.
    """

    name: str
    when: crontab
    period: timedelta

    def key(self, at: datetime) -> str:
        """The ledger's key of the period in which ``at`` lies."""
        if self.period == DAY:
            return f"{self.name}@{clock.business_day(at)}"
        begin = at.timestamp() // self.period.total_seconds() * self.period.total_seconds()
        return f"{self.name}@{datetime.fromtimestamp(begin, UTC):%Y-%m-%dT%H:%MZ}"


_JOBS = (
    PeriodicJob("events.daily_demand", crontab(), timedelta(minutes=1)),
    PeriodicJob("events.minutes", crontab(), timedelta(minutes=1)),
    PeriodicJob("analytics.days", crontab(minute="*/2"), timedelta(minutes=2)),
    # The last weeks anew; then the files of the days that are over, and the end of the oldest.
    PeriodicJob("analytics.days_nightly", crontab(hour="1", minute="0"), DAY),
    PeriodicJob("analytics.archive", crontab(hour="1", minute="15"), DAY),
    PeriodicJob("storefront.popularity", crontab(minute="*/10"), timedelta(minutes=10)),
    PeriodicJob("experiments.bandits", crontab(minute="5-55/10"), timedelta(minutes=10)),
    PeriodicJob("experiments.measure", crontab(minute="*/10"), timedelta(minutes=10)),
    PeriodicJob("recommendations.facts", crontab(minute="2-52/10"), timedelta(minutes=10)),
    PeriodicJob("search.analytics", crontab(minute="25"), timedelta(hours=1)),
    PeriodicJob("search.signals", crontab(minute="40"), timedelta(hours=1)),
    PeriodicJob("search.refresh", crontab(minute="4-54/10"), timedelta(minutes=10)),
    PeriodicJob("search.rebuild", crontab(hour="3", minute="10"), DAY),
    PeriodicJob("search.pictures", crontab(hour="3", minute="25"), DAY),
    PeriodicJob("search.sentences", crontab(hour="3", minute="45"), DAY),
    PeriodicJob("inventory.snapshot", crontab(hour="0", minute="20"), DAY),
    # At midnight a test changes its prices: the days are counted from there.
    PeriodicJob("pricing.price_tests", crontab(minute="*/5"), timedelta(minutes=5)),
    PeriodicJob("pricing.planned_promotions", crontab(hour="0", minute="30"), DAY),
    PeriodicJob("pricing.promotion_effects", crontab(hour="3", minute="30"), DAY),
    # What staff gave a moment is changed in its minute; what policies may change alone soon after
    # it was proposed.
    PeriodicJob("pricing.apply_due", crontab(), timedelta(minutes=1)),
    PeriodicJob("pricing.apply_alone", crontab(minute="7-57/10"), timedelta(minutes=10)),
    PeriodicJob("pricing.effects", crontab(hour="5", minute="0"), DAY),
    # Prices of competitors before the night's proposals; goods may have come that they are of.
    PeriodicJob("pricing.competitor_feeds", crontab(minute="15"), timedelta(hours=1)),
    PeriodicJob("pricing.wholesale", crontab(hour="5", minute="0", day_of_week="mon"), DAY),
    PeriodicJob("pricing.competitor_matches", crontab(hour="0", minute="45"), DAY),
    # After the forecasts and, on Sundays, the elasticities; before anybody is at work.
    PeriodicJob("pricing.suggest", crontab(hour="4", minute="15"), DAY),
    PeriodicJob("orders.gift_cards", crontab(minute="12"), timedelta(hours=1)),
    PeriodicJob("orders.quotes", crontab(minute="*/10"), timedelta(minutes=10)),
    PeriodicJob("orders.subscriptions", crontab(minute="6-56/10"), timedelta(minutes=10)),
    PeriodicJob("orders.pick_ups", crontab(hour="9", minute="10"), DAY),
    PeriodicJob("orders.approvals", crontab(minute="4-59/10"), timedelta(minutes=10)),
    # Pictures that were put off; files that nobody applied.
    PeriodicJob("exchange.pictures", crontab(minute="9-59/10"), timedelta(minutes=10)),
    PeriodicJob("exchange.sweep", crontab(hour="2", minute="40"), DAY),
    PeriodicJob("bulk.sweep", crontab(hour="2", minute="42"), DAY),
    PeriodicJob("feeds.write_all", crontab(minute="28"), timedelta(hours=1)),
    # What is sold here is soon not offered there.
    PeriodicJob("marketplaces.write_all", crontab(minute="6-56/10"), timedelta(minutes=10)),
    PeriodicJob("marketplaces.sweep", crontab(hour="2", minute="50"), DAY),
    PeriodicJob("orders.journal", crontab(hour="1", minute="45"), DAY),
    PeriodicJob("orders.review_requests", crontab(hour="9", minute="30"), DAY),
    PeriodicJob("recommendations.train", crontab(hour="4", minute="0"), DAY),
    PeriodicJob("search.train", crontab(hour="4", minute="30"), DAY),
    # After the roll-ups of demand and searches; on the first of a month it writes the digest.
    PeriodicJob("analytics.markets", crontab(hour="2", minute="0"), DAY),
    # After the weekly training of what it foretells.
    PeriodicJob("analytics.customers", crontab(hour="3", minute="0"), DAY),
    PeriodicJob("analytics.journeys", crontab(hour="2", minute="20"), DAY),
    # After the roll-ups, the stock-outs and the planned promotions of the night; what to order is
    # planned when it is done.
    PeriodicJob("forecasting.forecast", crontab(hour="1", minute="30"), DAY),
    PeriodicJob("forecasting.train", crontab(hour="2", minute="30", day_of_week="sun"), DAY),
    # Forecasts end with a plan of their own; this one is for a night in which they failed.
    PeriodicJob("forecasting.plan", crontab(hour="6", minute="0"), DAY),
    # Before the week's first proposals: a price that moved has taught something since.
    PeriodicJob("pricing.train", crontab(hour="3", minute="0", day_of_week="sun"), DAY),
    PeriodicJob("recommendations.shadow", crontab(hour="5", minute="30"), DAY),
    # After the night's training: what it was refused, or what a day changed, shows by noon.
    PeriodicJob("recommendations.drift", crontab(hour="12", minute="0"), DAY),
    PeriodicJob("forecasting.drift", crontab(hour="12", minute="30"), DAY),
    PeriodicJob("pricing.drift", crontab(hour="12", minute="45"), DAY),
    # Before the night's profiles, which ask these models; drift after what the night brought.
    PeriodicJob("analytics.customers.train", crontab(hour="2", minute="15"), DAY),
    PeriodicJob("analytics.customers.drift", crontab(hour="13", minute="0"), DAY),
    PeriodicJob("analytics.operations", crontab(minute="50"), timedelta(hours=1)),
    PeriodicJob("analytics.mail", crontab(minute="35"), timedelta(hours=1)),
    PeriodicJob("marketing.push", crontab(), timedelta(minutes=1)),
    PeriodicJob("marketing.inbox_sweep", crontab(hour="0", minute="50"), DAY),
    PeriodicJob("assistant.tidy", crontab(hour="0", minute="55"), DAY),
    # Mailings that begin, and everybody whose turn it is.
    PeriodicJob("marketing.advance", crontab(), timedelta(minutes=1)),
    PeriodicJob("marketing.results", crontab(minute="20"), timedelta(hours=1)),
    # Before the night's forecasts.
    PeriodicJob("marketing.plans", crontab(hour="0", minute="40"), DAY),
    PeriodicJob("marketing.results_nightly", crontab(hour="1", minute="10"), DAY),
    # After the night's profiles; drift after what the night brought.
    PeriodicJob("marketing.uplift", crontab(hour="3", minute="20"), DAY),
    PeriodicJob("marketing.uplift.drift", crontab(hour="13", minute="15"), DAY),
    # After all that the night writes, and before anybody reads it.
    PeriodicJob("dashboards.reports", crontab(hour="6", minute="45"), DAY),
    # Hours at which customers read, of the night's profiles; then those whom flows speak to.
    PeriodicJob("marketing.hours", crontab(hour="3", minute="50"), DAY),
    PeriodicJob("marketing.flows", crontab(minute="3-58/5"), timedelta(minutes=5)),
    # What staff taught the assistant in the week; drift after what the night brought.
    PeriodicJob("assistant.train", crontab(hour="3", minute="40", day_of_week="sun"), DAY),
    PeriodicJob("assistant.drift", crontab(hour="13", minute="30"), DAY),
    # The first model of a shop within the hour of enough attempts; then night by night.
    PeriodicJob("risk.first_training", crontab(minute="55"), timedelta(hours=1)),
    PeriodicJob("risk.train", crontab(hour="3", minute="55"), DAY),
    PeriodicJob("risk.forget", crontab(hour="0", minute="35"), DAY),
    PeriodicJob("risk.drift", crontab(hour="13", minute="45"), DAY),
    # What is held and past its time, and doors that have not heard a decision yet.
    PeriodicJob("risk.held", crontab(), timedelta(minutes=1)),
    PeriodicJob("doors.held", crontab(), timedelta(minutes=1)),
    # What orders earned whose time is over; then what expires, tiers and birthdays.
    PeriodicJob("loyalty.credit", crontab(minute="10"), timedelta(hours=1)),
    PeriodicJob("loyalty.night", crontab(hour="0", minute="25"), DAY),
    PeriodicJob("mlops.quality", crontab(hour="6", minute="30"), DAY),
)
PERIODIC_JOBS = {job.name: job for job in _JOBS}
