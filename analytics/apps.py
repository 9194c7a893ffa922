from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalyticsConfig(AppConfig):
    name = "analytics"
    verbose_name = _("Markets and customers")

    def ready(self) -> None:
        import analytics.markets.jobs  # noqa: F401  (registers the job's handler)
        from analytics import data_checks
        from analytics.markets.serving import NAME
        from analytics.markets.training import train_sentiment
        from mlops.training import trainers

        trainers.register(NAME, train_sentiment)
        data_checks.register()
        self._register_foretelling()
        self._register_rollups()
        self._register_customers()
        self._register_journeys()
        self._register_returns()

    def _register_customers(self) -> None:
        import analytics.customers.jobs
        import analytics.first_look  # noqa: F401  (registers the jobs' handlers)
        from analytics.customers import clustering, features, privacy, regrouping
        from mlops.training import trainers

        trainers.register(clustering.NAME, regrouping.train)
        features.register()
        privacy.register()

    def _register_journeys(self) -> None:
        import analytics.journeys.jobs  # noqa: F401  (registers the job's handler)
        from analytics.journeys.foresight.serving import NAME
        from analytics.journeys.foresight.training import train_next_steps
        from mlops.training import trainers

        trainers.register(NAME, train_next_steps)

    def _register_rollups(self) -> None:
        from analytics.rollups import jobs

        jobs.subscribe_all()

    def _register_foretelling(self) -> None:
        import analytics.customers.learning_jobs  # noqa: F401  (registers the jobs' handlers)
        from analytics.customers.serving import CHURN, VALUE
        from analytics.customers.training import train_churn, train_value
        from mlops.training import trainers

        trainers.register(CHURN, train_churn)
        trainers.register(VALUE, train_value)

    def _register_returns(self) -> None:
        from analytics.automation import counting
        from analytics.returns.experiments import lists_that_learn
        from analytics.returns.price_tests import tested_prices
        from analytics.returns.sources import Work, return_sources

        return_sources.register(Work.RECOMMENDATIONS, lists_that_learn)
        return_sources.register(Work.PRICES, tested_prices)
        counting.register()
        import_module("analytics.mail.days")  # registers its job
        import_module("analytics.operations.days")
