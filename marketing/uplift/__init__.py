"""Whom speaking to changes: learned from holdouts, told of each customer, and spent by."""
