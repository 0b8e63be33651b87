"""Action memory: plans in returned Word reports, read back for the next round."""

from __future__ import annotations
