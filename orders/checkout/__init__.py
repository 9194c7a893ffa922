"""From a cart to a paid order, in steps that survive a crash between any two of them."""
