from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "recommendations"

    def ready(self) -> None:
        from mlops.training import trainers
        from recommendations.training import NAME, train_recommendations

        trainers.register(NAME, train_recommendations)
