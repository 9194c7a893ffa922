from importlib import import_module

from django.apps import AppConfig


class PricingConfig(AppConfig):
    name = "pricing"

    def ready(self) -> None:
        from events.outbox import subscribe
        from pricing import data_checks, privacy
        from pricing.services.bundles import follow_parts

        import_module("pricing.planned_promotions")  # registers its job
        import_module("pricing.promotion_effects.jobs")
        import_module("pricing.competition.feeds")
        import_module("pricing.wholesale.jobs")
        import_module("pricing.price_tests.jobs")
        import_module("pricing.repricing.due")
        import_module("pricing.repricing.jobs")
        import_module("pricing.jobs")  # and those of the elasticities
        subscribe("product.changed", "bundles", follow_parts)
        self._register_trainer()
        privacy.register()
        data_checks.register()

    def _register_trainer(self) -> None:
        from mlops.training import trainers
        from pricing.serving import NAME
        from pricing.training import train_elasticity

        trainers.register(NAME, train_elasticity)
