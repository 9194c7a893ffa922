from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForecastingConfig(AppConfig):
    name = "forecasting"
    verbose_name = _("Forecasts")

    def ready(self) -> None:
        import forecasting.jobs
        import forecasting.replenishment.comparing
        import forecasting.replenishment.jobs  # noqa: F401  (registers the jobs' handlers)
        from forecasting import data_checks
        from forecasting.serving import NAME
        from forecasting.training import train_forecasting
        from mlops.training import trainers

        trainers.register(NAME, train_forecasting)
        data_checks.register()
