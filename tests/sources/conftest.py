from __future__ import annotations

from pathlib import Path

import pytest

from .samples import write_round


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A round's folder with every file sound."""
    return write_round(tmp_path)
