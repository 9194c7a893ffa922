"""The doors at which somebody asks to be let through: what each tells the risk office, and does
with its answer. The apps behind the doors know nothing of risk, and risk nothing of them.
"""
