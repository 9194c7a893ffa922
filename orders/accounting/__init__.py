"""The accounts: a double-entry journal posted from orders, and what is read from it."""
