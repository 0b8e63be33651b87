"""Numerics: the mathematics that several statistics share, on plain arrays."""
