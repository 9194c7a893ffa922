"""How people come to an order, from the consented log; and what becomes of them, from the books."""
