from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssistantConfig(AppConfig):
    name = "assistant"
    verbose_name = _("Assistant")

    def ready(self) -> None:
        """Each ``_register_…`` is of one part; nothing heavy is imported at the top."""
        self._register_desk()
        self._register_service()
        self._register_products()
        self._register_knowledge()
        self._register_understanding()

    def _register_understanding(self) -> None:
        from assistant.understanding import jobs

        jobs.register()

    def _register_knowledge(self) -> None:
        from assistant.tools import knowledge

        knowledge.register()

    def _register_products(self) -> None:
        from assistant.tools import about_product, cart, comparing, products

        products.register()
        comparing.register()
        about_product.register()
        cart.register()

    def _register_service(self) -> None:
        from assistant.proposals import registration
        from assistant.tools import orders, service

        registration.register()
        orders.register()
        service.register()

    def _register_desk(self) -> None:
        import assistant.desk.tidying  # noqa: F401  (registers the job's handler)
        from assistant import privacy
        from assistant.desk import deciding

        privacy.register()
        deciding.register()
