"""Subscriptions: goods that come again until their buyer says stop."""
