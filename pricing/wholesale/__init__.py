"""Prices by quantity for customer groups: learned from what they bought, proposed with reasons."""
