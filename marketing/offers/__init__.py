"""Promotions that are handed to single customers, each by a code of their own."""
