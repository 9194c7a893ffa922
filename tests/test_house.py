"""The walls that the import linter cannot see: foreign keys by string reference."""

from django.apps import apps

FLOORS = {
    "foundation": 0,
    "events": 1,
    "mlops": 2,
    "experiments": 2,
    "accounts": 3,
    "catalog": 4,
    "notifications": 4,
    "inventory": 5,
    "forecasting": 6,
    "pricing": 7,
    "risk": 7,
    "loyalty": 7,
    "orders": 8,
    "recommendations": 8,
    "search": 9,
    "analytics": 9,
    "marketing": 10,
    "assistant": 10,
    "shop": 11,
    "storefront": 11,
    "dashboards": 11,
    "exchange": 11,
    "feeds": 11,
    "bulk": 11,
    "marketplaces": 11,
}


def _our_foreign_keys():
    for model in apps.get_models():
        label = model._meta.app_label
        if label not in FLOORS:
            continue
        for field in model._meta.get_fields():
            if field.concrete and field.related_model is not None:
                target = field.related_model._meta.app_label
                if target in FLOORS:
                    yield f"{model.__name__}.{field.name}", label, target


def test_foreign_keys_point_to_own_or_lower_floor():
    keys = list(_our_foreign_keys())
    assert keys, "no foreign key was looked at"
    wrong = [
        name
        for name, source, target in keys
        if source != target and FLOORS[target] >= FLOORS[source]
    ]
    assert not wrong, f"foreign keys that point sideways or up: {wrong}"


def test_every_app_of_ours_has_a_floor():
    ours = {config.label for config in apps.get_app_configs() if "site-packages" not in config.path}
    assert ours <= set(FLOORS), ours - set(FLOORS)
