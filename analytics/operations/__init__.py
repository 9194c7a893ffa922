"""How well the shop delivers."""
