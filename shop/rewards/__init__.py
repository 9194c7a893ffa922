"""What the shop gives back for orders: the orders' side of points, tiers and friends."""
