from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        import search.desk_jobs
        import search.jobs
        import search.semantic.jobs
        import search.visual.jobs  # noqa: F401  (registers the jobs' handlers)
        from events.outbox import subscribe
        from mlops.training import trainers
        from search.indexing import rebuild_for_currencies, refresh_changed
        from search.ranking import register_slot
        from search.semantic.indexing import hear_of_changes as hear_of_texts
        from search.semantic.network import is_installed
        from search.serving import NAME
        from search.training import train_search_ranking
        from search.visual.indexing import hear_of_changes

        register_slot()
        trainers.register(NAME, train_search_ranking)

        subscribe("product.changed", "search", refresh_changed)
        subscribe("currency.changed", "search", rebuild_for_currencies)
        subscribe("product.changed", "pictures", hear_of_changes)
        if is_installed():
            subscribe("product.changed", "sentences", hear_of_texts)
