"""Prices from numbers: pure numeric code, without Django."""
