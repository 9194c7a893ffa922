"""The dashboards, in the order in which the sidebar shows them.

A page is a module here, which registers it, and its line in ``PAGES``.
"""

from importlib import import_module

PAGES = (
    "owner",
    "live",
    "customers",
    "journeys",
    "cohorts",
    "attribution",
    "merchandising",
    "baskets",
    "operations",
    "automation",
    "marketing",
    "campaigns",
    "models",
    "opportunities",
    "quality",
    "features",
)

for _name in PAGES:
    import_module(f"{__name__}.{_name}")
