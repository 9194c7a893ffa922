"""The tables behind the pages of journeys, cohorts and attribution, as the night left them.

A day's rows may stand for very few people; those counts are told as "fewer than ten".
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from analytics.models import (
    BasketPair,
    ChannelDay,
    ChannelStep,
    CohortMonth,
    JourneyPath,
    SecondOrderWait,
    StageMonth,
)
from analytics.small_groups import FEWEST, is_shown
from foundation.admin import LedgerAdmin


def count_of_people(people: int) -> str:
    """A count, or that it is too small to be told."""
    return str(people) if is_shown(people) else _("fewer than %(fewest)d") % {"fewest": FEWEST}


class CountedAdmin(LedgerAdmin):
    """Rows that the night writes, newest first; the change page shows only what the list does."""

    list_per_page = 50

    def get_fields(self, request: Any, obj: Any = None) -> list[str]:
        return list(self.list_display)

    def get_readonly_fields(self, request: Any, obj: Any = None) -> list[str]:
        return list(self.list_display)


@admin.register(ChannelDay)
class ChannelDayAdmin(CountedAdmin):
    list_display = ("day", "channel", "journeys_told", "people_told")
    list_filter = ("channel",)
    date_hierarchy = "day"
    ordering = ("-day", "channel")

    @display(description=gettext_lazy("Journeys"), ordering="journeys")
    def journeys_told(self, row: ChannelDay) -> str:
        return count_of_people(row.journeys)

    @display(description=gettext_lazy("People for the first time this month"), ordering="people")
    def people_told(self, row: ChannelDay) -> str:
        return count_of_people(row.people)


@admin.register(ChannelStep)
class ChannelStepAdmin(CountedAdmin):
    list_display = ("day", "origin", "target", "journeys_told")
    list_filter = ("origin", "target")
    date_hierarchy = "day"
    ordering = ("-day", "origin", "target")

    @display(description=gettext_lazy("Journeys"), ordering="journeys")
    def journeys_told(self, row: ChannelStep) -> str:
        return count_of_people(row.journeys)


@admin.register(JourneyPath)
class JourneyPathAdmin(CountedAdmin):
    list_display = ("month", "kind", "path_told", "courses", "people", "orders")
    list_filter = ("kind",)
    date_hierarchy = "month"
    ordering = ("-month", "kind", "-courses")

    @display(description=gettext_lazy("Path"), ordering="path")
    def path_told(self, row: JourneyPath) -> str:
        return row.path or _("all others")


@admin.register(StageMonth)
class StageMonthAdmin(CountedAdmin):
    list_display = ("month", "before", "stage", "people_told")
    list_filter = ("before", "stage")
    date_hierarchy = "month"
    ordering = ("-month", "before", "stage")

    @display(description=gettext_lazy("People"), ordering="people")
    def people_told(self, row: StageMonth) -> str:
        return count_of_people(row.people)


@admin.register(CohortMonth)
class CohortMonthAdmin(CountedAdmin):
    list_display = ("month", "age", "people_told", "active_told")
    date_hierarchy = "month"
    ordering = ("-month", "age")

    @display(description=gettext_lazy("People"), ordering="people")
    def people_told(self, row: CohortMonth) -> str:
        return count_of_people(row.people)

    @display(description=gettext_lazy("Of them ordered"), ordering="active")
    def active_told(self, row: CohortMonth) -> str:
        return str(row.active) if is_shown(row.people) else "–"


@admin.register(SecondOrderWait)
class SecondOrderWaitAdmin(CountedAdmin):
    list_display = ("year", "days", "people_told", "waiting", "low", "high")
    list_filter = ("year",)
    ordering = ("year", "days")

    @display(description=gettext_lazy("Customers"), ordering="people")
    def people_told(self, row: SecondOrderWait) -> str:
        return count_of_people(row.people)


@admin.register(BasketPair)
class BasketPairAdmin(CountedAdmin):
    list_display = (
        "kind", "left_id", "right_id", "both", "people", "lift", "low", "high", "q_value", "until",
    )  # fmt: skip
    list_filter = ("kind",)
    ordering = ("-low", "pk")
