"""Bulk work of staff: many rows changed at once and back again, and views of lists kept."""
