from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"

    def ready(self) -> None:
        from catalog import data_checks, privacy

        privacy.register()
        data_checks.register()
