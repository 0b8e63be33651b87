"""Scoring: keyed items, construct means, merged units and the file with one row per unit."""
