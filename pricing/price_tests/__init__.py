"""Price tests: clusters of products change between two prices, period by period (switchback)."""
