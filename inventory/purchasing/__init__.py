"""Suppliers, what is ordered from them and what comes. See ``inventory.services``."""
