from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RiskConfig(AppConfig):
    name = "risk"
    verbose_name = _("Risk")

    def ready(self) -> None:
        self._register_people()
        self._register_reviewing()
        self._register_learning()

    def _register_learning(self) -> None:
        from risk.learning import jobs

        jobs.register()

    def _register_reviewing(self) -> None:
        import risk.reviewing.jobs  # noqa: F401  (registers the job's handler)

    def _register_people(self) -> None:
        import risk.forgetting  # noqa: F401  (registers the job's handler)
        from risk import privacy

        privacy.register()
