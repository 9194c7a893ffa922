from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"

    def ready(self) -> None:
        from catalog import data_checks, privacy
        from catalog.selectors import product_keys
        from events.sink.products import finders

        privacy.register()
        data_checks.register()
        finders.register("catalog", product_keys)
