"""Trend: what changed since earlier rounds, from what this round and they published.

No answer is needed, so the answers of earlier rounds may be deleted; and nothing new is told,
since everything here follows from figures that were printed already.
"""

from __future__ import annotations

from generator.trend.edition import Earlier
from generator.trend.series import with_trend

__all__ = ["Earlier", "with_trend"]
