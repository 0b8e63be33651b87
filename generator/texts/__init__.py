"""Texts: answers in own words, masked, sorted into themes and reviewed before any is told."""

from __future__ import annotations

from generator.texts.answers import OpenAnswer, read_answers
from generator.texts.masking import Kind, Masked, Masker
from generator.texts.review import Refreshed, Reviewed, refresh_review, review_answers

__all__ = [
    "Kind",
    "Masked",
    "Masker",
    "OpenAnswer",
    "Refreshed",
    "Reviewed",
    "read_answers",
    "refresh_review",
    "review_answers",
]
