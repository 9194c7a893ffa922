from django.apps import AppConfig


class MarketplacesConfig(AppConfig):
    name = "shop.marketplaces"
    label = "marketplaces"

    def ready(self) -> None:
        import shop.marketplaces.files
        import shop.marketplaces.stock_file  # noqa: F401  (registers their jobs)
        from foundation.registries import PersonalData, privacy
        from shop.marketplaces.privacy import erase_files, export_files

        privacy.register("marketplaces", PersonalData(export=export_files, erase=erase_files))
