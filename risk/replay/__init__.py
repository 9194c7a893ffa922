"""A past played through the doors again, without tables: by the very code that serving runs."""
