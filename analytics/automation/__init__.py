"""How much is decided without a hand, and how often a person decides otherwise."""
