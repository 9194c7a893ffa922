from importlib import import_module

from django.apps import AppConfig


class MlopsConfig(AppConfig):
    name = "mlops"

    def ready(self) -> None:
        import_module("mlops.quality.jobs")  # registers its job
        import_module("mlops.quality.log").register()
