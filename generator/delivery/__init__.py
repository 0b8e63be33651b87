"""Delivery: the right report to the right leader, once, after somebody approved it.

The run folder never changes; everything that happens to it lies in a folder beside it.
"""
