"""How the shop writes dates, where that differs from Django's own formats."""
