"""Stock and prices alone: short files by SKU that shops bring every day."""
