from django.apps import AppConfig


class BulkConfig(AppConfig):
    name = "shop.bulk"
    label = "bulk"

    def ready(self) -> None:
        import shop.bulk.applying  # noqa: F401  (registers its jobs)
        from foundation.registries import PersonalData, privacy
        from shop.bulk.privacy import erase_work, export_work

        privacy.register("bulk", PersonalData(export=export_work, erase=erase_work))
