"""Engines: where products are found."""
