"""Texts: answers in own words, masked, sorted into themes and reviewed before any is told."""

from __future__ import annotations
