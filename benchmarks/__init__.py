"""Speed and accuracy, each command printing ours beside a baseline and the figure to reach."""
