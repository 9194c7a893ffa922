from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "shop.feeds"
    label = "feeds"

    def ready(self) -> None:
        import shop.feeds.runs  # noqa: F401  (registers its jobs)
