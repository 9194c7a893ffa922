"""The rules of points, tiers and friends as arithmetic: nothing here knows a table."""
