"""Customers: read, compared, written."""
