from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "shop.exchange"
    label = "exchange"

    def ready(self) -> None:
        import shop.exchange.runs  # noqa: F401  (registers its jobs)
        from shop.exchange.kinds import register_kinds

        register_kinds()
