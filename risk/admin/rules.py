"""Staff pages of what staff set themselves: rules, known ones, policies of doors."""

from __future__ import annotations

from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from risk.models import DoorPolicy, KnownMark, Rule, RuleCondition


class ConditionInline(TabularInline):
    model = RuleCondition
    extra = 1
    hide_title = True


@admin.register(Rule)
class RuleAdmin(ModelAdmin):
    list_display = ("name", "door", "outcome", "points", "is_active")
    inlines = (ConditionInline,)


@admin.register(KnownMark)
class KnownMarkAdmin(ModelAdmin):
    list_display = ("shown", "mark", "verdict", "until")


@admin.register(DoorPolicy)
class DoorPolicyAdmin(ModelAdmin):
    list_display = ("door", "mode", "step_up_from", "hold_from", "refuse_from")
