"""From forecasts to orders: what each warehouse needs, why, and the orders that bring it."""
