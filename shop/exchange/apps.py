from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "shop.exchange"
    label = "exchange"

    def ready(self) -> None:
        import shop.exchange.runs  # noqa: F401  (registers its jobs)
        from foundation.registries import PersonalData, privacy
        from shop.exchange.kinds import register_kinds
        from shop.exchange.privacy import erase_runs, export_runs

        register_kinds()
        privacy.register("exchange", PersonalData(export=export_runs, erase=erase_runs))
