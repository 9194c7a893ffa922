"""Tables of the shop as files: imported whole or not at all, exported as they are imported."""
