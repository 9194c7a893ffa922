"""Payment providers, by name."""
