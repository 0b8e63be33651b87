"""Disclosure control: what may be published, decided once, before anything is computed from it."""
