"""Products with their variants, prices, stock and pictures: read, compared, written."""
