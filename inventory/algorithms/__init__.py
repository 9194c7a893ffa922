"""Inventory decisions from numbers: pure numeric code, without Django.

Quantities are units of stock, times are days unless a docstring says otherwise, and money is in
whatever unit the caller counts it. Where a function takes numbers or arrays, arrays broadcast.
"""
