"""What the shop's AI earned: told from experiments, price tests and holdouts, and nothing else."""
