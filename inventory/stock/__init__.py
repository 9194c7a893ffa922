"""Changes of stock, by verbs. ``inventory.services`` is where other apps find them."""
