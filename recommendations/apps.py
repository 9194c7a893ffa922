from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "recommendations"

    def ready(self) -> None:
        import recommendations.jobs  # noqa: F401  (registers the job's handler)
        from events.outbox import subscribe
        from mlops.training import trainers
        from recommendations import data_checks
        from recommendations.neighbourhoods import hear_of_changes
        from recommendations.slots import register_slots
        from recommendations.training import NAME, train_recommendations

        trainers.register(NAME, train_recommendations)
        subscribe("product.changed", "recommendations", hear_of_changes)
        register_slots()
        data_checks.register()
