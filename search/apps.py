from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        import search.visual.jobs  # noqa: F401  (registers the jobs' handlers)
        from events.outbox import subscribe
        from search.visual.indexing import hear_of_changes

        subscribe("product.changed", "pictures", hear_of_changes)
