from importlib import import_module

from django.apps import AppConfig


class PricingConfig(AppConfig):
    name = "pricing"

    def ready(self) -> None:
        from pricing import privacy

        import_module("pricing.planned_promotions")  # registers its job
        privacy.register()
