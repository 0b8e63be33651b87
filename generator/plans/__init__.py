"""Action memory: plans in returned Word reports, read back for the next round."""

from __future__ import annotations

from generator.plans.memory import remember
from generator.plans.returned import Returned, read_returned

__all__ = ["Returned", "read_returned", "remember"]
