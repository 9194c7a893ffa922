from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "shop.dashboards"
    label = "dashboards"

    def ready(self) -> None:
        import shop.dashboards.pages  # noqa: F401  (each module registers its page)
