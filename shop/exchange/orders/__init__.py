"""Orders of another shop: read, compared, written as history."""
