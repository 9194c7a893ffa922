"""What lets customers enter a flow: one module a trigger, settings, and the job that looks."""
