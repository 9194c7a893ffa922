from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    name = "experiments"

    def ready(self) -> None:
        import experiments.jobs  # noqa: F401  (registers the job's handler)
