"""Firms: their VAT numbers, who belongs to them in which role, and who is asked to join."""
