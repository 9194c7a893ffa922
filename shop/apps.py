from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "shop"

    def ready(self) -> None:
        import shop.checks
        import shop.jobs
        import shop.rewards.jobs
        import shop.rewards.past  # noqa: F401
        from foundation.registries import PersonalData, privacy
        from shop.api.privacy import erase_answers, export_answers
        from shop.market_sources import register_sources

        register_sources()
        answers = PersonalData(export=export_answers, erase=erase_answers)
        privacy.register("kept answers", answers)
        from shop.doors.wiring import open_doors

        open_doors()
        from shop.rewards.wiring import connect

        connect()
        from shop.webhooks.wiring import connect_webhooks

        connect_webhooks()
