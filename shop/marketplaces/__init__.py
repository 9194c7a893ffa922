"""What others' marketplaces sell for the shop: their orders in, stock, prices and parcels out."""
