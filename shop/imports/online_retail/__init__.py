"""The Online Retail data set as a store: 13 months of a British gift shop's invoices.

Daqing Chen, *Online Retail*, UCI Machine Learning Repository, 2015, doi 10.24432/C5BW33, licensed
CC BY 4.0. ``store.import_online_retail`` reads a file of it into a database of its own.
"""
