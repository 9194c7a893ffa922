from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "shop"

    def ready(self) -> None:
        import shop.checks
        import shop.jobs  # noqa: F401  (registers the jobs' handlers)
