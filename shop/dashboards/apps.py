from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "shop.dashboards"
    label = "dashboards"

    def ready(self) -> None:
        import shop.dashboards.jobs
        import shop.dashboards.pages  # noqa: F401  (each module registers its page)
        from foundation.registries import PersonalData, privacy
        from notifications.attachments import attachments
        from notifications.kinds import MailKind
        from shop.dashboards.privacy import erase_views, export_views
        from shop.dashboards.reports import report_file

        attachments.register(MailKind.DASHBOARD_REPORT, report_file)
        privacy.register("dashboards", PersonalData(export=export_views, erase=erase_views))
