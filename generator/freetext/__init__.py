"""Texts: answers in own words, masked, sorted into themes and reviewed before any is published."""

from __future__ import annotations
