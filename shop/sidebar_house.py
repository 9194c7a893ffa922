"""Groups of the admin's sidebar about what runs the shop: models, connections, staff."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shop.sidebar_links import Group, group, link


def learning() -> Group:
    return group(
        _("Learning"),
        link(_("Recommendation rules"), "tune", "recommendations_recommendationrule_changelist"),
        link(_("Surfaces"), "view_carousel", "recommendations_surfacesettings_changelist"),
        link(_("Models"), "model_training", "mlops_modelversion_changelist"),
        link(_("Drift"), "ssid_chart", "mlops_driftreport_changelist"),
        link(_("Experiments"), "science", "experiments_experiment_changelist"),
        link(_("Bandits"), "casino", "experiments_bandit_changelist"),
    )


def connections() -> Group:
    """What leads out of the shop, and what runs and is kept behind it."""
    return group(
        _("Connections"),
        link(_("API tokens"), "key", "accounts_apitoken_changelist"),
        link(_("Webhooks"), "webhook", "events_webhookendpoint_changelist"),
        link(_("Webhook deliveries"), "send", "events_webhookdelivery_changelist"),
        link(_("Outbox"), "outbox", "events_outboxmessage_changelist"),
        link(_("Dead letters"), "mark_email_unread", "events_deadletter_changelist"),
        link(_("Jobs"), "schedule", "events_job_changelist"),
        link(_("Event log"), "timeline", "events_event_changelist"),
        link(_("Archived days"), "inventory_2", "events_archivedday_changelist"),
    )


def shop() -> Group:
    return group(
        _("Shop"),
        link(_("Staff and logins"), "badge", "accounts_user_changelist"),
        link(_("Groups"), "groups", "auth_group_changelist"),
        link(_("Audit trail"), "history_edu", "events_auditentry_changelist"),
        link(_("Views of lists"), "bookmarks", "bulk_listview_changelist"),
    )
