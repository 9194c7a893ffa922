"""Staff pages for experiments: their plan, their start and end, what can be concluded."""

from experiments.admin import bandits, experiments, records  # noqa: F401  (registers the pages)
