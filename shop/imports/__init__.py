"""Stores read from elsewhere."""
